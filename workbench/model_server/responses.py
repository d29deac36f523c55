"""What the completion endpoints answer, in OpenAI's words, with llama.cpp's timings added."""

import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from workbench.model_server.engine.job import PromptRead, Timings, TokenLogprob
from workbench.model_server.reasoning import Split
from workbench.model_server.reply_reader import Rest
from workbench.model_server.tool_syntax import RepliedCall

PieceOf = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Usage:
    """`reasoning_tokens`: those of the reply that were thought, not said."""

    timings: Timings
    reasoning_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Frame:
    """What all parts of one answer share."""

    model: str
    prefix: str = "chatcmpl"
    secret: str = field(default_factory=lambda: secrets.token_hex(12))
    created: int = field(default_factory=lambda: int(time.time()))

    def of(self, kind: str) -> dict[str, Any]:
        own = f"{self.prefix}-{self.secret}"
        return {"id": own, "object": kind, "created": self.created, "model": self.model}

    def usage(self, kind: str, used: Usage) -> dict[str, Any]:
        """The chunk that comes after the last choice."""
        return {
            **self.of(kind),
            "choices": [],
            "usage": usage(used),
            "timings": server_timings(used.timings),
        }

    def progress(self, kind: str, read: PromptRead, timings: Timings) -> dict[str, Any]:
        """How far the prompt is read, as llama.cpp's own server says it."""
        progress = {
            "total": read.total,
            "cache": timings.cached_tokens,
            "processed": read.tokens,
            "time_ms": timings.prompt_s * 1000,
        }
        return {**self.of(kind), "choices": [], "prompt_progress": progress}


class ChatForm:
    """The shape of `/v1/chat/completions`."""

    CHUNK, WHOLE = "chat.completion.chunk", "chat.completion"

    def __init__(self, model: str, piece_of: PieceOf) -> None:
        self.frame = Frame(model)
        self._piece_of = piece_of

    def opening(self) -> list[dict[str, Any]]:
        return [self._chunk({"role": "assistant", "content": ""})]

    def piece(self, split: Split, logprobs: Sequence[TokenLogprob]) -> dict[str, Any]:
        delta = {}
        if split.reasoning:
            delta["reasoning_content"] = split.reasoning
        if split.answer:
            delta["content"] = split.answer
        return self._chunk(delta, logprobs=logprobs)

    def closing(self, rest: Rest, finish_reason: str, used: Usage) -> list[dict[str, Any]]:
        chunks = []
        if rest.reasoning or rest.text:
            chunks.append(self.piece(Split(rest.reasoning, rest.text), ()))
        if rest.calls:
            chunks.append(self._chunk({"tool_calls": tool_call_entries(rest.calls)}))
        last = self._chunk({}, "tool_calls" if rest.calls else finish_reason)
        return [*chunks, {**last, "timings": server_timings(used.timings)}]

    def whole(
        self, rest: Rest, finish_reason: str, used: Usage, logprobs: Sequence[TokenLogprob]
    ) -> dict[str, Any]:
        """`rest` is the whole of it."""
        text = (rest.text or None) if rest.calls else rest.text
        message: dict[str, Any] = {"role": "assistant", "content": text}
        if rest.reasoning:
            message["reasoning_content"] = rest.reasoning
        if rest.calls:
            message["tool_calls"] = tool_call_entries(rest.calls)
        choice = {
            "index": 0,
            "message": message,
            "finish_reason": "tool_calls" if rest.calls else finish_reason,
            "logprobs": self._logprobs(logprobs),
        }
        return {
            **self.frame.of(self.WHOLE),
            "choices": [choice],
            "usage": usage(used),
            "timings": server_timings(used.timings),
        }

    def _chunk(
        self,
        delta: dict[str, Any],
        finish_reason: str | None = None,
        logprobs: Sequence[TokenLogprob] = (),
    ) -> dict[str, Any]:
        choice = {
            "index": 0,
            "delta": delta,
            "finish_reason": finish_reason,
            "logprobs": self._logprobs(logprobs),
        }
        return {**self.frame.of(self.CHUNK), "choices": [choice]}

    def _logprobs(self, logprobs: Sequence[TokenLogprob]) -> dict[str, Any] | None:
        if not logprobs:
            return None
        return {"content": [self._logprob(each) for each in logprobs], "refusal": None}

    def _logprob(self, each: TokenLogprob) -> dict[str, Any]:
        top = [self._entry(token, logprob) for token, logprob in each.top]
        return {**self._entry(each.token, each.logprob), "top_logprobs": top}

    def _entry(self, token: int, logprob: float) -> dict[str, Any]:
        piece = self._piece_of(token)
        text = piece.decode("utf-8", "replace")
        return {"token": text, "id": token, "bytes": list(piece), "logprob": logprob}


