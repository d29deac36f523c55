"""What every page is given: the road to the worker, and what is known of the workspace."""

from collections.abc import Callable
from itertools import count
from weakref import WeakMethod

from PySide6.QtCore import QObject, Signal

from ui.bridge import WorkerBridge
from workbench.workspace_state import WorkspaceState
from workbench.commands import Command, WarmUp
from workbench.messages import Message, RunProgressed, WorkspaceListed
from workbench.trace.event import TraceEvent

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
        worker_stopped: the engine died; its last words, and whether it starts again by itself.
    """

    workspace_changed = Signal()
    events_arrived = Signal(list)
    messages_arrived = Signal(list)
    run_progressed = Signal(object)
    page_requested = Signal(str, dict)
    told = Signal(str, str)
    worker_stopped = Signal(str, bool)

    def __init__(self, bridge: WorkerBridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.bridge = bridge
        self.state = WorkspaceState()
        self._numbers = count(1)
        self._waiting: dict[str, WeakMethod[OnAnswer]] = {}
        bridge.events_arrived.connect(self.events_arrived)
        bridge.messages_arrived.connect(self._on_messages_arrived)
        bridge.worker_stopped.connect(self.worker_stopped)

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

    def open_page(self, name: str, **target: object) -> None:
        self.page_requested.emit(name, target)

    def events(self, turn_id: str) -> list[TraceEvent]:
        return self.bridge.turn(turn_id)

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
        waiting = self._waiting.get(getattr(message, "request_id", ""))
        if waiting and (on_answer := waiting()):
            on_answer(message)
            return True
        return False

    def _warm_up(self, listing: WorkspaceListed) -> None:
        """Load the default bot's model before it is asked anything."""
        self.send(WarmUp((listing.default_bot,)))
