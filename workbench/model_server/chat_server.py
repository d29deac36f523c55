"""Starts the chat server: loads the model, then says where it listens."""

import os
from dataclasses import dataclass
from pathlib import Path

from workbench.errors import WorkbenchError
from workbench.model_server.chat_app import ChatApp
from workbench.model_server.http_face import build_app, open_socket, serve, server_key
from workbench.model_server.native.fast_copy import fast_copy
from workbench.model_server.native.model import LlamaModel, check_file
from workbench.processes.child import ParentLine

MANY_CORES = 4


@dataclass(frozen=True, slots=True)
class ChatSettings:
    """`threads` 0: as many as are good for this machine. `fast_copies`: see `fast_copy`."""

    model: Path
    name: str = ""
    context_tokens: int = 4096
    threads: int = 0
    port: int = 0
    fast_copies: Path | None = None
    host: str = "127.0.0.1"


def run_chat_server(settings: ChatSettings, parent: ParentLine) -> None:
    listener = open_socket(settings.port, parent, settings.host)
    threads = settings.threads or usual_threads()
    try:
        check_file(settings.model)
        path = settings.model
        if settings.fast_copies:
            path = fast_copy(path, settings.fast_copies)
        model = LlamaModel(path, settings.context_tokens, threads)
    except WorkbenchError as error:
        parent.fail(error.message, error.hint)
    token = server_key()
    app = build_app(ChatApp(model, settings.name or settings.model.stem).routes, token)
    parent.announce(listener.getsockname()[1], token)
    serve(app, listener)


def usual_threads() -> int:
    """All of few cores; of many about half, as those are often two threads of one core."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return cores if (cores := cores or 1) <= MANY_CORES else max(MANY_CORES, cores // 2)
