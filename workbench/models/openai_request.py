"""Our values as the body of an OpenAI chat completion request."""

import json
from typing import Any
from urllib.parse import urlsplit

from workbench.domain.bot import ModelSpec
from workbench.domain.conversation import Message
from workbench.domain.model_call import ModelRequest
from workbench.domain.tool import Tool


def request_body(spec: ModelSpec, request: ModelRequest) -> dict[str, Any]:
    """The JSON object that is posted; the SDK's `create` takes it as keyword arguments."""
    sampling = request.sampling
    body: dict[str, Any] = {
        "model": spec.remote_name or spec.name,
        "messages": [_message(message) for message in request.messages],
        "temperature": sampling.temperature,
        "top_p": sampling.top_p,
        _limit_name(spec): sampling.max_tokens,
        "seed": sampling.seed,
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    if sampling.stop:
        body["stop"] = list(sampling.stop)
    if sampling.logprobs:
        body |= {"logprobs": True, "top_logprobs": sampling.logprobs}
    if request.tools:
        body["tools"] = [_tool(tool) for tool in request.tools]
    if request.output_schema is not None:
        schema = {"name": "answer", "schema": request.output_schema, "strict": True}
        body["response_format"] = {"type": "json_schema", "json_schema": schema}
    return body


def _limit_name(spec: ModelSpec) -> str:
    """OpenAI's own newer models refuse the name that all other servers know."""
    host = urlsplit(spec.base_url).hostname or ""
    return "max_completion_tokens" if host.endswith("openai.com") else "max_tokens"


def _message(message: Message) -> dict[str, Any]:
    entry: dict[str, Any] = {"role": message.role, "content": message.text}
    if message.tool_calls:
        entry["tool_calls"] = [
            {
                "id": call.id,
                "type": "function",
                "function": {"name": call.tool, "arguments": json.dumps(call.arguments)},
            }
            for call in message.tool_calls
        ]
    if message.answers_call is not None:
        entry["tool_call_id"] = message.answers_call
    return entry


def _tool(tool: Tool) -> dict[str, Any]:
    function = {
        "name": tool.name,
        "description": tool.description,
        "parameters": tool.parameters,
    }
    return {"type": "function", "function": function}
