"""Our values as the arguments of Gemini's `generate_content_stream`."""

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from workbench.domain.abilities import abilities_of
from workbench.domain.bot import ModelSpec, Sampling
from workbench.domain.conversation import Message, ToolCall
from workbench.domain.model_call import ModelRequest
from workbench.domain.tool import Tool
from workbench.models.checks import token_limit
from workbench.models.system_prompt import split_system, without_system
from workbench.models.tool_calls import calls_in, signature_of

VENDOR = "gemini"
# What Google lets pass for a call whose signature is not known, such as another model's.
_NO_SIGNATURE = b"skip_thought_signature_validator"


def gemini_arguments(spec: ModelSpec, request: ModelRequest) -> dict[str, Any]:
    can = abilities_of(spec)
    system, messages = split_system(request.messages)
    if "system_prompt" not in can:
        system, messages = "", without_system(request.messages)
    config: dict[str, Any] = {
        "max_output_tokens": token_limit(spec, request.sampling),
        "automatic_function_calling": {"disable": True},
        **_sampling(spec, request.sampling),
    }
    if system:
        config["system_instruction"] = system
    if "reasoning" in can:
        config["thinking_config"] = {"include_thoughts": True}
    if request.tools:
        config["tools"] = [{"function_declarations": [_tool(tool) for tool in request.tools]}]
    if request.output_schema is not None:
        config["response_mime_type"] = "application/json"
        config["response_json_schema"] = request.output_schema
    return {
        "model": spec.remote_name or spec.name,
        "contents": _contents(messages),
        "config": config,
    }


def _sampling(spec: ModelSpec, sampling: Sampling) -> dict[str, Any]:
    can = abilities_of(spec)
    fields: dict[str, Any] = {}
    if "temperature" in can:
        fields["temperature"] = sampling.temperature
    if "top_p" in can:
        fields["top_p"] = sampling.top_p
    if "seed" in can:
        fields["seed"] = sampling.seed
    if sampling.stop and "stop" in can:
        fields["stop_sequences"] = list(sampling.stop)
    if sampling.logprobs and "logprobs" in can:
        fields |= {"response_logprobs": True, "logprobs": sampling.logprobs}
    return fields


def _contents(messages: Sequence[Message]) -> list[dict[str, Any]]:
    """Neighbours of one side become one content, as results of tools must."""
    calls = calls_in(messages)
    made = []
    for role, group in groupby(messages, key=_side):
        parts = [part for message in group for part in _parts(message, calls)]
        if parts:
            made.append({"role": role, "parts": parts})
    return made


def _side(message: Message) -> str:
    return "model" if message.role == "assistant" else "user"


def _parts(message: Message, calls: Mapping[str, ToolCall]) -> Iterator[dict[str, Any]]:
    if message.role == "tool":
        call = calls.get(message.answers_call or "")
        response = {"name": call.tool if call else "tool", "response": _result(message.text)}
        yield {"function_response": response}
        return
    if message.text:
        yield {"text": message.text}
    for place, call in enumerate(message.tool_calls):
        part: dict[str, Any] = {"function_call": {"name": call.tool, "args": call.arguments}}
        if signature := signature_of(VENDOR, call):
            part["thought_signature"] = base64.b64decode(signature)
        elif place == 0:
            # Of several calls in one step only the first is signed.
            part["thought_signature"] = _NO_SIGNATURE
        yield part


def _result(text: str) -> dict[str, Any]:
    try:
        read = json.loads(text)
    except ValueError:
        read = text
    return read if isinstance(read, dict) else {"result": read}


def _tool(tool: Tool) -> dict[str, Any]:
    return {
        "name": tool.name,
        "description": tool.description,
        "parameters_json_schema": tool.parameters,
    }
