"""What helps to find a fault: versions, platform, counts, states. No key, no customer's text."""

import platform
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution, requires, version

from PySide6.QtCore import qVersion

from workbench.domain.egress import left_in_words
from workbench.domain.vendors import vendor_named
from workbench.messages import StoreMeasured
from workbench.workspace_state import WorkspaceState

PACKAGE = "support-bot-workbench"
_PARTS = (
    PACKAGE, "PySide6-Essentials", "pyqtgraph", "llama-cpp-python", "chromadb", "bm25s",
    "onnxruntime", "tokenizers", "openai", "anthropic", "google-genai", "keyring", "pydantic",
)  # fmt: skip
_LONGEST_LICENCE = 80


def diagnostics(state: WorkspaceState, store: StoreMeasured | None) -> str:
    known = [*_workspace(state), *_store(store), *_network(state)]
    return "\n".join([*_versions(), "", *known, "", *_servers(state)])


def installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def third_party() -> list[tuple[str, str, str]]:
    """Name, version and licence of every package that the app needs, as they say themselves."""
    try:
        needed = requires(PACKAGE) or []
    except PackageNotFoundError:
        needed = list(_PARTS[1:])
    names = sorted({_name(each) for each in needed if "extra ==" not in each}, key=str.casefold)
    return [(name, installed(name), _licence(name)) for name in names]


def _versions() -> list[str]:
    lines = [f"{name} {installed(name)}" for name in _PARTS]
    return [
        *lines,
        f"Qt {qVersion()}",
        f"Python {platform.python_version()}",
        f"{platform.platform()}, {platform.machine()}",
    ]


def _workspace(state: WorkspaceState) -> Iterator[str]:
    yield f"Accounts {len(state.accounts)}"
    yield f"Bots {len(state.bots)}"
    yield f"Models {len(state.models)}"
    yield f"Suites {len(state.suites)}"
    yield f"Datasets {len(state.datasets)}"
    yield f"Problems in files {len(state.problems)}"
    if state.index:
        stale = ", changed since" if state.index.is_stale else ""
        yield f"Index {state.index.documents} documents, {state.index.chunks} chunks{stale}"


def _store(store: StoreMeasured | None) -> list[str]:
    if store is None:
        return []
    return [f"Store {store.size_bytes} bytes, {store.turns} turns, {store.runs} runs"]


def _network(state: WorkspaceState) -> Iterator[str]:
    """Where keys are, by provider; nothing of the keys, their variables or other hosts."""
    if state.network:
        yield f"Offline mode {'on' if state.network.is_offline else 'off'}"
        yield f"{left_in_words(state.network.session.bytes_out)} since the start"
    if state.keys:
        yield f"Keychain {state.keys.keychain or 'none'}"
        for key in state.keys.keys:
            if key.origin != "none" and vendor_named(key.name):
                refused = f", refused with HTTP {key.refused}" if key.refused else ""
                yield f"Key {key.name} {key.origin}{refused}"


def _servers(state: WorkspaceState) -> list[str]:
    return [f"Server {each.name} {each.state}" for each in state.servers.values()]


def _name(requirement: str) -> str:
    for place, letter in enumerate(requirement):
        if letter in " <>=!~;[(":
            return requirement[:place]
    return requirement


def _licence(name: str) -> str:
    try:
        about = distribution(name).metadata
    except PackageNotFoundError:
        return "–"
    said = "".join(about.get_all("License-Expression") or [])
    classified = [
        line.rpartition("::")[2].strip()
        for line in about.get_all("Classifier") or []
        if line.startswith("License ::")
    ]
    free = "".join(about.get_all("License") or []).strip().splitlines()
    short = free[0] if free and len(free[0]) <= _LONGEST_LICENCE else ""
    return said or ", ".join(classified) or short or "see the package"
