"""A streamed answer of Gemini's, put together piece by piece."""

import base64
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from workbench.domain.bot import ModelSpec
from workbench.domain.conversation import Completion, TokenLogprob, ToolCall
from workbench.models.failures import Failures
from workbench.models.gemini_request import VENDOR
from workbench.models.piece import Piece
from workbench.models.tool_calls import signed, tool_call
from workbench.models.usage import Usage, estimated

_FINISH = {"STOP": "stop", "MAX_TOKENS": "length"}
# The model's own mistakes: another try may do better.
_BROKEN = frozenset({"MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "MALFORMED_RESPONSE"})


@dataclass(slots=True)
class GeminiReply:
    """What has arrived so far."""

    spec: ModelSpec
    prompt_estimate: int
    calls_before: int
    failures: Failures
    texts: list[str] = field(default_factory=list)
    thoughts: list[str] = field(default_factory=list)
    calls: list[ToolCall] = field(default_factory=list)
    logprobs: list[TokenLogprob] = field(default_factory=list)
    finish_reason: str = ""
    usage: Any = None

    def take(self, chunk: Any) -> Piece:
        """A `GenerateContentResponse`."""
        feedback = chunk.prompt_feedback
        if feedback and feedback.block_reason:
            raise self.failures.blocked(_name(feedback.block_reason))
        self.usage = chunk.usage_metadata or self.usage
        before = len(self.thoughts)
        text = ""
        for candidate in (chunk.candidates or ())[:1]:
            self.finish_reason = _name(candidate.finish_reason) or self.finish_reason
            self.logprobs += _logprobs(candidate.logprobs_result)
            text = self._take_parts((candidate.content and candidate.content.parts) or ())
        if text:
            self.texts.append(text)
        return Piece("".join(self.thoughts[before:]), text)

    def completion(self) -> Completion:
        if not self.finish_reason:
            raise self.failures.cut_short()
        if self.finish_reason in _BROKEN:
            raise self.failures.broke_its_answer(self.finish_reason)
        used = self._used()
        finish = _FINISH.get(self.finish_reason, "content_filter")
        return Completion(
            "".join(self.texts),
            tuple(self.calls),
            prompt_tokens=used.prompt,
            reply_tokens=used.reply,
            finish_reason="tool_calls" if self.calls else finish,
            cached_tokens=used.cached,
            reasoning="".join(self.thoughts),
            reasoning_tokens=used.reasoning,
            logprobs=tuple(self.logprobs),
            has_usage=used.is_told,
        )

    def _take_parts(self, parts: Iterable[Any]) -> str:
        texts = []
        for part in parts:
            if part.function_call:
                self._add_call(part)
            elif part.text and part.thought:
                self.thoughts.append(part.text)
            elif part.text:
                texts.append(part.text)
        return "".join(texts)

    def _add_call(self, part: Any) -> None:
        call, number = part.function_call, self.calls_before + len(self.calls) + 1
        signature = base64.b64encode(part.thought_signature or b"").decode()
        arguments = json.dumps(call.args or {})
        made = tool_call(call.id or "", call.name or "", arguments, number)
        self.calls.append(ToolCall(made.id, made.tool, made.arguments, signed(VENDOR, signature)))

    def _used(self) -> Usage:
        usage = self.usage
        if usage is None or usage.prompt_token_count is None:
            return estimated(self.prompt_estimate, [*self.texts, *self.thoughts])
        thoughts = usage.thoughts_token_count or 0
        return Usage(
            usage.prompt_token_count + (usage.tool_use_prompt_token_count or 0),
            (usage.candidates_token_count or 0) + thoughts,
            cached=usage.cached_content_token_count or 0,
            reasoning=thoughts,
        )


def _name(reason: Any) -> str:
    """Of an enumeration that may have new members, or none."""
    return str(getattr(reason, "value", reason) or "")


def _logprobs(told: Any) -> Iterable[TokenLogprob]:
    if told is None:
        return
    places = zip_longest(told.chosen_candidates or (), told.top_candidates or ())
    for chosen, others in places:
        if chosen is not None:
            top = tuple(
                (other.token or "", other.log_probability or 0.0)
                for other in (others and others.candidates) or ()
            )
            yield TokenLogprob(chosen.token or "", chosen.log_probability or 0.0, top)
