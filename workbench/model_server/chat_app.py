"""The chat server's routes: an OpenAI-compatible face of one llama.cpp model."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from workbench.model_server.api_errors import BadRequestError
from workbench.model_server.chat_request import ChatMessage, ChatRequest, ToolEntry
from workbench.model_server.completion_request import (
    CompletionRequest,
    DetokenizeRequest,
    TokenizeRequest,
)
from workbench.model_server.engine.engine import Engine
from workbench.model_server.engine.job import Assignment, Priority
from workbench.model_server.exchange import Exchange, Order
from workbench.model_server.http_face import read_body
from workbench.model_server.metrics import metrics_text
from workbench.model_server.model_info import ModelInfo
from workbench.model_server.native.model import LlamaModel
from workbench.model_server.native.sampler import Sampler, SamplerSettings, grammar_of
from workbench.model_server.parsing import parse
from workbench.model_server.reasoning import OPEN
from workbench.model_server.reply_reader import ReplyReader
from workbench.model_server.responses import ChatForm, Form, TextForm
from workbench.model_server.sampling_request import SamplingRequest
from workbench.model_server.tool_prompt import (
    forced_call_schema,
    offered_tools,
    template_messages,
)


class ChatApp:
    def __init__(self, model: LlamaModel, engine: Engine, info: ModelInfo) -> None:
        self._model = model
        self._engine = engine
        self._info = info
        self.routes = [
            Route("/health", self.health),
            Route("/metrics", self.metrics),
            Route("/v1/models", self.models),
            Route("/v1/chat/completions", self.complete_chat, methods=["POST"]),
            Route("/v1/completions", self.complete, methods=["POST"]),
            Route("/tokenize", self.tokenize, methods=["POST"]),
            Route("/detokenize", self.detokenize, methods=["POST"]),
        ]

    async def health(self, _: Request) -> Response:
        return JSONResponse(
            {
                "status": "ok",
                "model": self._info.name,
                "state": "busy" if self._engine.running else "idle",
                "running": self._engine.running,
                "queue_length": self._engine.waiting,
                "context_tokens": self._info.context_tokens,
                "parallel": self._engine.settings.parallel,
            }
        )

    async def metrics(self, _: Request) -> Response:
        return PlainTextResponse(metrics_text(self._engine))

    async def models(self, _: Request) -> Response:
        return JSONResponse({"object": "list", "data": [self._info.entry()]})

    async def tokenize(self, request: Request) -> Response:
        asked = parse(TokenizeRequest, await read_body(request))
        if asked.content is not None:
            return JSONResponse({"tokens": self._tokens(self._text_tokens(asked), asked)})
        if asked.messages:
            prompt = self._chat_prompt(asked.messages, asked.tools)
            tokens = self._model.tokenize(prompt, special=True)
            pieces = {"tokens": self._tokens(tokens, asked)} if asked.with_pieces else {}
            return JSONResponse({"counts": [len(tokens)], **pieces})
        if asked.texts is None:
            raise BadRequestError("Give texts, messages or content.")
        return JSONResponse({"counts": [len(self._model.tokenize(text)) for text in asked.texts]})

    async def detokenize(self, request: Request) -> Response:
        asked = parse(DetokenizeRequest, await read_body(request))
        self._check_tokens(asked.tokens)
        return JSONResponse({"content": self._model.detokenize(asked.tokens)})

    async def complete_chat(self, request: Request) -> Response:
        asked = parse(ChatRequest, await read_body(request))
        tools = offered_tools(asked)
        rendered = self._chat_prompt(asked.messages, tools)
        forced = forced_call_schema(asked)
        grammar = grammar_of(forced) if forced else asked.answer_grammar()
        assignment = self._assignment(
            asked,
            self._model.tokenize(rendered, special=True),
            asked.sampler_settings(grammar),
            shows_special=bool(tools),
        )
        is_thinking = rendered.rstrip().endswith(OPEN)
        reader = ReplyReader(reads_calls=bool(tools), is_thinking=is_thinking)
        form = ChatForm(self._info.name, partial(self._model.piece, special=True))
        return self._exchange(request, asked, assignment, (form, reader))

    async def complete(self, request: Request) -> Response:
        asked = parse(CompletionRequest, await read_body(request))
        if isinstance(asked.prompt, str):
            prompt = self._model.tokenize(asked.prompt, special=True)
        else:
            self._check_tokens(asked.prompt)
            prompt = asked.prompt
        if not prompt:
            raise BadRequestError("prompt: it is empty.")
        assignment = self._assignment(asked, prompt, asked.sampler_settings())
        echo = self._model.detokenize(prompt) if asked.echo else ""
        form = TextForm(self._info.name, partial(self._model.piece, special=True), echo)
        reader = ReplyReader(reads_calls=False, is_thinking=False)
        return self._exchange(request, asked, assignment, (form, reader))

    def _exchange(
        self,
        request: Request,
        asked: SamplingRequest,
        assignment: Assignment,
        shape: tuple[Form, ReplyReader],
    ) -> Exchange:
        order = Order(
            assignment,
            _priority(request),
            *shape,
            is_streamed=asked.stream,
            shows_usage=asked.stream_options.include_usage,
            shows_progress=asked.return_progress,
        )
        return Exchange(order, self._engine)

    def _assignment(
        self,
        asked: SamplingRequest,
        prompt: list[int],
        settings: SamplerSettings,
        *,
        shows_special: bool = False,
    ) -> Assignment:
        room = self._room_after(prompt)
        return Assignment(
            prompt,
            Sampler(self._model.vocab, self._model.vocab_size, settings),
            min(room, asked.limit_tokens or room),
            asked.stop,
            asked.alternatives,
            shows_special,
            asked.ignore_eos,
        )

    def _chat_prompt(self, messages: list[ChatMessage], tools: list[ToolEntry]) -> str:
        template = self._model.template
        return template.render(*template_messages(template.text, messages, tools))

    def _room_after(self, prompt: list[int]) -> int:
        context_tokens = self._info.context_tokens
        room = context_tokens - len(prompt)
        if room <= 0:
            raise BadRequestError(
                f"The prompt has {len(prompt):,} tokens: {1 - room:,} more than fit into the "
                f"model's context of {context_tokens:,} with room for an answer.",
                "context_length_exceeded",
            )
        return room

    def _text_tokens(self, asked: TokenizeRequest) -> list[int]:
        return self._model.tokenize(asked.content or "", special=asked.parse_special)

    def _tokens(self, tokens: list[int], asked: TokenizeRequest) -> Sequence[int | dict[str, Any]]:
        return [self._piece(token) for token in tokens] if asked.with_pieces else tokens

    def _piece(self, token: int) -> dict[str, Any]:
        """`bytes` may be a part of a character; `special`: it is no part of any text."""
        data = self._model.piece(token, special=True)
        return {
            "id": token,
            "piece": data.decode("utf-8", "replace"),
            "bytes": list(data),
            "special": bool(data) and not self._model.piece(token),
        }

    def _check_tokens(self, tokens: list[int]) -> None:
        for token in tokens:
            if not self._model.is_token(token):
                most = self._model.vocab_size - 1
                raise BadRequestError(f"{token} is no token: this model's go from 0 to {most:,}.")


def _priority(request: Request) -> Priority:
    match request.headers.get("x-priority", "interactive"):
        case "interactive" | "batch" as priority:
            return priority
        case other:
            raise BadRequestError(f"X-Priority is interactive or batch, not {other!r}.")
