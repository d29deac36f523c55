"""Where OpenAI-compatible servers want other words than OpenAI; `openai_compatible` lists them."""

import hashlib
from dataclasses import dataclass
from typing import Any, Literal

from workbench.domain.bot import ModelSpec

_MISTRAL_ID = 9


@dataclass(frozen=True, slots=True)
class Dialect:
    """`schema`: how an output schema is asked for. `has_short_ids`: ids of calls are nine long."""

    limit: str = "max_tokens"
    seed: str = "seed"
    repeat_penalty: str = "repeat_penalty"
    schema: Literal["json_schema", "json_object", "value"] = "json_schema"
    asks_for_usage: bool = True
    has_short_ids: bool = False

    def response_format(self, schema: dict[str, Any]) -> dict[str, Any]:
        match self.schema:
            case "json_schema":
                named = {"name": "answer", "schema": schema, "strict": _is_strict(schema)}
                return {"type": "json_schema", "json_schema": named}
            case "json_object":
                return {"type": "json_object"}
            case "value":
                return {"type": "json_object", "value": schema}

    def call_id(self, call_id: str) -> str:
        is_fitting = len(call_id) == _MISTRAL_ID and call_id.isascii() and call_id.isalnum()
        if not self.has_short_ids or is_fitting:
            return call_id
        return hashlib.sha256(call_id.encode()).hexdigest()[:_MISTRAL_ID]


_USUAL = Dialect()
_DIALECTS = {
    "openai": Dialect(limit="max_completion_tokens"),
    "mistral": Dialect(seed="random_seed", asks_for_usage=False, has_short_ids=True),
    "together": Dialect(repeat_penalty="repetition_penalty"),
    "openrouter": Dialect(repeat_penalty="repetition_penalty"),
    "deepseek": Dialect(schema="json_object"),
    "vllm": Dialect(repeat_penalty="repetition_penalty"),
    "sglang": Dialect(repeat_penalty="repetition_penalty"),
    "tgi": Dialect(schema="value"),
}


def dialect_of(spec: ModelSpec) -> Dialect:
    return _DIALECTS.get(spec.who.name, _USUAL)


def _is_strict(schema: Any) -> bool:
    """OpenAI enforces a schema only if its objects are closed and all their fields required."""
    if isinstance(schema, list):
        return all(_is_strict(each) for each in schema)
    if not isinstance(schema, dict):
        return True
    if schema.get("type") == "object":
        fields = schema.get("properties", {})
        is_closed = schema.get("additionalProperties") is False
        if not is_closed or set(schema.get("required", ())) != set(fields):
            return False
    return all(_is_strict(each) for each in schema.values())
