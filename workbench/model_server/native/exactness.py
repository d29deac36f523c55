"""Whether answers depend on what else the model does: found out, not believed.

On a CPU, without flash attention and with caches of their own, llama.cpp adds the numbers of one
sequence up in the same order whatever else a batch holds; kernels for other formats may not.
"""

import numpy as np

from workbench.model_server.native.batch import Piece
from workbench.model_server.native.context import LlamaContext, Logits

PROMPT_TOKENS, STEP_TOKENS = 40, 10


def is_exact(context: LlamaContext) -> bool:
    """Read a prompt alone, then in steps and beside another one; are the numbers the same?

    The context is empty before and after.
    """
    prompt = list(range(100, 100 + PROMPT_TOKENS))
    alone = _alone(context, prompt)
    if context.settings.sequences == 1:
        return True
    beside = _beside(context, prompt)
    return bool(np.array_equal(alone, beside))


def _alone(context: LlamaContext, prompt: list[int]) -> Logits:
    context.decode([Piece(0, 0, prompt, wants_logits=False)])
    (row,) = context.decode([Piece(0, len(prompt), prompt[:1], wants_logits=True)])
    logits = context.logits(row).copy()
    context.forget_all()
    return logits


def _beside(context: LlamaContext, prompt: list[int]) -> Logits:
    context.decode([Piece(0, 0, prompt[7:], wants_logits=False)])
    for start in range(0, len(prompt), STEP_TOKENS):
        step = prompt[start : start + STEP_TOKENS]
        context.decode([Piece(1, start, step, wants_logits=False)])
    other = Piece(0, len(prompt) - 7, prompt[3:4], wants_logits=True)
    mine = Piece(1, len(prompt), prompt[:1], wants_logits=True)
    _, row = context.decode([other, mine])
    logits = context.logits(row).copy()
    context.forget_all()
    return logits
