"""The rows of helper models: the embedder, and the index it fills. Qt-free."""

from ui.pages.models.columns import HelperRow
from ui.theme.status import StatusKind
from workbench.messages import IndexProgressed, ServerState
from workbench.model_messages import MemoryMeasured
from workbench.sizing.words import size_words
from workbench.workspace_state import WorkspaceState

EMBEDDER, INDEX = "embedder", "index"
_STATES: dict[str, tuple[StatusKind, str]] = {
    "ready": ("pass", "Loaded"),
    "starting": ("running", "Loading"),
    "restarting": ("warn", "Starting again"),
    "failed": ("fail", "Failed"),
}


def helper_rows(state: WorkspaceState, memory: MemoryMeasured | None) -> tuple[HelperRow, ...]:
    sizes = memory.helpers if memory else {}
    return (
        _row("Embed", "all-minilm-l6-v2", "384 dimensions", state.servers.get(EMBEDDER),
             sizes.get(EMBEDDER, 0)),
        _row("Search", "Chroma and BM25", _chunks(state.index), state.servers.get(INDEX),
             sizes.get(INDEX, 0)),
    )  # fmt: skip


def _row(
    role: str, name: str, about: str, server: ServerState | None, size_bytes: int
) -> HelperRow:
    status, words = _STATES.get(server.state if server else "", ("idle", "Off until it is used"))
    size = f"{size_words(size_bytes)}, {about}" if size_bytes else about
    return HelperRow(role, name, size, status, words)


def _chunks(index: IndexProgressed | None) -> str:
    return f"{index.chunks:,} chunks" if index else "not indexed yet"
