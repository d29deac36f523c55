"""How large the key-value cache of a model is."""

from workbench.domain.bot import KvType
from workbench.domain.model_shape import ModelShape
from workbench.sizing.cache_layout import padded
from workbench.sizing.formula import Formula
from workbench.sizing.words import size_words

# Bytes an element. Quantised blocks hold 32 elements and a scale of 2 bytes (ggml-common.h:
# block_q8_0 has 34 bytes, block_q4_0 has 18).
KV_ELEMENT_BYTES: dict[KvType, float] = {"f16": 2.0, "q8_0": 34 / 32, "q4_0": 18 / 32}

GQA_SOURCE = "Ainslie et al. 2023, GQA (arXiv:2305.13245); llama.cpp, llama-kv-cache.cpp"
WINDOW_SOURCE = "Jiang et al. 2023, Mistral 7B (arXiv:2310.06825); llama-kv-cache-iswa.cpp"


def kv_bytes_a_token(shape: ModelShape, kv_type: KvType = "f16") -> float:
    """Keys and values of one token in all layers.

    sum over layers of kv_heads × (key_size + value_size) × bytes an element. Grouped queries
    (GQA) share keys and values, so `kv_heads` counts, not `heads`.
    """
    return sum(_layer_bytes(shape, layer, kv_type) for layer in range(shape.layers))


def kv_cache_bytes(
    shape: ModelShape,
    context_tokens: int,
    sequences: int = 1,
    kv_type: KvType = "f16",
    *,
    window_slack_tokens: int | None = None,
) -> int:
    """The whole cache: every layer keeps `context_tokens` × `sequences` cells.

    With `window_slack_tokens` (the tokens of one batch), layers with a sliding window keep only
    the window and the batch, as llama.cpp does with `swa_full = false`; None keeps all.
    """
    cells = padded(context_tokens * sequences)
    total = 0.0
    for layer in range(shape.layers):
        kept = cells
        if window_slack_tokens is not None and shape.is_windowed(layer):
            kept = min(cells, padded(shape.window_tokens * sequences + window_slack_tokens))
        total += kept * _layer_bytes(shape, layer, kv_type)
    return round(total)


def kv_formula(
    shape: ModelShape, context_tokens: int, sequences: int = 1, kv_type: KvType = "f16"
) -> Formula:
    """The calculation in words, for whoever wants to follow it."""
    each = kv_bytes_a_token(shape, kv_type)
    heads = sorted(set(shape.kv_heads))
    grouped = "/".join(str(count) for count in heads)
    answers = "1 sequence" if sequences == 1 else f"{sequences} sequences"
    expression = (
        f"{shape.layers} layers × {grouped} key-value heads × "
        f"({shape.key_size} + {shape.value_size}) × {KV_ELEMENT_BYTES[kv_type]:g} bytes "
        f"= {size_words(each)} a token; × {context_tokens:,} tokens × {answers}"
    )
    return Formula(
        "Key-value cache",
        expression,
        kv_cache_bytes(shape, context_tokens, sequences, kv_type),
        "bytes",
        GQA_SOURCE,
    )


def _layer_bytes(shape: ModelShape, layer: int, kv_type: KvType) -> float:
    row = shape.kv_heads[layer] * (shape.key_size + shape.value_size)
    return row * KV_ELEMENT_BYTES[kv_type]
