"""Whom a refusal is for: the request or the turn that a command named."""

import json

from workbench.commands import ForkTurn, ResumeTurn, StartTurn


def asked_by(command: object) -> str:
    """Whose answer a refusal of it is: a request's or a turn's; empty if nobody waits for one."""
    match command:
        case StartTurn(turn_id=turn_id) | ResumeTurn(turn_id=turn_id) | ForkTurn(turn_id=turn_id):
            return turn_id
        case _:
            return str(getattr(command, "request_id", ""))


def request_of(line: bytes) -> str:
    """Whose answer a refusal of a line is that is no command."""
    try:
        said = json.loads(line)
        return str(said.get("request_id") or said.get("turn_id") or "")
    except (ValueError, AttributeError):
        return ""
