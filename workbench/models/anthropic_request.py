"""Our values as the arguments of Anthropic's `messages.create`."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any

from workbench.domain.abilities import abilities_of
from workbench.domain.bot import ModelSpec, Sampling
from workbench.domain.conversation import Message
from workbench.domain.model_call import ModelRequest
from workbench.domain.tool import Tool
from workbench.models.checks import token_limit
from workbench.models.system_prompt import split_system
from workbench.models.tool_calls import signature_of

VENDOR = "anthropic"
# The tool that models without output schemas are made to answer with.
ANSWER_TOOL = "answer"
Schema = dict[str, Any]
_NOT_IN_ID = re.compile(r"[^A-Za-z0-9_-]")


def anthropic_body(
    spec: ModelSpec, request: ModelRequest, closed: Callable[[Schema], Schema]
) -> dict[str, Any]:
    """`closed` makes a schema one that Anthropic takes."""
    system, messages = split_system(request.messages)
    body: dict[str, Any] = {
        "model": spec.remote_name or spec.name,
        "max_tokens": token_limit(spec, request.sampling),
        "messages": _messages(messages),
        **_sampling(spec, request.sampling),
    }
    if system:
        body["system"] = system
    if request.tools:
        body["tools"] = [_tool(tool) for tool in request.tools]
    if request.output_schema is not None:
        body |= _output(spec, closed(request.output_schema))
    return body


def knows_schemas(spec: ModelSpec) -> bool:
    """Models that keep to a schema can do so beside tools, too; older ones can do neither."""
    return "tools_with_structured_output" in abilities_of(spec)


def _output(spec: ModelSpec, schema: Schema) -> dict[str, Any]:
    if knows_schemas(spec):
        return {"output_config": {"format": {"type": "json_schema", "schema": schema}}}
    tool = {"name": ANSWER_TOOL, "description": "Give the answer.", "input_schema": schema}
    return {"tools": [tool], "tool_choice": {"type": "tool", "name": ANSWER_TOOL}}


def _sampling(spec: ModelSpec, sampling: Sampling) -> dict[str, Any]:
    can = abilities_of(spec)
    fields: dict[str, Any] = {}
    if "temperature" in can:
        fields["temperature"] = sampling.temperature
    elif "top_p" in can:
        fields["top_p"] = sampling.top_p
    if sampling.stop and "stop" in can:
        fields["stop_sequences"] = [text for text in sampling.stop if text.strip()]
    return fields


def _messages(messages: Sequence[Message]) -> list[dict[str, Any]]:
    """Neighbours of one side become one message, as results of tools must."""
    made = []
    for role, group in groupby(messages, key=_side):
        blocks = [block for message in group for block in _blocks(message)]
        if blocks:
            made.append({"role": role, "content": blocks})
    return made


def _side(message: Message) -> str:
    return "assistant" if message.role == "assistant" else "user"


def _blocks(message: Message) -> Iterator[dict[str, Any]]:
    if message.role == "tool":
        call_id = _id(message.answers_call or "")
        yield {"type": "tool_result", "tool_use_id": call_id, "content": message.text}
        return
    for call in message.tool_calls[:1]:
        yield from json.loads(signature_of(VENDOR, call) or "[]")
    if message.text.strip():
        yield {"type": "text", "text": message.text}
    for call in message.tool_calls:
        yield {"type": "tool_use", "id": _id(call.id), "name": call.tool, "input": call.arguments}


def _id(call_id: str) -> str:
    return _NOT_IN_ID.sub("_", call_id)


def _tool(tool: Tool) -> dict[str, Any]:
    return {
        "name": tool.name,
        "description": tool.description,
        "input_schema": {"type": "object"} | tool.parameters,
    }
