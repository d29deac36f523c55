"""The embedder's server: /v1/embeddings, /v1/models and /health."""

import argparse
import base64
import secrets
import socket
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, Protocol

from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from workbench.errors import WorkbenchError
from workbench.model_server.api_errors import BadRequestError
from workbench.model_server.embedder import Embedded, Embedder, Vectors
from workbench.model_server.http_face import build_app, open_socket, read_body, serve
from workbench.model_server.parsing import parse
from workbench.model_server.sentence_models import SentenceEmbedder
from workbench.places import cache_folder
from workbench.processes.child import ParentLine

NAME = "all-minilm-l6-v2"


class EmbeddingsRequest(BaseModel):
    input: str | list[str]
    encoding_format: Literal["float", "base64"] = "float"
    dimensions: int | None = None

    @property
    def texts(self) -> list[str]:
        return [self.input] if isinstance(self.input, str) else self.input


class Embeds(Protocol):
    def embed(self, texts: Sequence[str]) -> Embedded: ...


class EmbedApp:
    def __init__(self, embedder: Embeds, name: str = NAME) -> None:
        self._embedder = embedder
        self._name = name
        self.routes = [
            Route("/health", self.health),
            Route("/v1/models", self.models),
            Route("/v1/embeddings", self.embeddings, methods=["POST"]),
        ]

    async def health(self, _: Request) -> Response:
        return JSONResponse(
            {"status": "ok", "model": self._name, "state": "idle", "queue_length": 0}
        )

    async def models(self, _: Request) -> Response:
        entry = {"id": self._name, "object": "model", "created": 0, "owned_by": "local"}
        return JSONResponse({"object": "list", "data": [entry]})

    async def embeddings(self, request: Request) -> Response:
        asked = parse(EmbeddingsRequest, await read_body(request))
        if not asked.texts:
            raise BadRequestError("input: give at least one text.")
        embedded = await run_in_threadpool(self._embedder.embed, asked.texts)
        width = embedded.vectors.shape[1]
        if asked.dimensions not in (None, width):
            raise BadRequestError(f"dimensions: this model has {width} and no others.")
        usage = {"prompt_tokens": embedded.token_count, "total_tokens": embedded.token_count}
        data = [
            {"object": "embedding", "index": index, "embedding": vector}
            for index, vector in enumerate(_encoded(embedded.vectors, asked.encoding_format))
        ]
        return JSONResponse({"object": "list", "model": self._name, "data": data, "usage": usage})


def _encoded(vectors: Vectors, encoding: str) -> list[Any]:
    if encoding == "base64":
        return [base64.b64encode(vector.astype("<f4").tobytes()).decode() for vector in vectors]
    return list(vectors.tolist())


def run_embed_server(options: argparse.Namespace, parent: ParentLine) -> None:
    listener = open_socket(options.port, parent)
    cache_dir: Path = options.cache_dir or cache_folder()
    try:
        embedder = Embedder(options.model_dir, cache_dir)
    except WorkbenchError as error:
        parent.fail(error.message, error.hint)
    _serve(EmbedApp(embedder), listener, parent)


def run_sentence_server(options: argparse.Namespace, parent: ParentLine) -> None:
    """The same for any model of sentence-transformers."""
    listener = open_socket(options.port, parent)
    try:
        embedder = SentenceEmbedder(options.model)
    except WorkbenchError as error:
        parent.fail(error.message, error.hint)
    _serve(EmbedApp(embedder, options.model), listener, parent)


def _serve(app: EmbedApp, listener: socket.socket, parent: ParentLine) -> None:
    token = secrets.token_urlsafe(32)
    parent.announce(listener.getsockname()[1], token)
    serve(build_app(app.routes, token), listener)
