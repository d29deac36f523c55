"""How likely the model itself found a token, and which others."""

import numpy as np

from workbench.model_server.engine.job import TokenLogprob
from workbench.model_server.native.context import Logits


def logprob_of(logits: Logits, token: int, alternatives: int) -> TokenLogprob:
    """Of the model's own distribution, before temperature and other rules of picking."""
    highest = float(logits.max())
    total = highest + float(np.log(np.exp(logits - highest, dtype=np.float64).sum()))
    top: tuple[tuple[int, float], ...] = ()
    if alternatives:
        likeliest = np.argpartition(logits, -alternatives)[-alternatives:]
        ordered = likeliest[np.argsort(-logits[likeliest])]
        top = tuple((int(each), float(logits[each]) - total) for each in ordered)
    return TokenLogprob(token, float(logits[token]) - total, top)
