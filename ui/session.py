"""What every page is given: the road to the worker, and what is known of the workspace."""

from collections.abc import Callable
from functools import partial
from itertools import count
from weakref import WeakMethod

from PySide6.QtCore import QObject, QSettings, Signal

from ui.bridge import WorkerBridge, WorkerEnd
from ui.theme.theme import Theme
from ui.undo import Step, UndoStack
from workbench.commands import Command, UndoSave, WarmUp
from workbench.messages import Message, Recovered, Refused, RunProgressed, Saved, WorkspaceListed
from workbench.network.guard import remember_offline
from workbench.provider_commands import SetOffline
from workbench.trace.event import TraceEvent
from workbench.workspace_state import WorkspaceState

OFFLINE = "offline"
OnAnswer = Callable[[Message], None]


class Session(QObject):
    """One open workspace, as the window sees it.

    Signals:
        workspace_changed: `state` has news: accounts, bots, models, servers, index...
        events_arrived: trace events, oldest first.
        messages_arrived: messages that are not answers to `ask`, oldest first.
        run_progressed: a grid run has news.
        page_requested: a page by name, and what to show there (a run, a turn, a case...).
        told: a sentence for a toast, and the change that it can undo (or "").
        closing: the window closes, or opens another workspace: the last moment to send something.
        undone: a save was taken back; the files as they are now are listed next.
        refused: what could not be done though nobody asked, and what to do about it.
        recovered: what was refused with that message works again.
        worker_started, worker_stopped: the engine's process; how it ended is a `WorkerEnd`.
        workspace_requested: open the workspace in this folder.
        new_workspace_requested: make one from a template (`sample` or `empty`) in this folder.
    """

    workspace_changed = Signal()
    events_arrived = Signal(list)
    messages_arrived = Signal(list)
    run_progressed = Signal(object)
    page_requested = Signal(str, dict)
    told = Signal(str, str)
    closing = Signal()
    undone = Signal()
    refused = Signal(str, str)
    recovered = Signal(str)
    workspace_requested = Signal(str)
    new_workspace_requested = Signal(str, str)
    worker_started = Signal()
    worker_stopped = Signal(object)

    def __init__(
        self,
        bridge: WorkerBridge,
        theme: Theme,
        settings: QSettings,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.bridge = bridge
        self.theme = theme
        self.settings = settings
        self.state = WorkspaceState()
        self.undo_stack = UndoStack()
        self._numbers = count(1)
        self._waiting: dict[str, WeakMethod[OnAnswer]] = {}
        bridge.events_arrived.connect(self.events_arrived)
        bridge.messages_arrived.connect(self._on_messages_arrived)
        self.told.connect(self._on_told)
        bridge.worker_stopped.connect(self._on_worker_stopped)
        bridge.worker_started.connect(self.worker_started)

    def send(self, command: Command) -> None:
        self.bridge.send(command)

    def ask(self, make: Callable[[str], Command], on_answer: OnAnswer) -> str:
        """Send the command made with a new request id; its answers go to a bound method.

        An answer is any message with that `request_id`, `Refused` included; a listing may come
        in several. The id is returned, so that a page can tell a late answer from the latest.
        """
        request_id = f"q{next(self._numbers)}"
        self._waiting[request_id] = WeakMethod(on_answer)
        self.send(make(request_id))
        return request_id

    def set_offline(self, *, is_on: bool) -> None:
        """At once, for a worker that is started again, and at the next start of the app."""
        remember_offline(is_on=is_on)
        self.settings.setValue(OFFLINE, is_on)
        self.send(SetOffline(is_on))

    def open_page(self, name: str, **target: object) -> None:
        self.page_requested.emit(name, target)

    def _on_told(self, sentence: str, change_id: str) -> None:
        if change_id:
            step = Step(sentence.rstrip("."), partial(self._undo_save, change_id))
            self.undo_stack.push(step)

    def _undo_save(self, change_id: str) -> None:
        """Put the files back as they were before a save."""
        self.ask(lambda request_id: UndoSave(request_id, change_id), self._on_undone)

    def events(self, turn_id: str) -> list[TraceEvent]:
        return self.bridge.turn(turn_id)

    def restart_worker(self) -> None:
        """The person asks for it, after it gave up or was refused."""
        self.bridge.restart()

    def _on_worker_stopped(self, end: WorkerEnd) -> None:
        """Its servers ended with it, and whatever it indexed."""
        self.state.servers, self.state.index = {}, None
        self.worker_stopped.emit(end)

    def _on_messages_arrived(self, messages: list[Message]) -> None:
        rest = [message for message in messages if not self._take(message)]
        if rest:
            self.messages_arrived.emit(rest)

    def _take(self, message: Message) -> bool:
        if self.state.take(message):
            if isinstance(message, WorkspaceListed):
                self._warm_up(message)
            self.workspace_changed.emit()
            return True
        if isinstance(message, RunProgressed):
            self.run_progressed.emit(message)
        if isinstance(message, Refused) and not message.request_id:
            self.refused.emit(message.message, message.hint)
        if isinstance(message, Recovered):
            self.recovered.emit(message.message)
        waiting = self._waiting.get(getattr(message, "request_id", ""))
        if waiting and (on_answer := waiting()):
            on_answer(message)
            return True
        return False

    def _on_undone(self, message: Message) -> None:
        match message:
            case Saved(sentence=sentence):
                self.undone.emit()
                self.told.emit(sentence, "")
            case Refused(message=what, hint=hint):
                self.refused.emit(what, hint)

    def _warm_up(self, listing: WorkspaceListed) -> None:
        """Load the default bot's model before it is asked anything."""
        self.send(WarmUp((listing.default_bot,)))
