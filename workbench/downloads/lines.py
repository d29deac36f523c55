"""What a downloading child is asked, and what it tells: one JSON object a line."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

Phase = Literal["fetching", "checking"]


@dataclass(frozen=True, slots=True)
class Order:
    """A file of a repository, to be put into `folder`. `sha256` empty: what the hub says."""

    repository: str
    file: str
    folder: Path
    revision: str = "main"
    sha256: str = ""

    def arguments(self) -> list[str]:
        return [
            "--repository", self.repository, "--file", self.file, "--folder", str(self.folder),
            "--revision", self.revision, "--sha256", self.sha256,
        ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Progressed:
    """Bytes that are here, of all; while checking, bytes that were read again."""

    done: int
    total: int
    phase: Phase = "fetching"


@dataclass(frozen=True, slots=True)
class Exchanged:
    """The head of a request went to a host, or that of its answer came. Bytes of HTTP."""

    host: str
    bytes_out: int
    bytes_in: int


@dataclass(frozen=True, slots=True)
class Fetched:
    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Failed:
    message: str
    hint: str


Told = Progressed | Exchanged | Fetched | Failed
_KINDS = {kind.__name__: kind for kind in (Progressed, Exchanged, Fetched, Failed)}


def encode(told: Told) -> str:
    return json.dumps({"kind": type(told).__name__, **asdict(told)}) + "\n"


def decode(line: str) -> Told | None:
    """None: something else that the child printed."""
    try:
        fields = json.loads(line)
        kind = _KINDS[fields.pop("kind")]
        return kind(**fields)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
