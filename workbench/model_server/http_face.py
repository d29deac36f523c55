"""What the chat server and the embedder share: the key, errors in OpenAI's shape, the socket."""

import os
import secrets
import socket
import sys
import traceback
from collections.abc import Mapping, Sequence

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, ExceptionHandler, Receive, Scope, Send

from workbench.model_server.api_errors import ApiError
from workbench.processes.child import ParentLine

OPEN_TO_ALL = "/health"
LONGEST_BODY_BYTES = 32_000_000
# In the environment of the server process, which only its own user can read.
SERVER_KEY = "WORKBENCH_SERVER_KEY"


class KeyCheck:
    """Lets only those in who know the token; /health is open."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app = app
        self._expected = f"Bearer {token}".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        if scope["path"] == OPEN_TO_ALL or self._knows_token(scope):
            await self._app(scope, receive, send)
        else:
            refusal = ApiError(401, "The API key is missing or wrong.", "invalid_api_key")
            await _response(refusal)(scope, receive, send)

    def _knows_token(self, scope: Scope) -> bool:
        given = dict(scope["headers"]).get(b"authorization", b"")
        return secrets.compare_digest(given, self._expected)


def build_app(routes: Sequence[Route], token: str) -> ASGIApp:
    handlers: Mapping[int | type[Exception], ExceptionHandler] = {
        ApiError: _on_api_error,
        HTTPException: _on_http_error,
        Exception: _on_bug,
    }
    return KeyCheck(Starlette(routes=list(routes), exception_handlers=handlers), token)


async def read_body(request: Request) -> bytes:
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > LONGEST_BODY_BYTES:
            raise ApiError(413, f"The body is larger than {LONGEST_BODY_BYTES:,} bytes.")
        parts.append(part)
    return b"".join(parts)


def server_key() -> str:
    """The one that the parent chose, so that it outlives a restart; else a new one."""
    return os.environ.pop(SERVER_KEY, "") or secrets.token_urlsafe(32)


def open_socket(port: int, parent: ParentLine, host: str = "127.0.0.1") -> socket.socket:
    try:
        return socket.create_server((host, port))
    except OSError as error:
        parent.fail(
            f"Port {port} of {host} cannot be used: {error.strerror}.",
            "Choose another port, or 0 for any free one.",
        )


def serve(app: ASGIApp, listener: socket.socket) -> None:
    """Until the process ends."""
    config = uvicorn.Config(
        app,
        loop="asyncio",
        http="h11",
        ws="none",
        lifespan="off",
        access_log=False,
        log_level="warning",
    )
    uvicorn.Server(config).run(sockets=[listener])


def _response(error: ApiError) -> JSONResponse:
    return JSONResponse(error.body(), error.status)


async def _on_api_error(_: Request, error: Exception) -> Response:
    if not isinstance(error, ApiError):
        raise error
    return _response(error)


async def _on_http_error(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    what = f"{request.method} {request.url.path}: this server does not know it."
    return _response(ApiError(status, what, "not_found" if status == 404 else None))


async def _on_bug(_: Request, error: Exception) -> Response:
    traceback.print_exception(error, file=sys.stderr)
    return _response(ApiError(500, f"The server stumbled: {error!r}"))
