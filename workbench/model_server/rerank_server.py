"""The reranker's server: /v1/rerank as Jina, Cohere and llama-server have it."""

import argparse
import secrets
from typing import Annotated

from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from workbench.errors import WorkbenchError
from workbench.model_server.api_errors import BadRequestError
from workbench.model_server.http_face import build_app, open_socket, read_body, serve
from workbench.model_server.parsing import parse
from workbench.model_server.sentence_models import CrossEncoder
from workbench.processes.child import ParentLine


class Text(BaseModel):
    text: str


class RerankRequest(BaseModel):
    query: Annotated[str, Field(min_length=1)]
    documents: list[str | Text]
    top_n: Annotated[int, Field(ge=1)] | None = None
    return_documents: bool = False

    @property
    def texts(self) -> list[str]:
        return [each if isinstance(each, str) else each.text for each in self.documents]


class RerankApp:
    def __init__(self, model: CrossEncoder, name: str) -> None:
        self._model = model
        self._name = name
        self.routes = [
            Route("/health", self.health),
            Route("/v1/models", self.models),
            Route("/v1/rerank", self.rerank, methods=["POST"]),
            Route("/rerank", self.rerank, methods=["POST"]),
        ]

    async def health(self, _: Request) -> Response:
        return JSONResponse({"status": "ok", "model": self._name, "state": "idle"})

    async def models(self, _: Request) -> Response:
        entry = {"id": self._name, "object": "model", "created": 0, "owned_by": "local"}
        return JSONResponse({"object": "list", "data": [entry]})

    async def rerank(self, request: Request) -> Response:
        """Best first; `index` is the place in the request."""
        asked = parse(RerankRequest, await read_body(request))
        if not asked.documents:
            raise BadRequestError("documents: give at least one text.")
        scores = await run_in_threadpool(self._model.scores, asked.query, asked.texts)
        order = sorted(range(len(scores)), key=lambda place: (-scores[place], place))
        results = [
            {"index": place, "relevance_score": scores[place]}
            | ({"document": {"text": asked.texts[place]}} if asked.return_documents else {})
            for place in order[: asked.top_n]
        ]
        return JSONResponse({"object": "list", "model": self._name, "results": results})


def run_rerank_server(options: argparse.Namespace, parent: ParentLine) -> None:
    listener = open_socket(options.port, parent)
    try:
        model = CrossEncoder(options.model)
    except WorkbenchError as error:
        parent.fail(error.message, error.hint)
    token = secrets.token_urlsafe(32)
    app = build_app(RerankApp(model, options.model).routes, token)
    parent.announce(listener.getsockname()[1], token)
    serve(app, listener)
