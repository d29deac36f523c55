"""A streamed answer of Anthropic's, put together event by event."""

import json
from dataclasses import dataclass, field
from typing import Any

from workbench.domain.bot import ModelSpec
from workbench.domain.conversation import Completion
from workbench.models.anthropic_request import ANSWER_TOOL, VENDOR, knows_schemas
from workbench.models.failures import Failures
from workbench.models.piece import Piece
from workbench.models.sdk_errors import in_the_stream
from workbench.models.tool_calls import signed, tool_call
from workbench.models.usage import Usage, estimated

_FINISH = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "pause_turn": "stop",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "tool_use": "tool_calls",
    "refusal": "content_filter",
}


@dataclass(slots=True)
class _Block:
    """`text`: an answer's, a thought's, or the JSON of a call's arguments."""

    kind: str
    id: str = ""
    name: str = ""
    text: str = ""
    signature: str = ""
    data: str = ""

    def piece(self, text: str) -> Piece:
        """What a person is shown of it."""
        match self.kind:
            case "text":
                return Piece(text=text)
            case "thinking":
                return Piece(thought=text)
        return Piece()


@dataclass(slots=True)
class AnthropicReply:
    """What has arrived so far; blocks by their index."""

    spec: ModelSpec
    prompt_estimate: int
    calls_before: int
    failures: Failures
    blocks: dict[int, _Block] = field(default_factory=dict)
    stop_reason: str = ""
    usage: dict[str, Any] = field(default_factory=dict)

    def take(self, event: dict[str, Any]) -> Piece:
        match event.get("type"):
            case "message_start":
                self._count(event["message"].get("usage"))
                # A first guess; the count of the answer comes at its end.
                self.usage.pop("output_tokens", None)
            case "content_block_start":
                return self._begin(event["index"], event["content_block"])
            case "content_block_delta":
                return self._add(self.blocks[event["index"]], event["delta"])
            case "message_delta":
                self.stop_reason = event["delta"].get("stop_reason") or self.stop_reason
                self._count(event.get("usage"))
            case "error":
                raise in_the_stream(event, self.failures)
        return Piece()

    def completion(self) -> Completion:
        if not self.stop_reason:
            raise self.failures.cut_short()
        blocks = [block for _, block in sorted(self.blocks.items())]
        calls = tuple(
            tool_call(
                block.id,
                block.name,
                block.text,
                self.calls_before + place + 1,
                self._thoughts_sent_back(blocks) if place == 0 else "",
            )
            for place, block in enumerate(each for each in blocks if each.kind == "tool_use")
        )
        used = self._used(blocks)
        finish = _FINISH.get(self.stop_reason, self.stop_reason)
        has_answered = finish == "tool_calls" and not calls
        return Completion(
            "".join(block.text for block in blocks if block.kind == "text"),
            calls,
            prompt_tokens=used.prompt,
            reply_tokens=used.reply,
            finish_reason="stop" if has_answered else finish,
            cached_tokens=used.cached,
            reasoning="".join(block.text for block in blocks if block.kind == "thinking"),
            reasoning_tokens=used.reasoning,
            has_usage=used.is_told,
        )

    def _begin(self, index: int, block: dict[str, Any]) -> Piece:
        kind = block["type"]
        name = block.get("name") or ""
        if kind == "tool_use" and name == ANSWER_TOOL and not knows_schemas(self.spec):
            kind = "text"
        text = block.get("text") or block.get("thinking") or ""
        made = _Block(kind, block.get("id") or "", name, text, data=block.get("data") or "")
        self.blocks[index] = made
        return made.piece(text)

    def _add(self, block: _Block, delta: dict[str, Any]) -> Piece:
        block.signature += delta.get("signature") or ""
        text = delta.get("text") or delta.get("partial_json") or delta.get("thinking") or ""
        block.text += text
        return block.piece(text)

    def _thoughts_sent_back(self, blocks: list[_Block]) -> str:
        thoughts = []
        for block in blocks:
            if block.kind == "thinking" and block.signature:
                thoughts.append(
                    {"type": "thinking", "thinking": block.text, "signature": block.signature}
                )
            if block.kind == "redacted_thinking":
                thoughts.append({"type": "redacted_thinking", "data": block.data})
        return signed(VENDOR, json.dumps(thoughts)) if thoughts else ""

    def _count(self, usage: dict[str, Any] | None) -> None:
        told = {name: value for name, value in (usage or {}).items() if value is not None}
        self.usage |= told

    def _used(self, blocks: list[_Block]) -> Usage:
        usage = self.usage
        if "output_tokens" not in usage or "input_tokens" not in usage:
            return estimated(self.prompt_estimate, [block.text for block in blocks])
        read = usage.get("cache_read_input_tokens", 0)
        written = usage.get("cache_creation_input_tokens", 0)
        details = usage.get("output_tokens_details") or {}
        return Usage(
            usage["input_tokens"] + read + written,
            usage["output_tokens"],
            cached=read,
            reasoning=details.get("thinking_tokens") or details.get("reasoning_tokens") or 0,
        )
