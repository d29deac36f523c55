"""What a local model needs once it is loaded, and whether that fits."""

from dataclasses import dataclass, replace
from typing import Literal

from workbench.domain.bot import KvType, ModelSpec
from workbench.domain.local_model import LocalModel
from workbench.domain.model_shape import ModelShape
from workbench.sizing.cache_layout import (
    CONTEXTS_KEPT,
    MOST_KEPT_BYTES,
    CacheLayout,
    cache_layout,
    kept_bytes,
    padded,
)
from workbench.sizing.formula import Formula
from workbench.sizing.kv_cache import kv_bytes_a_token, kv_cache_bytes, kv_formula
from workbench.sizing.words import size_words

Verdict = Literal["fits", "tight", "too large"]

FLOAT_BYTES = 4
TIGHT_FROM = 0.85
ALL_LAYERS = -1
# Enough for accounts, evidence and a conversation; more costs memory that few need.
USUAL_CONTEXT = 8192


@dataclass(frozen=True, slots=True)
class ServerProfile:
    """What the model server itself takes, measured on it; see tests/end_to_end/test_model_memory.

    `base_bytes`: interpreter, libraries and HTTP face. `vocabulary_entry_bytes`: a token's text,
    score and place in the tables of tokens and merges. `batch_tokens` are read at once, of which
    `batch_outputs` get logits. `keeps_whole_window`: layers with a sliding window keep the whole
    context.
    """

    base_bytes: int = 64_000_000
    vocabulary_entry_bytes: int = 620
    batch_tokens: int = 512
    batch_outputs: int = 1
    reserved_tokens: int = 512
    keeps_whole_window: bool = True


OUR_SERVER = ServerProfile()


@dataclass(frozen=True, slots=True)
class LoadSettings:
    """How a model is to be loaded. `gpu_layers` -1: all, if there is a GPU. `parallel` 0: usual."""

    context_tokens: int
    parallel: int = 0
    kv_type: KvType = "f16"
    gpu_layers: int = ALL_LAYERS


@dataclass(frozen=True, slots=True)
class MemoryNeed:
    """Bytes by what they are for, in RAM and on the GPU together; `gpu_bytes` of them there."""

    weights: int
    kv_cache: int
    compute: int
    runtime: int
    gpu_bytes: int = 0

    @property
    def total(self) -> int:
        return self.weights + self.kv_cache + self.compute + self.runtime

    @property
    def ram_bytes(self) -> int:
        return self.total - self.gpu_bytes


def load_settings(spec: ModelSpec, shape: ModelShape) -> LoadSettings:
    """As the server takes a model's settings: never more context than it was trained for."""
    context = min(spec.context_tokens, shape.context_tokens or spec.context_tokens)
    return LoadSettings(context, spec.parallel, spec.kv_type, spec.gpu_layers)


def load_of_model(model: LocalModel) -> LoadSettings:
    """Of a model as it is in the picker, or as it would be put there."""
    shape = model.shape
    if shape is None or model.spec is None:
        trained = shape.context_tokens if shape else 0
        return LoadSettings(min(USUAL_CONTEXT, trained or USUAL_CONTEXT))
    return load_settings(model.spec, shape)


def memory_needed(
    shape: ModelShape,
    load: LoadSettings,
    *,
    has_gpu: bool = False,
    server: ServerProfile = OUR_SERVER,
) -> MemoryNeed:
    """Weights + key-value cache + compute buffers + the server itself.

    Layers on the GPU take their weights and their cache with them: llama.cpp counts the output
    as one layer more and leaves the input embedding in RAM (llama-model.cpp, load_tensors).
    """
    slack = None if server.keeps_whole_window else server.batch_tokens
    cells = layout_of(shape, load).cells
    cache = kv_cache_bytes(shape, cells, 1, load.kv_type, window_slack_tokens=slack)
    cache += kept_bytes(load.context_tokens, kv_bytes_a_token(shape, load.kv_type))
    share = _gpu_share(shape, load) if has_gpu else 0.0
    compute = reserved_bytes(shape, server) if share else touched_bytes(shape, load, server)
    runtime = server.base_bytes + server.vocabulary_entry_bytes * shape.vocabulary
    on_gpu = round(share * (shape.weight_bytes + cache)) + (compute if share else 0)
    return MemoryNeed(shape.weight_bytes, cache, compute, runtime, on_gpu)


