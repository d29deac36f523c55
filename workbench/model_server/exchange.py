"""One request being answered over HTTP, streamed or whole; a client that hangs up drops it."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from workbench.model_server.api_errors import ApiError
from workbench.model_server.engine.engine import Engine
from workbench.model_server.engine.job import (
    Assignment,
    Event,
    Finished,
    Job,
    Priority,
    PromptRead,
    Text,
    TokenLogprob,
)
from workbench.model_server.reasoning import Split
from workbench.model_server.reply_reader import ReplyReader, Rest
from workbench.model_server.responses import Form, Usage

# Words that come faster than this are sent together: each message takes time from the model.
SEND_EVERY_S = 0.02


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked: the work, and how its outcome is worded."""

    assignment: Assignment
    priority: Priority
    form: Form
    reader: ReplyReader
    is_streamed: bool
    shows_usage: bool
    shows_progress: bool


class Exchange(Response):
    def __init__(self, order: Order, engine: Engine) -> None:
        super().__init__()
        self._order, self._engine = order, engine
        self._events: asyncio.Queue[Event | None] = asyncio.Queue()
        self._loop = asyncio.get_running_loop()
        self._reasoning_tokens = 0
        self._job = Job(order.assignment, order.priority, self._deliver)
        engine.submit(self._job)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with self._dropped_on_hang_up(receive):
            if self._order.is_streamed:
                await self._stream(send)
            else:
                await self._whole(scope, receive, send)

    def _deliver(self, event: Event) -> None:
        if isinstance(event, PromptRead) and not self._order.shows_progress:
            return
        self._loop.call_soon_threadsafe(self._events.put_nowait, event)

    @asynccontextmanager
    async def _dropped_on_hang_up(self, receive: Receive) -> AsyncIterator[None]:
        watcher = asyncio.create_task(self._watch(receive))
        try:
            yield
        finally:
            watcher.cancel()
            self._engine.drop(self._job)

    async def _watch(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self._engine.drop(self._job)
        self._events.put_nowait(None)

    async def _pieces(self) -> AsyncIterator[Text | PromptRead]:
        """What comes, put together as far as it came at once. Ends when the answer does."""
        sent_at = 0.0
        while True:
            text, tokens, logprobs = "", 0, list[TokenLogprob]()
            end: Event | None = None
            for event in await self._some_events(sent_at):
                match event:
                    case Text():
                        text, tokens = text + event.text, tokens + event.tokens
                        logprobs += event.logprobs
                    case PromptRead():
                        yield event
                    case Finished() | None:
                        end = event or Finished("hung up")
            if text or logprobs:
                sent_at = time.monotonic()
                yield Text(text, tokens, tuple(logprobs))
            if end:
                self._check(end)
                return

    async def _some_events(self, sent_at: float) -> list[Event | None]:
        events = [await self._events.get()]
        rest_s = sent_at + SEND_EVERY_S - time.monotonic()
        if isinstance(events[0], Text) and rest_s > 0:
            await asyncio.sleep(rest_s)
        while not self._events.empty():
            events.append(self._events.get_nowait())
        return events

    def _check(self, end: Event) -> None:
        if self._job.is_dropped.is_set():
            raise ClientGoneError
        if isinstance(end, Finished) and end.error:
            raise ApiError(500, end.error)

    @property
    def _used(self) -> Usage:
        return Usage(self._job.timings, self._reasoning_tokens)

    def _read(self, piece: Text) -> Split:
        split = self._order.reader.feed(piece.text)
        if split.reasoning:
            self._reasoning_tokens += piece.tokens
        return split

    async def _whole(self, scope: Scope, receive: Receive, send: Send) -> None:
        logprobs, reasoning, text = list[TokenLogprob](), "", ""
        try:
            async for piece in self._pieces():
                if isinstance(piece, Text):
                    split = self._read(piece)
                    reasoning, text = reasoning + split.reasoning, text + split.answer
                    logprobs += piece.logprobs
        except ClientGoneError:
            return
        except ApiError as error:
            await JSONResponse(error.body(), error.status)(scope, receive, send)
            return
        rest = self._order.reader.finish()
        all_of_it = Rest(reasoning + rest.reasoning, text + rest.text, rest.calls)
        form, reason = self._order.form, self._job.finish_reason
        body = form.whole(all_of_it, reason, self._used, logprobs)
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
        form, reader = self._order.form, self._order.reader
        for chunk in form.opening():
            yield chunk
        async for piece in self._pieces():
            if isinstance(piece, PromptRead):
                yield form.frame.progress(form.CHUNK, piece, self._job.timings)
                continue
            split = self._read(piece)
            if split != Split() or piece.logprobs:
                yield form.piece(split, piece.logprobs)
        for chunk in form.closing(reader.finish(), self._job.finish_reason, self._used):
            yield chunk
        if self._order.shows_usage:
            yield form.frame.usage(form.CHUNK, self._used)


class ClientGoneError(Exception):
    """Nobody is there to be answered."""


async def _send_event(send: Send, data: str) -> None:
    body = f"data: {data}\n\n".encode()
    await send({"type": "http.response.body", "body": body, "more_body": True})
