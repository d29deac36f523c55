"""A streamed OpenAI answer, put together chunk by chunk."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from workbench.domain.bot import ModelSpec
from workbench.domain.conversation import Completion, TokenLogprob
from workbench.models.failures import Failures
from workbench.models.piece import Piece
from workbench.models.sdk_errors import in_the_stream
from workbench.models.thinking_text import ThinkingText
from workbench.models.tool_calls import tool_call
from workbench.models.usage import Usage, estimated

# What servers call the end of an answer, in OpenAI's own words.
_FINISH = {
    "eos": "stop",
    "eos_token": "stop",
    "stop_sequence": "stop",
    "model_length": "length",
    "max_tokens": "length",
    "function_call": "tool_calls",
}


@dataclass(slots=True)
class _PartialCall:
    id: str = ""
    name: str = ""
    arguments: str = ""


@dataclass(slots=True)
class Reply:
    """What has arrived so far.

    `prompt_estimate`: tokens, for a server that does not tell. `calls_before`: calls of tools
    earlier in the turn, so that those without an id get one of their own.
    """

    spec: ModelSpec
    prompt_estimate: int = 0
    calls_before: int = 0
    failures: Failures | None = None
    texts: list[str] = field(default_factory=list)
    thoughts: list[str] = field(default_factory=list)
    calls: dict[int, _PartialCall] = field(default_factory=dict)
    logprobs: list[TokenLogprob] = field(default_factory=list)
    finish_reason: str = ""
    usage: dict[str, Any] = field(default_factory=dict)
    timings: dict[str, float] = field(default_factory=dict)
    _inline: ThinkingText = field(init=False)

    def __post_init__(self) -> None:
        self._inline = ThinkingText(self.thoughts)

    def take(self, chunk: dict[str, Any]) -> Piece:
        """Add one chunk, a JSON object."""
        if error := chunk.get("error"):
            raise in_the_stream(error, self._failures())
        self.usage = chunk.get("usage") or self.usage
        self.timings = chunk.get("timings") or self.timings
        before = len(self.thoughts)
        text = ""
        for choice in (chunk.get("choices") or ())[:1]:
            text = self._take_choice(choice)
        if text:
            self.texts.append(text)
        return Piece("".join(self.thoughts[before:]), text)

    def completion(self) -> Completion:
        """Raises `ModelDroppedError` if the stream ended before the answer did."""
        if not self.finish_reason:
            raise self._failures().cut_short()
        if self.finish_reason == "error":
            raise self._failures().failed("it ended its answer with an error")
        if rest := self._inline.rest():
            self.texts.append(rest)
        calls = tuple(
            tool_call(call.id, call.name, call.arguments, self.calls_before + place + 1)
            for place, (_, call) in enumerate(sorted(self.calls.items()))
        )
        used = self._used()
        return Completion(
            "".join(self.texts),
            calls,
            prompt_tokens=used.prompt,
            reply_tokens=used.reply,
            finish_reason="tool_calls" if calls else self.finish_reason,
            cached_tokens=used.cached,
            prompt_s=_seconds(self.timings.get("prompt_ms")),
            reply_s=_seconds(self.timings.get("predicted_ms")),
            reasoning="".join(self.thoughts),
            reasoning_tokens=used.reasoning,
            logprobs=tuple(self.logprobs),
            has_usage=used.is_told,
        )

    def _take_choice(self, choice: dict[str, Any]) -> str:
        reason = choice.get("finish_reason") or ""
        self.finish_reason = _FINISH.get(reason, reason) or self.finish_reason
        self.logprobs += _logprobs(choice.get("logprobs"))
        delta = choice.get("delta") or {}
        if thought := delta.get("reasoning_content") or delta.get("reasoning"):
            self.thoughts.append(thought)
        for part in delta.get("tool_calls") or ():
            self._add_call(part)
        content = delta.get("content") or ""
        text = content if isinstance(content, str) else self._text_of(content)
        return self._inline.take(text) if text else ""

    def _text_of(self, parts: Iterable[dict[str, Any]]) -> str:
        """Of a content that is a list of parts; thoughts are put aside."""
        texts = []
        for part in parts:
            if part.get("type") == "thinking":
                inner = part.get("thinking") or ()
                self.thoughts.append(self._text_of(inner) if not isinstance(inner, str) else inner)
            else:
                texts.append(part.get("text") or "")
        return "".join(texts)

    def _add_call(self, part: dict[str, Any]) -> None:
        call = self.calls.setdefault(part.get("index") or 0, _PartialCall())
        call.id = part.get("id") or call.id
        function = part.get("function") or {}
        call.name += function.get("name") or ""
        arguments = function.get("arguments") or ""
        call.arguments += arguments if isinstance(arguments, str) else json.dumps(arguments)

    def _used(self) -> Usage:
        usage = self.usage
        if not usage:
            calls = (call.arguments for call in self.calls.values())
            return estimated(self.prompt_estimate, [*self.texts, *self.thoughts, *calls])
        into = usage.get("prompt_tokens_details") or {}
        out_of = usage.get("completion_tokens_details") or {}
        return Usage(
            usage.get("prompt_tokens") or 0,
            usage.get("completion_tokens") or 0,
            cached=into.get("cached_tokens") or usage.get("prompt_cache_hit_tokens") or 0,
            reasoning=out_of.get("reasoning_tokens") or 0,
        )

    def _failures(self) -> Failures:
        return self.failures or Failures(self.spec, self.spec.address)


def _logprobs(told: Any) -> list[TokenLogprob]:
    entries = told.get("content") if isinstance(told, dict) else None
    return [
        TokenLogprob(
            entry["token"],
            entry["logprob"],
            tuple((other["token"], other["logprob"]) for other in entry.get("top_logprobs") or ()),
        )
        for entry in entries or ()
    ]


def _seconds(milliseconds: float | None) -> float | None:
    return None if milliseconds is None else milliseconds / 1000