def reserved_bytes(shape: ModelShape, server: ServerProfile = OUR_SERVER) -> int:
    """The compute buffer that llama.cpp reserves on a GPU, where reserved is used.

    batch × (vocabulary + 2 × embedding) × 4 bytes: the logits of a whole batch, and the
    activations that are alive beside them. Llama 2 7B: 512 × (32,000 + 2 × 4,096) × 4 = 78.5 MiB,
    llama.cpp says 70.5 (its log line "compute buffer size", flash attention on).
    """
    width = shape.vocabulary + 2 * shape.embedding
    return server.reserved_tokens * width * FLOAT_BYTES


def touched_bytes(shape: ModelShape, load: LoadSettings, server: ServerProfile = OUR_SERVER) -> int:
    """What of the compute buffer is ever written on a CPU: pages that are not do not count.

    batch × (4 × embedding + 3 × feed-forward) × 4 bytes of activations (residual, norm, query,
    output; gate, up and their product), batch × heads × context × 4 bytes of attention scores,
    which are kept whole without flash attention, and the logits of the few tokens that get them.
    """
    scores = shape.heads * padded(load.context_tokens) if load.kv_type == "f16" else 0
    width = 4 * shape.embedding + 3 * shape.feed_forward + scores
    activations = server.batch_tokens * width
    return FLOAT_BYTES * (activations + server.batch_outputs * shape.vocabulary)


def verdict(need_bytes: float, room_bytes: float) -> Verdict:
    """Tight from 85 % on: other programs want memory too."""
    if need_bytes > room_bytes:
        return "too large"
    return "tight" if need_bytes > TIGHT_FROM * room_bytes else "fits"


def longest_context(
    shape: ModelShape, load: LoadSettings, room_bytes: int, *, has_gpu: bool = False
) -> int:
    """The longest of the usual contexts with which the model fits; 0 if none does."""
    for context in usual_contexts(shape.context_tokens):
        tried = replace(load, context_tokens=context)
        if memory_needed(shape, tried, has_gpu=has_gpu).total <= room_bytes:
            return context
    return 0


def usual_contexts(trained_tokens: int) -> tuple[int, ...]:
    """Doubling from 1,024 up to what the model was trained for, longest first."""
    most = trained_tokens or 32_768
    steps = [1024 * 2**power for power in range(11)]
    return tuple(reversed([step for step in steps if step < most] + [most]))


def memory_formulas(shape: ModelShape, load: LoadSettings, need: MemoryNeed) -> tuple[Formula, ...]:
    """The estimate, line by line."""
    bits = 8 * shape.weight_bytes / max(shape.parameters, 1)
    return (
        Formula(
            "Weights",
            f"{shape.parameters:,} parameters × {bits:.2f} bits, as stored",
            need.weights,
            "bytes",
            "GGUF specification (ggml/docs/gguf.md): sum of the tensors' sizes",
        ),
        kv_formula(shape, load.context_tokens, _contexts(shape, load), load.kv_type),
        Formula(
            "Kept beginnings",
            f"key-value cache of {CONTEXTS_KEPT} contexts, at most {size_words(MOST_KEPT_BYTES)}",
            kept_bytes(load.context_tokens, kv_bytes_a_token(shape, load.kv_type)),
            "bytes",
            "beginnings of prompts that were read, so that they need not be read again",
        ),
        Formula(
            "Compute buffers",
            "activations of one batch, and logits",
            need.compute,
            "bytes",
            "llama.cpp, llama-context.cpp (graph_reserve)",
        ),
        Formula(
            "Server",
            f"interpreter and libraries, and the tables of {shape.vocabulary:,} tokens",
            need.runtime,
            "bytes",
            "measured on the server of the bundled model",
        ),
    )


def layout_of(shape: ModelShape, load: LoadSettings) -> CacheLayout:
    """As the model server parts its cache."""
    each = kv_bytes_a_token(shape, load.kv_type)
    return cache_layout(load.context_tokens, load.parallel, each)


def _contexts(shape: ModelShape, load: LoadSettings) -> int:
    return layout_of(shape, load).cells // padded(load.context_tokens)


def _gpu_share(shape: ModelShape, load: LoadSettings) -> float:
    layers = shape.layers + 1
    chosen = layers if load.gpu_layers == ALL_LAYERS else min(load.gpu_layers, layers)
    return chosen / layers
