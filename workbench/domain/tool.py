"""What a tool is: its OpenAI function schema, and how the stub behaves over an account."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Check:
    """A rule of the stub: when `fails_if` (a sandboxed expression) holds, the call fails."""

    fails_if: str
    error: str


@dataclass(frozen=True, slots=True)
class Change:
    """What a write does: `find` names an object of the account, `set` gives fields new values.

    With `append_to`, a new object made of `set` is added to that list instead. Values are
    sandboxed expressions.
    """

    set: dict[str, str]
    find: str = ""
    append_to: str = ""


@dataclass(frozen=True, slots=True)
class Faults:
    """Injected on purpose, decided by the call's own hash: the same call, the same fate."""

    error_rate: float = 0.0
    timeout_rate: float = 0.0
    delay_ms: int = 0


@dataclass(frozen=True, slots=True)
class Tool:
    """`parameters` is a JSON schema; `returns` a sandboxed expression over `account` and them."""

    name: str
    description: str
    parameters: dict[str, Any]
    returns: str
    checks: tuple[Check, ...] = ()
    changes: tuple[Change, ...] = ()
    needs_approval: bool = False
    faults: Faults = field(default_factory=Faults)


@dataclass(frozen=True, slots=True)
class ToolResult:
    """`output` is JSON text. `fault` says what was suffered on purpose, if anything was."""

    output: str
    fault: str = ""
