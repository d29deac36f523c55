"""The first line a child writes: where it listens, or why it cannot."""

import json
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Address:
    port: int
    token: str = field(repr=False)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@dataclass(frozen=True, slots=True)
class StartFailure:
    """Why a child cannot do its work, in words for people; another try would not help."""

    message: str
    hint: str = ""


def encode_announcement(announcement: Address | StartFailure) -> bytes:
    match announcement:
        case Address(port, token):
            line = json.dumps({"port": port, "token": token})
        case StartFailure(message, hint):
            line = json.dumps({"error": message, "hint": hint})
    return f"{line}\n".encode()


def decode_announcement(line: bytes) -> Address | StartFailure | None:
    """None: the line is no announcement; the child printed something else, or nothing."""
    try:
        said = json.loads(line)
        if "error" in said:
            return StartFailure(str(said["error"]), str(said.get("hint", "")))
        return Address(int(said["port"]), str(said["token"]))
    except (ValueError, KeyError, TypeError):
        return None
