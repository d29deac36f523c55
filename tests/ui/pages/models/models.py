"""Models as the worker lists them, and what it says of memory and speed."""

from dataclasses import replace

from workbench.domain.bot import ModelSpec
from workbench.domain.host import Host, Room
from workbench.domain.local_model import CatalogModel, LocalModel
from workbench.domain.model_shape import ModelShape
from workbench.domain.speed import SpeedPoint, SpeedTest
from workbench.model_messages import MemoryMeasured, ServerMemory

GIB = 1024**3


def shape(weights_gb=2.0, **fields):
    made = ModelShape(
        architecture="qwen3", parameters=4_000_000_000, weight_bytes=int(weights_gb * GIB),
        embedding=2560, feed_forward=9728, heads=32, kv_heads=(8,) * 36, key_size=128,
        value_size=128, vocabulary=150_000, context_tokens=40_960,
    )  # fmt: skip
    return replace(made, **fields)


def here(name, weights_gb=2.0, **fields):
    """A model of the picker."""
    spec = ModelSpec(name, path=f"/models/{name}.gguf", context_tokens=8192)
    made = LocalModel(
        name, "picker", spec.path, spec, "Qwen", "Apache-2.0", "Q4_K_M",
        int(weights_gb * GIB), shape(weights_gb),
    )  # fmt: skip
    return replace(made, **fields)


def known(name, weights_gb=2.0):
    """A model of the catalog."""
    entry = CatalogModel(
        name, name, "Qwen", "Apache-2.0", "Qwen/X-GGUF", f"{name}.gguf", "Q4_K_M",
        int(weights_gb * GIB), shape(weights_gb), note="small and quick",
    )  # fmt: skip
    return LocalModel(
        name, "catalog", "", None, "Qwen", "Apache-2.0", "Q4_K_M", entry.size_bytes, entry.shape,
        True, entry,
    )  # fmt: skip


def broken(name="broken"):
    return LocalModel(
        name, "folder", f"/models/{name}.gguf",
        problem=f"{name}.gguf is cut short: 1.0 GB of 2.0 GB are here.", hint="Download it again.",
    )  # fmt: skip


BUNDLED = LocalModel(
    "smollm2-135m", "bundled", "", ModelSpec("smollm2-135m"), "Hugging Face", "Apache-2.0", "Q4_1",
    98_000_000, shape(0.14, vocabulary=49_152, kv_heads=(3,) * 30, key_size=64, value_size=64),
)  # fmt: skip


def measured(*servers, room_gb=16, request_id="memory"):
    host = Host(20 * GIB, 12 * GIB, (), "0.3.36")
    helpers = {"embedder": 400_000_000}
    return MemoryMeasured(request_id, host, Room(room_gb * GIB), tuple(servers), helpers)


def server(name, used, needed, uses=0):
    return ServerMemory(name, used, needed, uses, ModelSpec(name))


def speed(model, write_tps=40.0, read_tps=600.0, quantisation="Q4_K_M"):
    alone = [
        SpeedPoint(length, 1, length, 32, 1.0, read_tps, write_tps, 20.0)
        for length in (512, 1024, 2048)
    ]
    many = [SpeedPoint(512, each, 512, 32, 2.0, None, 30.0, 20.0 * each) for each in (2, 4, 8)]
    return SpeedTest(
        f"t-{model}-{quantisation}", model, quantisation, "2026-11-20T10:00:00+00:00", 8192, -1,
        "f16", 0, (*alone, *many),
    )  # fmt: skip
