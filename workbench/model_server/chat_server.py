"""Starts the chat server: loads the model, then says where it listens."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

import psutil

from workbench.domain.bot import KvType
from workbench.errors import WorkbenchError
from workbench.model_server.chat_app import ChatApp
from workbench.model_server.engine.engine import Engine
from workbench.model_server.engine.settings import EngineSettings
from workbench.model_server.http_face import build_app, open_socket, serve
from workbench.model_server.model_info import ModelInfo
from workbench.model_server.native.adapters import load_adapters
from workbench.model_server.native.context import ContextSettings, LlamaContext
from workbench.model_server.native.exactness import is_exact
from workbench.model_server.native.fast_copy import fast_copy
from workbench.model_server.native.model import LlamaModel, check_file
from workbench.processes.child import ParentLine

MANY_CORES = 4
# So many answers at once that more of them are hardly faster.
USUAL_PARALLEL = 8
# Where a cache for each would take too much memory, more of them share one of this many contexts.
SHARING_PARALLEL, CONTEXTS_SHARED = 16, 2
# Caches of their own may take this share of the memory, and no more than so much.
OWN_CACHES_SHARE, MOST_OWN_CACHES_BYTES = 0.1, 1024**3
BYTES_PER_VALUE: dict[KvType, float] = {"f16": 2.0, "q8_0": 34 / 32, "q4_0": 18 / 32}
# llama.cpp's caches have a multiple of so many cells.
CELLS_ALIGNED = 256
BATCH_TOKENS = 512
PREFIX_BYTES = 512 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ChatSettings:
    """`threads` and `parallel` 0: as many as are good. `gpu_layers` -1: all that fit.
    `fast_copies`: see `fast_copy`. `token`: the key, a new one if it is empty."""

    model: Path
    name: str = ""
    context_tokens: int = 4096
    threads: int = 0
    parallel: int = 0
    gpu_layers: int = -1
    kv_type: KvType = "f16"
    lora: tuple[Path, ...] = ()
    port: int = 0
    fast_copies: Path | None = None
    token: str = ""


def run_chat_server(settings: ChatSettings, parent: ParentLine) -> None:
    listener = open_socket(settings.port, parent)
    try:
        app = _app(settings)
    except WorkbenchError as error:
        parent.fail(error.message, error.hint)
    token = settings.token or secrets.token_urlsafe(32)
    served = build_app(app.routes, token)
    parent.announce(listener.getsockname()[1], token)
    serve(served, listener)


def _app(settings: ChatSettings) -> ChatApp:
    check_file(settings.model)
    path = settings.model
    if settings.fast_copies:
        path = fast_copy(path, settings.fast_copies)
    model = LlamaModel(path, settings.gpu_layers)
    context_tokens = min(settings.context_tokens, model.trained_context_tokens)
    layout = cache_layout(settings, model, context_tokens)
    context = LlamaContext(model, layout, load_adapters(model, settings.lora))
    exact = is_exact(context)
    engine = Engine(
        context,
        model,
        EngineSettings(
            cells=layout.cells,
            parallel=layout.sequences,
            batch_tokens=layout.batch_tokens,
            prefix_bytes=PREFIX_BYTES,
            can_cut=model.can_cut,
            is_exact=exact,
        ),
    )
    name = settings.name or settings.model.stem
    info = ModelInfo(name, model, context_tokens, layout.sequences, exact)
    engine.start()
    return ChatApp(model, engine, info)


def cache_layout(settings: ChatSettings, model: LlamaModel, context_tokens: int) -> ContextSettings:
    """A cache for each answer where that is cheap: so none depends on its neighbours."""
    parallel = settings.parallel or USUAL_PARALLEL
    whole = -(-context_tokens // CELLS_ALIGNED) * CELLS_ALIGNED
    per_token = model.kv_bytes_per_token(BYTES_PER_VALUE[settings.kv_type])
    is_shared = parallel > 1 and parallel * whole * per_token > _most_own_bytes()
    if is_shared and not settings.parallel:
        parallel = SHARING_PARALLEL
    return ContextSettings(
        cells=whole * (CONTEXTS_SHARED if is_shared else parallel),
        sequences=parallel,
        batch_tokens=BATCH_TOKENS,
        threads=settings.threads or usual_threads(),
        kv_type=settings.kv_type,
        is_shared=is_shared,
    )


def _most_own_bytes() -> float:
    return min(OWN_CACHES_SHARE * psutil.virtual_memory().total, MOST_OWN_CACHES_BYTES)


def usual_threads() -> int:
    """All of few cores; of many about half, as those are often two threads of one core."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return cores if (cores := cores or 1) <= MANY_CORES else max(MANY_CORES, cores // 2)
