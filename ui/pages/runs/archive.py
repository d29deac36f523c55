"""What the Runs page asks of the worker, and its answers: lists, live progress, new turns."""

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from ui.session import Session
from workbench.commands import ListRuns, ListTurns, ResumeRun
from workbench.domain.run import RunRow
from workbench.messages import Message, Refused, RunProgressed, RunsListed, TurnsListed
from workbench.projections.turns import TurnFold, TurnRow
from workbench.trace.event import TraceEvent
from workbench.trace.facts import Streamed, TurnStarted

MOST_TURNS = 100_000
LIVE_MS = 1_000
_MINUTE_S = 60


class Archive(QObject):
    """Keeps nothing but what is on its way.

    Signals:
        runs_listed: all stored runs.
        run_changed: one run has news.
        turns_listed: all turns that were asked for; before, those of the first piece alone.
        turns_grown: rows of turns that go on now, by key, at most once a second.
        refused: what the worker could not do.
    """

    runs_listed = Signal(object)
    run_changed = Signal(object)
    turns_listed = Signal(object)
    turns_grown = Signal(object)
    refused = Signal(str)

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._asked = ""
        self._pieces: list[TurnRow] = []
        self._folds: dict[str, TurnFold] = {}
        self._touched: dict[str, TurnRow] = {}
        self.etas: dict[str, str] = {}
        self._live = QTimer(self, interval=LIVE_MS, singleShot=True)
        self._live.timeout.connect(self._tell_grown)
        session.messages_arrived.connect(self._on_messages)
        session.run_progressed.connect(self._on_progress)
        session.events_arrived.connect(self._on_events)

    def list_runs(self) -> None:
        self._session.send(ListRuns())

    def list_turns(self, *, only_single: bool) -> None:
        """Only the answer to the last question counts."""
        self._asked = self._session.ask(
            lambda request_id: ListTurns(request_id, only_single=only_single, limit=MOST_TURNS),
            self._on_turns,
        )

    def resume(self, run_id: str) -> None:
        self._session.send(ResumeRun(run_id))

    def _on_messages(self, messages: list[Message]) -> None:
        for message in messages:
            if isinstance(message, RunsListed):
                self.runs_listed.emit(message.runs)

    def _on_turns(self, answer: Message) -> None:
        match answer:
            case TurnsListed(request_id=asked) if asked == self._asked:
                self._pieces = [] if answer.is_first else self._pieces
                self._pieces.extend(answer.turns)
                if answer.is_first or answer.is_last:
                    self.turns_listed.emit(self._pieces)
            case Refused():
                self.refused.emit(answer.line)

    def _on_progress(self, told: RunProgressed) -> None:
        run: RunRow = replace(told.run, state=told.state)
        self.etas[run.run_id] = eta_words(told.eta_s)
        self.run_changed.emit(run)

    def _on_events(self, events: list[TraceEvent]) -> None:
        """A turn that began here grows a row; others are known from the store."""
        for event in events:
            if isinstance(event.fact, TurnStarted):
                self._folds[event.turn_id] = TurnFold()
            fold = self._folds.get(event.turn_id)
            if fold is None:
                continue
            fold.add(event)
            if not isinstance(event.fact, Streamed):
                row = self._touched[event.turn_id] = fold.row()
                if row.outcome != "running":
                    del self._folds[event.turn_id]
        if self._touched and not self._live.isActive():
            self._live.start()

    def _tell_grown(self) -> None:
        grown, self._touched = list(self._touched.values()), {}
        self.turns_grown.emit(grown)


def eta_words(eta_s: float | None) -> str:
    if eta_s is None:
        return ""
    if eta_s < _MINUTE_S:
        return f"about {max(1, round(eta_s))} s left"
    return f"about {round(eta_s / _MINUTE_S)} min left"
