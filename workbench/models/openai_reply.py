"""A streamed OpenAI answer, put together chunk by chunk."""

import json
from dataclasses import dataclass, field
from typing import Any

from workbench.domain.bot import ModelSpec
from workbench.domain.conversation import Completion, TokenLogprob, ToolCall
from workbench.errors import ModelDroppedError, ModelRefusedError


@dataclass(slots=True)
class _PartialCall:
    id: str = ""
    name: str = ""
    arguments: str = ""


@dataclass(slots=True)
class Reply:
    """What has arrived so far."""

    spec: ModelSpec
    texts: list[str] = field(default_factory=list)
    calls: dict[int, _PartialCall] = field(default_factory=dict)
    finish_reason: str = ""
    usage: dict[str, Any] = field(default_factory=dict)
    timings: dict[str, float] = field(default_factory=dict)
    logprobs: list[TokenLogprob] = field(default_factory=list)

    def take(self, chunk: dict[str, Any]) -> str:
        """Add one chunk, a JSON object; the text that it brought."""
        if error := chunk.get("error"):
            said = error.get("message", error) if isinstance(error, dict) else error
            raise ModelRefusedError(f"{self.spec.name} failed: {said}", "Try again.")
        self.usage = chunk.get("usage") or self.usage
        self.timings = chunk.get("timings") or self.timings
        text = ""
        for choice in (chunk.get("choices") or ())[:1]:
            self.finish_reason = choice.get("finish_reason") or self.finish_reason
            delta = choice.get("delta") or {}
            text = delta.get("content") or ""
            for token in (choice.get("logprobs") or {}).get("content") or ():
                self.logprobs.append(_token_logprob(token))
            for part in delta.get("tool_calls") or ():
                self._add_call(part)
        if text:
            self.texts.append(text)
        return text

    def completion(self) -> Completion:
        """Raises `ModelDroppedError` if the stream ended before the answer did."""
        if not self.finish_reason:
            raise ModelDroppedError(
                f"{self.spec.name} stopped in the middle of the answer.",
                "Send the message once more.",
            )
        calls = tuple(_tool_call(call, place) for place, call in sorted(self.calls.items()))
        return Completion(
            "".join(self.texts),
            calls,
            prompt_tokens=self.usage.get("prompt_tokens") or 0,
            reply_tokens=self.usage.get("completion_tokens") or len(self.texts),
            finish_reason="tool_calls" if calls else self.finish_reason,
            cached_tokens=self._cached_tokens(),
            prompt_s=_seconds(self.timings.get("prompt_ms")),
            reply_s=_seconds(self.timings.get("predicted_ms")),
            logprobs=tuple(self.logprobs),
        )

    def _add_call(self, part: dict[str, Any]) -> None:
        call = self.calls.setdefault(part.get("index") or 0, _PartialCall())
        call.id = part.get("id") or call.id
        function = part.get("function") or {}
        call.name += function.get("name") or ""
        call.arguments += function.get("arguments") or ""

    def _cached_tokens(self) -> int:
        details = self.usage.get("prompt_tokens_details") or {}
        return details.get("cached_tokens") or 0


def _tool_call(call: _PartialCall, place: int) -> ToolCall:
    try:
        arguments = json.loads(call.arguments or "{}")
    except ValueError:
        arguments = None
    if not isinstance(arguments, dict):
        arguments = {"not_a_json_object": call.arguments}
    return ToolCall(call.id or f"call-{place + 1}", call.name, arguments)


def _token_logprob(token: dict[str, Any]) -> TokenLogprob:
    top = tuple((each["token"], each["logprob"]) for each in token.get("top_logprobs") or ())
    return TokenLogprob(token["token"], token["logprob"], top)


def _seconds(milliseconds: float | None) -> float | None:
    return None if milliseconds is None else milliseconds / 1000
