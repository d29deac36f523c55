"""How tools are shown to a model: by its own chat template, or else in words we put before it."""

import json
import re
from typing import Any

from workbench.model_server.chat_request import ChatMessage, ChatRequest, NamedTool, ToolEntry

KNOWS_TOOLS = re.compile(r"\btools\b")

INSTRUCTION = """You can call these tools:
{schemas}
To call one, answer with nothing but {{"name": "...", "arguments": {{...}}}}.
If no tool is needed, answer in plain words."""


def offered_tools(request: ChatRequest) -> list[ToolEntry]:
    match request.tool_choice:
        case "none":
            return []
        case NamedTool(function=named):
            return [tool for tool in request.tools if tool.function.name == named.name]
        case _:
            return request.tools


def forced_call_schema(request: ChatRequest) -> dict[str, Any] | None:
    """A schema of the only answers allowed, if the client insists on a call."""
    tools = offered_tools(request)
    if not tools or request.tool_choice == "auto":
        return None
    calls = [
        {
            "type": "object",
            "properties": {
                "name": {"const": tool.function.name},
                "arguments": tool.function.parameters,
            },
            "required": ["name", "arguments"],
        }
        for tool in tools
    ]
    return calls[0] if len(calls) == 1 else {"anyOf": calls}


def template_messages(
    template: str, messages: list[ChatMessage], tools: list[ToolEntry]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]] | None]:
    """The messages and tools as the chat template takes them."""
    schemas = [tool.model_dump() for tool in tools]
    if KNOWS_TOOLS.search(template):
        return [_with_tools(message) for message in messages], schemas or None
    plain = [_without_tools(message) for message in messages]
    if schemas:
        _instruct(plain, INSTRUCTION.format(schemas="\n".join(map(json.dumps, schemas))))
    return plain, None


def _with_tools(message: ChatMessage) -> dict[str, Any]:
    entry: dict[str, Any] = {"role": _role(message), "content": message.text}
    if message.tool_calls:
        entry["tool_calls"] = [
            {
                "id": call.id,
                "type": "function",
                "function": {
                    "name": call.function.name,
                    "arguments": _arguments(call.function.arguments),
                },
            }
            for call in message.tool_calls
        ]
    if message.tool_call_id:
        entry["tool_call_id"] = message.tool_call_id
    return entry


def _without_tools(message: ChatMessage) -> dict[str, Any]:
    if message.role == "tool":
        return {"role": "user", "content": f"<tool_response>{message.text}</tool_response>"}
    calls = [
        json.dumps({"name": call.function.name, "arguments": _arguments(call.function.arguments)})
        for call in message.tool_calls
    ]
    return {"role": _role(message), "content": "\n".join([message.text, *calls]).strip("\n")}


def _instruct(messages: list[dict[str, Any]], instruction: str) -> None:
    if messages[0]["role"] == "system":
        messages[0]["content"] += f"\n\n{instruction}"
    else:
        messages.insert(0, {"role": "system", "content": instruction})


def _role(message: ChatMessage) -> str:
    return "system" if message.role == "developer" else message.role


def _arguments(text: str) -> object:
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text
