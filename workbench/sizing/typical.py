"""Shapes of well-known dense models, for whoever knows no more of a model than its size."""

import math
from dataclasses import dataclass, replace

from workbench.domain.model_shape import ModelShape


@dataclass(frozen=True, slots=True)
class Typical:
    """By the model's published config.json."""

    name: str
    shape: ModelShape


def _of(
    name: str, parameters: int, layers: int, heads: tuple[int, int, int], sizes: tuple[int, ...]
) -> Typical:
    """`heads`: of queries, of keys and values, and their size; `sizes`: embedding, feed-forward,
    vocabulary, context."""
    embedding, feed_forward, vocabulary, context = sizes
    shape = ModelShape(
        architecture="dense",
        parameters=parameters,
        weight_bytes=2 * parameters,
        embedding=embedding,
        feed_forward=feed_forward,
        heads=heads[0],
        kv_heads=(heads[1],) * layers,
        key_size=heads[2],
        value_size=heads[2],
        vocabulary=vocabulary,
        context_tokens=context,
    )
    return Typical(name, shape)


TYPICAL = (
    _of("SmolLM2 135M", 134_515_008, 30, (9, 3, 64), (576, 1536, 49152, 8192)),
    _of("Qwen2.5 0.5B", 494_032_768, 24, (14, 2, 64), (896, 4864, 151936, 32768)),
    _of("Llama 3.2 1B", 1_235_814_400, 16, (32, 8, 64), (2048, 8192, 128256, 131072)),
    _of("Llama 3.2 3B", 3_212_749_824, 28, (24, 8, 128), (3072, 8192, 128256, 131072)),
    _of("Llama 3.1 8B", 8_030_261_248, 32, (32, 8, 128), (4096, 14336, 128256, 131072)),
    _of("Qwen3 14B", 14_768_307_200, 40, (40, 8, 128), (5120, 17408, 151936, 40960)),
    _of("Qwen3 32B", 32_762_123_264, 64, (64, 8, 128), (5120, 25600, 151936, 40960)),
    _of("Llama 3.1 70B", 70_553_706_496, 80, (64, 8, 128), (8192, 28672, 128256, 131072)),
    _of("Llama 3.1 405B", 405_853_388_800, 126, (128, 8, 128), (16384, 53248, 128256, 131072)),
)


def typical_model(parameters: float) -> Typical:
    """The known model nearest in size, by ratio, with that number of parameters."""
    nearest = min(TYPICAL, key=lambda each: abs(math.log(each.shape.parameters / parameters)))
    count = round(parameters)
    shape = replace(nearest.shape, parameters=count, weight_bytes=2 * count)
    return Typical(nearest.name, shape)
