"""The index server: a process of its own, since native code may die in it.

python -m workbench.retrieval KNOWLEDGE_SQLITE INDEX_FOLDER
"""

import secrets
import socket
import sqlite3
import sys
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path

import uvicorn
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from workbench.errors import RetrievalError, WorkbenchError
from workbench.processes.child import ParentLine, exit_with_parent
from workbench.retrieval.index import Index
from workbench.retrieval.wire import LOADED, REFUSAL, RETRIEVED, SEARCH, Loaded, Refusal

WAIT_FOR_PREDECESSOR_S = 10.0
JSON = "application/json"

Endpoint = Callable[[Request], Awaitable[Response]]


def main() -> None:
    parent = ParentLine()
    exit_with_parent()
    knowledge, folder = Path(sys.argv[1]), Path(sys.argv[2])
    try:
        lock = _only_one(folder)
        index = Index(knowledge, folder)
    except (OSError, sqlite3.Error) as error:
        parent.fail(
            f"The index folder {folder} cannot be used: {error}.",
            "Close other windows on this workspace. Is the disk full, or the folder read-only?",
        )
    listener = socket.create_server(("127.0.0.1", 0))
    token = secrets.token_urlsafe(32)
    threading.Thread(target=_warm_up, args=(index,), daemon=True).start()
    parent.announce(listener.getsockname()[1], token)
    _serve(listener, application(index, token))
    lock.close()


def application(index: Index, token: str) -> Starlette:
    """`POST /search`, `POST /refresh`, `GET /health`, each with the bearer token."""
    face = _Face(index)
    return Starlette(
        routes=[
            Route("/search", _guarded(face.search, token), methods=["POST"]),
            Route("/refresh", _guarded(face.refresh, token), methods=["POST"]),
            Route("/health", _guarded(face.health, token), methods=["GET"]),
        ]
    )


class _Face:
    def __init__(self, index: Index) -> None:
        self._index = index

    async def search(self, request: Request) -> Response:
        try:
            wanted = SEARCH.validate_json(await request.body())
        except ValidationError as error:
            fields = ", ".join(str(one["loc"][0]) for one in error.errors() if one["loc"])
            return _refused(422, f"The search request is wrong: {fields or 'no JSON'}.", "")
        found = await run_in_threadpool(self._index.search, wanted)
        return Response(RETRIEVED.dump_json(found), media_type=JSON)

    async def refresh(self, request: Request) -> Response:
        del request
        chunks = await run_in_threadpool(self._index.refresh)
        return Response(LOADED.dump_json(Loaded(chunks)), media_type=JSON)

    async def health(self, request: Request) -> Response:
        del request
        return Response(LOADED.dump_json(Loaded(self._index.chunk_count or 0)), media_type=JSON)


def _guarded(endpoint: Endpoint, token: str) -> Endpoint:
    """Only for who knows the token; what people should know of an error is in the answer.

    An unexpected error is told by its kind alone: its text might quote a document.
    """
    expected = f"Bearer {token}".encode()

    async def guarded(request: Request) -> Response:
        if not secrets.compare_digest(request.headers.get("Authorization", "").encode(), expected):
            return _refused(401, "The index server does not know who asks.", "Restart the app.")
        try:
            return await endpoint(request)
        except WorkbenchError as error:
            return _refused(409, error.message, error.hint)
        except Exception as error:  # noqa: BLE001 - told by its kind alone
            return _refused(
                500, f"The search failed ({type(error).__name__}).", "Update the index."
            )

    return guarded


def _refused(status: int, message: str, hint: str) -> Response:
    return Response(REFUSAL.dump_json(Refusal(message, hint)), status, media_type=JSON)


def _warm_up(index: Index) -> None:
    """Load before the first question; what goes wrong is told to whoever asks."""
    try:
        index.refresh()
    except RetrievalError as error:
        sys.stderr.write(f"{error.message}\n")


def _only_one(folder: Path) -> sqlite3.Connection:
    """Chroma's folder belongs to one process: wait for a predecessor to end. Released at exit."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = sqlite3.connect(folder / "server.lock", timeout=WAIT_FOR_PREDECESSOR_S)
    lock.execute("BEGIN EXCLUSIVE")
    return lock


def _serve(listener: socket.socket, app: Starlette) -> None:
    config = uvicorn.Config(app, log_level="warning", access_log=False, lifespan="off")
    uvicorn.Server(config).run(sockets=[listener])
