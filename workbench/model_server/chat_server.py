"""Starts the chat server: loads the model, then says where it listens."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from workbench.domain.bot import KvType
from workbench.errors import WorkbenchError
from workbench.model_server.chat_app import ChatApp
from workbench.model_server.engine.engine import Engine
from workbench.model_server.engine.settings import EngineSettings
from workbench.model_server.http_face import build_app, open_socket, serve, server_key
from workbench.model_server.model_info import ModelInfo
from workbench.model_server.native.adapters import load_adapters
from workbench.model_server.native.context import ContextSettings, LlamaContext
from workbench.model_server.native.exactness import is_exact
from workbench.model_server.native.fast_copy import fast_copy
from workbench.model_server.native.model import LlamaModel, check_file
from workbench.processes.child import ParentLine
from workbench.sizing.cache_layout import cache_layout, kept_bytes
from workbench.sizing.kv_cache import KV_ELEMENT_BYTES

MANY_CORES = 4
BATCH_TOKENS = 512


@dataclass(frozen=True, slots=True)
class ChatSettings:
    """`threads` and `parallel` 0: as many as are good. `gpu_layers` -1: all that fit.
    `fast_copies`: see `fast_copy`."""

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
    host: str = "127.0.0.1"


def run_chat_server(settings: ChatSettings, parent: ParentLine) -> None:
    listener = open_socket(settings.port, parent, settings.host)
    try:
        app = _app(settings)
    except WorkbenchError as error:
        parent.fail(error.message, error.hint)
    token = server_key()
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
    each = model.kv_bytes_per_token(KV_ELEMENT_BYTES[settings.kv_type])
    layout = cache_layout(context_tokens, settings.parallel, each)
    context = LlamaContext(
        model,
        ContextSettings(
            cells=layout.cells,
            sequences=layout.sequences,
            batch_tokens=BATCH_TOKENS,
            threads=settings.threads or usual_threads(),
            kv_type=settings.kv_type,
            is_shared=layout.is_shared,
        ),
        load_adapters(model, settings.lora),
    )
    exact = _apart(lambda: is_exact(context))
    engine = Engine(
        context,
        model,
        EngineSettings(
            cells=layout.cells,
            parallel=layout.sequences,
            batch_tokens=BATCH_TOKENS,
            prefix_bytes=kept_bytes(context_tokens, each),
            can_cut=model.can_cut,
            is_exact=exact,
        ),
    )
    name = settings.name or settings.model.stem
    info = ModelInfo(name, model, context_tokens, layout.sequences, exact)
    engine.start()
    return ChatApp(model, engine, info)


def _apart(work: Callable[[], bool]) -> bool:
    """In a thread that ends, and its threads of OpenMP with it.

    A second team of them is counted even while it sleeps, and where teams are larger than the
    processor, threads that wait for each other go to sleep at once: half the speed.
    """
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(work).result()


def usual_threads() -> int:
    """All of few cores; of many about half, as those are often two threads of one core."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return cores if (cores := cores or 1) <= MANY_CORES else max(MANY_CORES, cores // 2)
