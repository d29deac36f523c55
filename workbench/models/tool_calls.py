"""Calls of tools as models write them, which may be anything."""

import json
from collections.abc import Sequence

from workbench.domain.conversation import Message, ToolCall


def tool_call(
    call_id: str, name: str, arguments: str, number: int, signature: str = ""
) -> ToolCall:
    """`number` counts within the turn and stands in for a missing id.

    Arguments that are no JSON object are kept as they are: the model is told of them.
    """
    try:
        read = json.loads(arguments or "{}")
    except ValueError:
        read = None
    if not isinstance(read, dict):
        read = {"not_a_json_object": arguments}
    return ToolCall(call_id or f"call-{number}", name, read, signature)


def calls_in(messages: Sequence[Message]) -> dict[str, ToolCall]:
    """Every call that was made, by its id."""
    return {call.id: call for message in messages for call in message.tool_calls}


def signed(vendor: str, text: str) -> str:
    """A provider's own text; another provider must not be sent it."""
    return f"{vendor}:{text}" if text else ""


def signature_of(vendor: str, call: ToolCall) -> str:
    """What that vendor once sent with the call, or nothing."""
    mark = f"{vendor}:"
    return call.signature.removeprefix(mark) if call.signature.startswith(mark) else ""
