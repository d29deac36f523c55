"""A row of the list of models: its state in words, and the one thing to do with it. Qt-free."""

from dataclasses import dataclass
from typing import Literal

from workbench.domain.local_model import LocalModel
from workbench.messages import ServerState
from workbench.model_messages import DownloadProgressed
from workbench.sizing.memory import MemoryNeed, Verdict
from workbench.sizing.words import size_words

Act = Literal["load", "unload", "cancel", "get", "stop get", "add", "adjust", "why"]

LOADED = frozenset({"ready", "restarting"})
FETCHING = frozenset({"waiting", "fetching", "checking"})
NAMES: dict[Act, str] = {
    "load": "Load",
    "unload": "Unload",
    "cancel": "Cancel",
    "stop get": "Stop",
    "add": "Add",
    "adjust": "Adjust",
    "why": "Why?",
}


@dataclass(frozen=True, slots=True)
class Status:
    """An icon in a tone, words, and how far something is, from 0 to 1, or None."""

    icon: str
    tone: str
    words: str
    share: float | None = None


@dataclass(frozen=True, slots=True)
class ModelRow:
    """`need` is None where the file says nothing. `write_tps` is what was measured last."""

    model: LocalModel
    context_tokens: int
    need: MemoryNeed | None
    verdict: Verdict
    status: Status
    act: Act
    write_tps: float | None = None

    @property
    def name(self) -> str:
        return self.model.name

    @property
    def detail(self) -> str:
        """`Qwen, Apache-2.0`."""
        said = [self.model.publisher, self.model.licence]
        return ", ".join(each for each in said if each) or "GGUF file"

    @property
    def action(self) -> str:
        if self.act == "get":
            return f"Get {size_words(self.model.size_bytes)}"
        return NAMES[self.act]

    @property
    def is_loaded(self) -> bool:
        return self.act == "unload"


@dataclass(frozen=True, slots=True)
class Situation:
    """All that a row's state depends on besides the model. `share`: how much is loaded."""

    verdict: Verdict
    server: ServerState | None = None
    share: float | None = None
    download: DownloadProgressed | None = None


def status_of(model: LocalModel, now: Situation) -> tuple[Status, Act]:
    """What it is doing, and what to do next."""
    if now.download and now.download.state in FETCHING:
        return _fetching(now.download), "stop get"
    if now.server and now.server.state not in {"stopped", "failed"}:
        return _of_server(now.server, now.share)
    if model.origin == "catalog":
        return _not_here(now)
    if model.problem:
        return Status("x-circle", "fail", "Cannot be used"), "why"
    if model.origin == "folder":
        return Status("hard-drives", "text2", "In the models folder"), "add"
    if now.server and now.server.state == "failed":
        return Status("x-circle", "fail", "Failed to load"), "load"
    return _on_disk(now.verdict)


def _fetching(download: DownloadProgressed) -> Status:
    done, total = download.done_bytes, download.total_bytes
    share = done / total if total else None
    if download.state == "waiting" or share is None:
        return Status("spinner-gap", "accent", "Asking the hub")
    word = "Checking" if download.state == "checking" else "Downloading"
    return Status("spinner-gap", "accent", f"{word}, {share:.0%}", share)


def _of_server(server: ServerState, share: float | None) -> tuple[Status, Act]:
    match server.state:
        case "ready":
            return Status("check-circle", "pass", "Loaded"), "unload"
        case "restarting":
            return Status("warning", "warn", f"Starting again, {server.detail}"), "cancel"
        case "waiting":
            return Status("clock", "accent", f"Waiting for memory, {server.detail}"), "cancel"
        case _ if share is not None:
            return Status("spinner-gap", "accent", f"Loading, {share:.0%}", share), "cancel"
        case _:
            return Status("spinner-gap", "accent", "Loading"), "cancel"


def _not_here(now: Situation) -> tuple[Status, Act]:
    download = now.download
    if download and download.state == "failed":
        return Status("x-circle", "fail", "Download failed"), "get"
    if download and download.state == "stopped" and download.total_bytes:
        share = download.done_bytes / download.total_bytes
        return Status("cloud-arrow-down", "text2", f"Stopped at {share:.0%}", share), "get"
    if now.verdict == "too large":
        return Status("cloud-arrow-down", "text2", "Not downloaded, too large"), "why"
    return Status("cloud-arrow-down", "text2", "Not downloaded"), "get"


def _on_disk(verdict: Verdict) -> tuple[Status, Act]:
    match verdict:
        case "too large":
            return Status("x-circle", "fail", "Does not fit"), "why"
        case "tight":
            return Status("warning", "warn", "Tight, lower the context"), "adjust"
        case "fits":
            return Status("hard-drives", "text2", "Ready on disk"), "load"
