"""How the key-value cache is parted between the answers that are written at once."""

from dataclasses import dataclass

# So many answers at once that more of them are hardly faster on a CPU.
USUAL_PARALLEL = 8
# Where a cache for each takes more than this, more of them share one of so many contexts.
MOST_OWN_BYTES = 1024**3
SHARING_PARALLEL, CONTEXTS_SHARED = 16, 2
# Beginnings of prompts that were read are kept beside the caches, at most so much of them.
CONTEXTS_KEPT, MOST_KEPT_BYTES = 2, 256 * 1024**2
# llama.cpp rounds the cells of a cache up to this (llama-kv-cache.cpp, GGML_PAD(kv_size, 256)).
CELLS_A_BLOCK = 256


@dataclass(frozen=True, slots=True)
class CacheLayout:
    """`cells`: tokens that all caches hold together. `is_shared`: all answers use one cache.

    With caches of their own, answers do not depend on their neighbours.
    """

    sequences: int
    cells: int
    is_shared: bool


def cache_layout(context_tokens: int, parallel: int, bytes_a_token: float) -> CacheLayout:
    """A cache for each answer where that is cheap. `parallel` 0: as many as is good."""
    sequences = parallel or USUAL_PARALLEL
    whole = padded(context_tokens)
    is_shared = sequences > 1 and sequences * whole * bytes_a_token > MOST_OWN_BYTES
    if not is_shared:
        return CacheLayout(sequences, sequences * whole, is_shared=False)
    return CacheLayout(parallel or SHARING_PARALLEL, CONTEXTS_SHARED * whole, is_shared=True)


def kept_bytes(context_tokens: int, bytes_a_token: float) -> int:
    """The most that kept beginnings of prompts take."""
    return min(round(CONTEXTS_KEPT * padded(context_tokens) * bytes_a_token), MOST_KEPT_BYTES)


def padded(cells: int) -> int:
    return -(-cells // CELLS_A_BLOCK) * CELLS_A_BLOCK
