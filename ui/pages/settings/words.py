"""States in the words of the settings. Qt-free."""

from ui.theme.status import StatusKind
from workbench.messages import IndexProgressed, Problem, StoreMeasured
from workbench.sizing.words import size_words


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
