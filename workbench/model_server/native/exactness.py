"""Whether answers depend on what else the model does: found out, not believed.

On a CPU, without flash attention and with caches of their own, llama.cpp adds the numbers of one
sequence up in the same order whatever else a batch holds; kernels for other formats may not.
"""

import numpy as np

from workbench.model_server.native.batch import Piece
from workbench.model_server.native.context import LlamaContext, Logits

PROMPT_TOKENS, STEP_TOKENS = 40, 10


def is_exact(context: LlamaContext) -> bool:
    """Read a prompt alone, then in steps and beside all others that fit: the same numbers?

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
    mine = Piece(1, len(prompt), prompt[:1], wants_logits=True)
    others = [Piece(0, len(prompt) - 7, prompt[3:4], wants_logits=True)]
    # Kernels differ by how many they compute at once.
    for number in range(2, context.settings.sequences):
        context.decode([Piece(number, 0, prompt[:number], wants_logits=False)])
        others.append(Piece(number, number, prompt[7:8], wants_logits=True))
    row, *_ = context.decode([mine, *others])
    logits = context.logits(row).copy()
    context.forget_all()
    return logits
