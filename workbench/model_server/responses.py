"""What /v1/chat/completions answers, in OpenAI's words, with llama.cpp's timings added."""

import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from workbench.model_server.generation import Timings
from workbench.model_server.tool_reply import RepliedCall


@dataclass(frozen=True, slots=True)
class Answer:
    """The frame that all parts of one answer share."""

    model: str
    id: str = field(default_factory=lambda: f"chatcmpl-{secrets.token_hex(12)}")
    created: int = field(default_factory=lambda: int(time.time()))

    def whole(
        self,
        text: str,
        calls: Sequence[RepliedCall],
        finish_reason: str,
        timings: Timings,
    ) -> dict[str, Any]:
        message: dict[str, Any] = {"role": "assistant", "content": text or None if calls else text}
        if calls:
            message["tool_calls"] = tool_call_entries(calls)
        choice = {"index": 0, "message": message, "finish_reason": finish_reason, "logprobs": None}
        return {
            **self._frame("chat.completion"),
            "choices": [choice],
            "usage": usage(timings),
            "timings": server_timings(timings),
        }

    def chunk(self, delta: dict[str, Any], finish_reason: str | None = None) -> dict[str, Any]:
        choice = {"index": 0, "delta": delta, "finish_reason": finish_reason, "logprobs": None}
        return {**self._frame("chat.completion.chunk"), "choices": [choice]}

    def usage_chunk(self, timings: Timings) -> dict[str, Any]:
        return {
            **self._frame("chat.completion.chunk"),
            "choices": [],
            "usage": usage(timings),
            "timings": server_timings(timings),
        }

    def _frame(self, kind: str) -> dict[str, Any]:
        return {"id": self.id, "object": kind, "created": self.created, "model": self.model}


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


def usage(timings: Timings) -> dict[str, Any]:
    return {
        "prompt_tokens": timings.prompt_tokens,
        "completion_tokens": timings.reply_tokens,
        "total_tokens": timings.prompt_tokens + timings.reply_tokens,
        "prompt_tokens_details": {"cached_tokens": timings.cached_tokens},
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
