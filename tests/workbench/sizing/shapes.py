"""Shapes of well-known models, by their published config.json."""

from workbench.domain.model_shape import ModelShape


def dense(parameters, layers, heads, vocabulary, **rest):
    """`heads`: attention heads, and those of keys and values."""
    fields = {
        "key_size": rest["embedding"] // heads[0],
        "value_size": rest["embedding"] // heads[0],
        "context_tokens": 8192,
        "weight_bytes": parameters * 2,
    } | rest
    return ModelShape(
        architecture="llama",
        parameters=parameters,
        heads=heads[0],
        kv_heads=(heads[1],) * layers,
        vocabulary=vocabulary,
        **fields,
    )


LLAMA2_7B = dense(6_738_415_616, 32, (32, 32), 32000, embedding=4096, feed_forward=11008,
                  context_tokens=4096)  # fmt: skip
LLAMA3_8B = dense(8_030_261_248, 32, (32, 8), 128256, embedding=4096, feed_forward=14336)
LLAMA3_70B = dense(70_553_706_496, 80, (64, 8), 128256, embedding=8192, feed_forward=28672)
GEMMA3_1B = dense(
    999_885_952, 26, (4, 1), 262144, embedding=1152, feed_forward=6912,
    key_size=256, value_size=256, context_tokens=32768, window_tokens=512,
    windowed=tuple(layer % 6 < 5 for layer in range(26)),
)  # fmt: skip
SMOLLM2 = dense(134_515_008, 30, (9, 3), 49152, embedding=576, feed_forward=1536,
                weight_bytes=143_025_408)  # fmt: skip
