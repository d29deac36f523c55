"""The chat server's routes: an OpenAI-compatible face of one llama.cpp model."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from workbench.model_server.api_errors import ApiError, BadRequestError
from workbench.model_server.chat_request import ChatMessage, ChatRequest, TokenizeRequest, ToolEntry
from workbench.model_server.generation import Assignment, Generation
from workbench.model_server.http_face import read_body
from workbench.model_server.native.model import LlamaModel
from workbench.model_server.native.sampler import Sampler, grammar_of
from workbench.model_server.parsing import parse
from workbench.model_server.responses import Answer, tool_call_entries
from workbench.model_server.scheduler import Finished, Job, Priority, Scheduler, Text
from workbench.model_server.tool_prompt import (
    forced_call_schema,
    offered_tools,
    template_messages,
)
from workbench.model_server.tool_reply import RepliedCall, ToolReplyReader


class ChatApp:
    def __init__(self, model: LlamaModel, name: str) -> None:
        self._model = model
        self._name = name
        self._scheduler = Scheduler(model)
        self._started = int(time.time())
        self.routes = [
            Route("/health", self.health),
            Route("/v1/models", self.models),
            Route("/v1/chat/completions", self.complete, methods=["POST"]),
            Route("/tokenize", self.tokenize, methods=["POST"]),
        ]

    async def health(self, _: Request) -> Response:
        return JSONResponse(
            {
                "status": "ok",
                "model": self._name,
                "state": "busy" if self._scheduler.is_busy else "idle",
                "queue_length": self._scheduler.queue_length,
                "context_tokens": self._model.context_tokens,
            }
        )

    async def models(self, _: Request) -> Response:
        meta = {
            "n_ctx": self._model.context_tokens,
            "n_ctx_train": self._model.trained_context_tokens,
            "n_params": self._model.parameters,
            "size": self._model.size_bytes,
        }
        entry = {
            "id": self._name,
            "object": "model",
            "created": self._started,
            "owned_by": "local",
            "meta": meta,
        }
        return JSONResponse({"object": "list", "data": [entry]})

    async def tokenize(self, request: Request) -> Response:
        asked = parse(TokenizeRequest, await read_body(request))
        if asked.messages:
            return JSONResponse({"counts": [len(self._prompt(asked.messages, asked.tools))]})
        if asked.texts is None:
            raise BadRequestError("Give either texts or messages.")
        return JSONResponse({"counts": [len(self._model.tokenize(text)) for text in asked.texts]})

    async def complete(self, request: Request) -> Response:
        asked = parse(ChatRequest, await read_body(request))
        prompt = self._prompt(asked.messages, offered_tools(asked))
        room = self._room_after(prompt)
        limit = min(room, asked.limit_tokens or room)
        assignment = Assignment(prompt, self._sampler(asked), limit, asked.stop)
        generation = Generation(self._model, assignment)
        exchange = Exchange(asked, generation, Answer(self._name))
        exchange.start(self._scheduler, _priority(request))
        return exchange

    def _prompt(self, messages: list[ChatMessage], tools: list[ToolEntry]) -> list[int]:
        rendered = self._model.render(*template_messages(self._model.template, messages, tools))
        return self._model.tokenize(rendered, special=True)

    def _room_after(self, prompt: list[int]) -> int:
        room = self._model.context_tokens - len(prompt)
        if room <= 0:
            raise BadRequestError(
                f"The prompt has {len(prompt):,} tokens: {1 - room:,} more than fit into the "
                f"model's context of {self._model.context_tokens:,} with room for an answer.",
                "context_length_exceeded",
            )
        return room

    def _sampler(self, asked: ChatRequest) -> Sampler:
        forced = forced_call_schema(asked)
        grammar = grammar_of(forced) if forced else asked.answer_grammar()
        return self._model.sampler(asked.sampler_settings(grammar))


class Exchange(Response):
    """One request being answered; drops its job as soon as the client hangs up."""

    def __init__(self, asked: ChatRequest, generation: Generation, answer: Answer) -> None:
        super().__init__()
        self._asked, self._generation, self._answer = asked, generation, answer
        self._events: asyncio.Queue[Text | Finished | None] = asyncio.Queue()
        self._reader = ToolReplyReader() if offered_tools(asked) else None
        self._calls: tuple[RepliedCall, ...] = ()

    def start(self, scheduler: Scheduler, priority: Priority) -> None:
        self._loop = asyncio.get_running_loop()
        self._scheduler = scheduler
        self._job = Job(self._generation, priority, self._deliver)
        scheduler.submit(self._job)

    def _deliver(self, event: Text | Finished) -> None:
        self._loop.call_soon_threadsafe(self._events.put_nowait, event)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with self._dropped_on_hang_up(receive):
            if self._asked.stream:
                await self._stream(send)
            else:
                await self._whole(scope, receive, send)

    @asynccontextmanager
    async def _dropped_on_hang_up(self, receive: Receive) -> AsyncIterator[None]:
        watcher = asyncio.create_task(self._watch(receive))
        try:
            yield
        finally:
            watcher.cancel()
            self._scheduler.drop(self._job)

    async def _watch(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self._scheduler.drop(self._job)
        self._events.put_nowait(None)

    async def _texts(self) -> AsyncIterator[str]:
        """What is shown; at the end the calls are known."""
        while isinstance(event := await self._events.get(), Text):
            if shown := self._reader.feed(event.text) if self._reader else event.text:
                yield shown
        if event is None:
            raise ClientGoneError
        if event.error:
            raise ApiError(500, event.error)
        if self._reader:
            rest, self._calls = self._reader.finish()
            if rest:
                yield rest

    async def _whole(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            text = "".join([piece async for piece in self._texts()])
        except ClientGoneError:
            return
        except ApiError as error:
            await JSONResponse(error.body(), error.status)(scope, receive, send)
            return
        body = self._answer.whole(text, self._calls, self._finish_reason, self._generation.timings)
        await JSONResponse(body)(scope, receive, send)

    async def _stream(self, send: Send) -> None:
        headers = [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-cache")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        try:
            async for chunk in self._chunks():
                await _send_event(send, json.dumps(chunk, ensure_ascii=False))
        except ClientGoneError:
            return
        except ApiError as error:
            await _send_event(send, json.dumps(error.body()))
        else:
            await _send_event(send, "[DONE]")
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _chunks(self) -> AsyncIterator[dict[str, Any]]:
        yield self._answer.chunk({"role": "assistant", "content": ""})
        async for text in self._texts():
            yield self._answer.chunk({"content": text})
        if self._calls:
            yield self._answer.chunk({"tool_calls": tool_call_entries(self._calls)})
        timings = self._generation.timings
        last = self._answer.chunk({}, self._finish_reason)
        usage = self._answer.usage_chunk(timings)
        yield {**last, "timings": usage["timings"]}
        if self._asked.stream_options.include_usage:
            yield usage

    @property
    def _finish_reason(self) -> str:
        return "tool_calls" if self._calls else self._generation.finish_reason


class ClientGoneError(Exception):
    """Nobody is there to be answered."""


def _priority(request: Request) -> Priority:
    match request.headers.get("x-priority", "interactive"):
        case "interactive" | "batch" as priority:
            return priority
        case other:
            raise BadRequestError(f"X-Priority is interactive or batch, not {other!r}.")


async def _send_event(send: Send, data: str) -> None:
    body = f"data: {data}\n\n".encode()
    await send({"type": "http.response.body", "body": body, "more_body": True})
