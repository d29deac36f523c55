"""States in the words of the settings. Qt-free."""

from pathlib import PurePath

from ui.pages.settings.key_words import key_words
from ui.theme.status import StatusKind
from workbench.domain.bot import ModelSpec
from workbench.domain.key_state import KeyState
from workbench.messages import IndexProgressed, Problem, ServerState, StoreMeasured

_MIB = 1024 * 1024
_GIB = 1024 * _MIB


def size_words(size_bytes: int) -> str:
    """`48 MB`, `1.3 GB`; under a megabyte `0.2 MB`."""
    if size_bytes >= _GIB:
        return f"{size_bytes / _GIB:.1f} GB"
    mib = size_bytes / _MIB
    return f"{mib:.1f} MB" if mib < 10 else f"{mib:.0f} MB"


def store_words(store: StoreMeasured) -> str:
    return f"{size_words(store.size_bytes)}, {counted(store.turns, 'turn')}, " + counted(
        store.runs, "run"
    )


def counted(count: int, thing: str) -> str:
    return f"{count:,} {thing}{'' if count == 1 else 's'}"


def index_words(index: IndexProgressed | None) -> tuple[StatusKind, str]:
    """What the index is, as a short fact."""
    if index is None:
        return "idle", "Not indexed yet"
    if not index.is_done:
        return "running", f"{index.done:,} of {counted(index.total, 'document')}"
    # How many documents is counted by an update only.
    documents = f"{counted(index.documents, 'document')}, " if index.documents else ""
    chunks = f"{documents}{counted(index.chunks, 'chunk')}"
    if index.is_stale:
        return "warn", f"Changed since indexing, {chunks}"
    if not index.chunks:
        return "idle", "Nothing indexed yet"
    return "pass", f"Indexed, {chunks}"


def problems_title(problems: tuple[Problem, ...]) -> str:
    files = len({problem.path for problem in problems})
    return f"{files:,} {'file has' if files == 1 else 'files have'} problems"


def problem_place(problem: Problem) -> str:
    return problem.path if problem.line is None else f"{problem.path}, line {problem.line}"


def model_kind(model: ModelSpec) -> str:
    if model.is_remote:
        return model.who.title
    if model.provider == "scripted":
        return "Scripted"
    return "GGUF file" if model.path else "Bundled"


def model_where(model: ModelSpec) -> str:
    if model.is_remote:
        return model.address
    return PurePath(model.path).name if model.path else "–"


def model_state(
    model: ModelSpec, server: ServerState | None, key: KeyState | None = None
) -> tuple[StatusKind, str]:
    """Of a remote model: its key, by where it is. A key itself is never shown."""
    if model.is_remote:
        if key:
            return key_words(key)
        variables = model.key_variables
        return ("idle", f"Key from {variables[0]}") if variables else ("idle", "Needs no key")
    if server is None or server.state == "stopped":
        return "idle", "Off until it is used"
    detail = f", {server.detail}" if server.detail else ""
    states: dict[str, tuple[StatusKind, str]] = {
        "ready": ("pass", "Ready"),
        "starting": ("running", "Starting"),
        "restarting": ("warn", f"Starting again{detail}"),
        "failed": ("fail", f"Failed{detail}"),
    }
    return states[server.state]
