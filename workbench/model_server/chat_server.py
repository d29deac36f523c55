"""Starts the chat server: loads the model, then says where it listens."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from workbench.domain.bot import KvType
from workbench.errors import WorkbenchError
from workbench.model_server.chat_app import ChatApp
from workbench.model_server.engine.engine import Engine
from workbench.model_server.engine.settings import EngineSettings
from workbench.model_server.http_face import build_app, open_socket, serve
from workbench.model_server.model_info import ModelInfo
from workbench.model_server.native.adapters import load_adapters
from workbench.model_server.native.context import ContextSettings, LlamaContext
from workbench.model_server.native.fast_copy import fast_copy
from workbench.model_server.native.model import LlamaModel, check_file
from workbench.processes.child import ParentLine

MANY_CORES = 4
# So many answers at once that more of them are hardly faster.
USUAL_PARALLEL = 16
# Several answers share the cache: room for two whole contexts.
CONTEXTS_KEPT = 2
BATCH_TOKENS = 512
PREFIX_BYTES = 512 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ChatSettings:
    """`threads` and `parallel` 0: as many as are good; `parallel` 1: answers depend on nothing
    but their request. `gpu_layers` -1: all that fit. `fast_copies`: see `fast_copy`. `token`: the
    key, a new one if it is empty."""

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
    engine_settings = _engine_settings(settings, model, context_tokens)
    context = LlamaContext(
        model,
        ContextSettings(
            engine_settings.cells,
            engine_settings.parallel,
            engine_settings.batch_tokens,
            settings.threads or usual_threads(),
            settings.kv_type,
        ),
        load_adapters(model, settings.lora),
    )
    engine = Engine(context, model, engine_settings)
    engine.start()
    name = settings.name or settings.model.stem
    info = ModelInfo(name, model, context_tokens, engine_settings.parallel)
    return ChatApp(model, engine, info)


def _engine_settings(
    settings: ChatSettings, model: LlamaModel, context_tokens: int
) -> EngineSettings:
    parallel = settings.parallel or USUAL_PARALLEL
    return EngineSettings(
        cells=context_tokens * (CONTEXTS_KEPT if parallel > 1 else 1),
        parallel=parallel,
        batch_tokens=BATCH_TOKENS,
        prefix_bytes=PREFIX_BYTES,
        can_cut=model.can_cut,
    )


def usual_threads() -> int:
    """All of few cores; of many about half, as those are often two threads of one core."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return cores if (cores := cores or 1) <= MANY_CORES else max(MANY_CORES, cores // 2)