class TextForm:
    """The shape of `/v1/completions`."""

    CHUNK = WHOLE = "text_completion"

    def __init__(self, model: str, piece_of: PieceOf, echo: str = "") -> None:
        self.frame = Frame(model, "cmpl")
        self._piece_of = piece_of
        self._echo = echo

    def opening(self) -> list[dict[str, Any]]:
        return [self._choice(self._echo)] if self._echo else []

    def piece(self, split: Split, logprobs: Sequence[TokenLogprob]) -> dict[str, Any]:
        return self._choice(split.answer, logprobs=logprobs)

    def closing(self, rest: Rest, finish_reason: str, used: Usage) -> list[dict[str, Any]]:
        chunks = [self._choice(rest.text)] if rest.text else []
        last = self._choice("", finish_reason)
        return [*chunks, {**last, "timings": server_timings(used.timings)}]

    def whole(
        self, rest: Rest, finish_reason: str, used: Usage, logprobs: Sequence[TokenLogprob]
    ) -> dict[str, Any]:
        return {
            **self._choice(self._echo + rest.text, finish_reason, logprobs),
            "usage": usage(used),
            "timings": server_timings(used.timings),
        }

    def _choice(
        self,
        text: str,
        finish_reason: str | None = None,
        logprobs: Sequence[TokenLogprob] = (),
    ) -> dict[str, Any]:
        choice = {
            "index": 0,
            "text": text,
            "finish_reason": finish_reason,
            "logprobs": self._logprobs(logprobs),
        }
        return {**self.frame.of(self.CHUNK), "choices": [choice]}

    def _logprobs(self, logprobs: Sequence[TokenLogprob]) -> dict[str, Any] | None:
        if not logprobs:
            return None
        return {
            "tokens": [self._text(each.token) for each in logprobs],
            "token_logprobs": [each.logprob for each in logprobs],
            "top_logprobs": [
                {self._text(token): logprob for token, logprob in each.top} for each in logprobs
            ],
        }

    def _text(self, token: int) -> str:
        return self._piece_of(token).decode("utf-8", "replace")


Form = ChatForm | TextForm


def tool_call_entries(calls: Sequence[RepliedCall]) -> list[dict[str, Any]]:
    return [
        {
            "index": index,
            "id": f"call_{secrets.token_hex(8)}",
            "type": "function",
            "function": {"name": call.name, "arguments": call.arguments},
        }
        for index, call in enumerate(calls)
    ]


def usage(used: Usage) -> dict[str, Any]:
    timings = used.timings
    return {
        "prompt_tokens": timings.prompt_tokens,
        "completion_tokens": timings.reply_tokens,
        "total_tokens": timings.prompt_tokens + timings.reply_tokens,
        "prompt_tokens_details": {"cached_tokens": timings.cached_tokens},
        "completion_tokens_details": {"reasoning_tokens": used.reasoning_tokens},
    }


def server_timings(timings: Timings) -> dict[str, float]:
    """As llama.cpp's own server says it: `prompt_n` was read, `cache_n` was known already."""
    read_tokens = timings.prompt_tokens - timings.cached_tokens
    return {
        "cache_n": timings.cached_tokens,
        "prompt_n": read_tokens,
        "prompt_ms": timings.prompt_s * 1000,
        "prompt_per_second": read_tokens / timings.prompt_s if timings.prompt_s else 0.0,
        "predicted_n": timings.reply_tokens,
        "predicted_ms": timings.reply_s * 1000,
        "predicted_per_second": timings.reply_tokens / timings.reply_s if timings.reply_s else 0.0,
        "queue_ms": timings.queue_s * 1000,
    }
