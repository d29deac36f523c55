"""What rail and status strip say: the workspace, the engine, the servers, the index, runs."""

from PySide6.QtCore import QObject

from ui.bridge import WorkerEnd
from ui.main_window import NETWORK_ITEM, MainWindow
from ui.session import Session
from ui.widgets.amounts import count
from ui.widgets.status_strip import StatusItem
from workbench.commands import StopRun
from workbench.domain.egress import left_in_words
from workbench.knowledge_commands import StopIndex
from workbench.messages import IndexProgressed, RunProgressed, ServerState
from workbench.provider_messages import NetworkChanged

TONES = {
    "ready": ("check-circle", "pass"),
    "starting": ("spinner-gap", "accent"),
    "waiting": ("clock", "accent"),
    "restarting": ("spinner-gap", "warn"),
    "failed": ("x-circle", "fail"),
    "stopped": ("circle-dashed", "text3"),
}
WORDS = {
    "ready": "ready",
    "starting": "loading",
    "waiting": "waiting for memory",
    "restarting": "starting again",
    "failed": "failed",
    "stopped": "stopped",
}
ENDS = {
    "retried": ("spinner-gap", "warn", "starting again"),
    "gave_up": ("x-circle", "fail", "stopped"),
    "refused": ("circle-dashed", "text3", "not running"),
}
NOT_MODELS = {"embedder", "index"}


class ShellStatus(QObject):
    """Lives as long as its window."""

    def __init__(self, session: Session, window: MainWindow) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self._running: dict[str, RunProgressed] = {}
        session.workspace_changed.connect(self._on_workspace_changed)
        session.run_progressed.connect(self._on_run_progressed)
        session.worker_stopped.connect(self._on_worker_stopped)
        window.stop_all_requested.connect(self._on_stop_all_requested)
        window.offline_requested.connect(self._on_offline_requested)
        window.theme.theme_changed.connect(self._on_theme_changed)
        self._show_engine()

    def _show_engine(self) -> None:
        self._window.set_status("models", StatusItem("spinner-gap", "accent", "Engine", "starting"))

    def _on_workspace_changed(self) -> None:
        state = self._session.state
        if state.listing:
            problems = len(state.problems)
            detail = count(problems, "problem") if problems else count(len(state.bots), "bot")
            self._window.set_workspace(state.listing.name, detail)
        models = [each for each in state.servers.values() if each.name not in NOT_MODELS]
        self._window.set_status("models", _models_item(models))
        if state.index:
            self._window.set_status("index", _index_item(state.index))
        if state.network:
            self._window.set_status(NETWORK_ITEM, _network_item(state.network), right=True)

    def _on_run_progressed(self, news: RunProgressed) -> None:
        self._running.pop(news.run.run_id, None)
        if news.state == "running":
            self._running[news.run.run_id] = news
        self._window.set_status("runs", _runs_item(list(self._running.values())), right=True)

    def _on_worker_stopped(self, end: WorkerEnd) -> None:
        """What ran does not run now; the next engine tells what it goes on with."""
        self._running.clear()
        self._window.set_status("runs", None, right=True)
        icon, tone, state = ENDS[end.kind]
        self._window.set_status("models", StatusItem(icon, tone, "Engine", state, end.words))

    def _on_stop_all_requested(self) -> None:
        for run_id in self._running:
            self._session.send(StopRun(run_id))
        self._session.send(StopIndex())

    def _on_offline_requested(self) -> None:
        network = self._session.state.network
        is_on = not (network and network.is_offline)
        self._session.set_offline(is_on=is_on)
        self._window.tell("Offline mode is on" if is_on else "Offline mode is off")

    def _on_theme_changed(self) -> None:
        self._session.settings.setValue("theme", self._window.theme.mode)


def _models_item(models: list[ServerState]) -> StatusItem:
    if not models:
        return StatusItem("circle-dashed", "text3", "llama.cpp", "not loaded")
    worst = min(models, key=lambda each: list(TONES).index(each.state) * -1)
    icon, tone = TONES[worst.state]
    # The word is true of those that are named; the tool tip has all of them.
    detail = ", ".join(each.name for each in models if each.state == worst.state)
    tip = "\n".join(
        f"{each.name}: {WORDS[each.state]}{f', {each.detail}' if each.detail else ''}"
        for each in models
    )
    return StatusItem(icon, tone, f"llama.cpp {WORDS[worst.state]}", detail, tip)


def _index_item(index: IndexProgressed) -> StatusItem:
    if not index.is_done:
        return StatusItem(
            "spinner-gap", "accent", "Indexing", f"{index.done} of {index.total} documents"
        )
    if index.is_stale:
        return StatusItem("warning", "warn", "Index", "changed since indexing")
    if index.problems:
        detail = f"{index.chunks} chunks, {len(index.problems)} files left out"
        return StatusItem("warning", "warn", "Index", detail)
    return StatusItem("check-circle", "pass", "Index fresh", f"{index.chunks} chunks")


def _network_item(network: NetworkChanged) -> StatusItem:
    """How much left since the start; pressing it goes offline, or back."""
    left = left_in_words(network.session.bytes_out)
    hosts = f"\nTo {', '.join(network.session.hosts)}" if network.session.hosts else ""
    if network.is_offline:
        tip = f"Nothing but this machine is reached.\n{left} since the app was started{hosts}"
        return StatusItem("cloud-slash", "text2", "Offline", left, tip, "Go online")
    tip = f"{left} since the app was started{hosts}\nPress to go offline (Ctrl+Shift+O)"
    return StatusItem("cloud", "text3", "Online", left, tip, "Go offline")


def _runs_item(running: list[RunProgressed]) -> StatusItem | None:
    if not running:
        return None
    done = sum(each.run.cells_done for each in running)
    total = sum(each.run.cells_total for each in running)
    return StatusItem("spinner-gap", "accent", "Grid", f"{done:,} of {total:,} cells")
