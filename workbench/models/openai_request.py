"""Our values as the body of an OpenAI chat completion request."""

import json
from collections.abc import Sequence
from typing import Any

from workbench.domain.abilities import Ability, abilities_of
from workbench.domain.bot import ModelSpec, Sampling
from workbench.domain.conversation import Message
from workbench.domain.model_call import ModelRequest
from workbench.domain.tool import Tool
from workbench.models.checks import token_limit
from workbench.models.openai_dialects import Dialect, dialect_of
from workbench.models.system_prompt import with_more_system, without_system


def request_body(spec: ModelSpec, request: ModelRequest) -> dict[str, Any]:
    """The JSON object that is posted."""
    dialect, can = dialect_of(spec), abilities_of(spec)
    body: dict[str, Any] = {
        "model": spec.remote_name or spec.name,
        "messages": [_message(each, dialect) for each in _messages(request, dialect, can)],
        dialect.limit: token_limit(spec, request.sampling),
        **_sampling(request.sampling, dialect, can),
        "stream": True,
    }
    if dialect.asks_for_usage:
        body["stream_options"] = {"include_usage": True}
    if request.tools:
        body["tools"] = [_tool(tool) for tool in request.tools]
    if request.output_schema is not None:
        body["response_format"] = dialect.response_format(request.output_schema)
    return body


def _messages(
    request: ModelRequest, dialect: Dialect, can: frozenset[Ability]
) -> Sequence[Message]:
    messages: Sequence[Message] = request.messages
    if request.output_schema is not None and dialect.schema == "json_object":
        schema = json.dumps(request.output_schema, ensure_ascii=False)
        messages = with_more_system(messages, f"Answer with JSON of this schema: {schema}")
    return messages if "system_prompt" in can else without_system(messages)


def _sampling(sampling: Sampling, dialect: Dialect, can: frozenset[Ability]) -> dict[str, Any]:
    wanted: dict[Ability, dict[str, Any]] = {
        "temperature": {"temperature": sampling.temperature},
        "top_p": {"top_p": sampling.top_p},
        "seed": {dialect.seed: sampling.seed},
        "stop": {"stop": list(sampling.stop)} if sampling.stop else {},
        "logprobs": {"logprobs": True, "top_logprobs": sampling.logprobs}
        if sampling.logprobs
        else {},
        "repeat_penalty": {dialect.repeat_penalty: sampling.repeat_penalty}
        if sampling.repeat_penalty != Sampling().repeat_penalty
        else {},
    }
    return {
        name: value
        for ability, fields in wanted.items()
        if ability in can
        for name, value in fields.items()
    }


def _message(message: Message, dialect: Dialect) -> dict[str, Any]:
    entry: dict[str, Any] = {"role": message.role, "content": message.text}
    if message.tool_calls:
        entry["tool_calls"] = [
            {
                "id": dialect.call_id(call.id),
                "type": "function",
                "function": {"name": call.tool, "arguments": json.dumps(call.arguments)},
            }
            for call in message.tool_calls
        ]
    if message.answers_call is not None:
        entry["tool_call_id"] = dialect.call_id(message.answers_call)
    return entry


def _tool(tool: Tool) -> dict[str, Any]:
    function = {
        "name": tool.name,
        "description": tool.description,
        "parameters": tool.parameters,
    }
    return {"type": "function", "function": function}
