"""How sure a model was of the tokens that it wrote."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from workbench.domain.conversation import TokenLogprob


@dataclass(frozen=True, slots=True)
class Certainty:
    """`mean`: the geometric mean of the tokens' probabilities (1 / perplexity), which is what
    routes look at too. `least`: the place of the least sure token."""

    mean: float
    least: int


def certainty(tokens: Sequence[TokenLogprob]) -> Certainty | None:
    """None without tokens."""
    if not tokens:
        return None
    mean = math.exp(sum(token.logprob for token in tokens) / len(tokens))
    least = min(range(len(tokens)), key=lambda place: tokens[place].logprob)
    return Certainty(mean, least)


def probability(logprob: float) -> float:
    return math.exp(min(0.0, logprob))
