"""One stored turn, played again: the question, its answer, and the inspector beside them."""

from datetime import datetime
from typing import Literal

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.pages.runs.columns import outcome_of
from ui.session import Session
from ui.turn_view.answer_panel import AnswerPanel
from ui.turn_view.conversation import TurnOnScreen, replayed
from ui.turn_view.document_sheet import DocumentSheet
from ui.turn_view.inspector.inspector import Inspector
from ui.turn_view.panel_view import Chip, PanelView, with_turn
from ui.turn_view.question_card import QuestionCard
from ui.turn_view.tokens.sheet import TokenSheet
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column, holder
from ui.widgets.moments import moment
from workbench.commands import RateTurn, StopTurn
from workbench.domain.turn import TurnInput
from workbench.projections.turns import TurnRow
from workbench.trace.event import TraceEvent
from workbench.trace.facts import TurnStarted

REPAINT_MS = 33


class Replay(QWidget):
    """Reads the events of a turn and folds them; one that still runs goes on here.

    Signals:
        sheet_requested: a document or tokens to lay over the page.
        turn_opened: another turn is shown, or none (its events are gone).
    """

    sheet_requested = Signal(object)
    turn_opened = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.turn: TurnOnScreen | None = None
        self.gone = EmptyState(session.theme, "trash", "This turn is not stored any more")
        self.gone.set_actions("Show all turns")
        self.question = QuestionCard(session.theme)
        self.panel = AnswerPanel(session.theme, 0, "")
        self.inspector = Inspector(session.theme)
        self._repaint = QTimer(self, interval=REPAINT_MS, singleShot=True)
        self._lay_out()
        self._connect()

    def show_turn(self, turn_id: str, rating: int = 0) -> None:
        events = self._session.events(turn_id)
        given = input_of(events)
        self.turn = replayed(turn_id, given, events) if given else None
        if self.turn:
            self.turn.rating = rating
            self.turn.is_replayed = not self.turn.is_running
        self._show_missing()
        self._show_question()
        self._draw()
        self.turn_opened.emit()

    def events(self) -> list[TraceEvent]:
        return self.turn.events if self.turn else []

    def row(self) -> TurnRow | None:
        return self.turn.row() if self.turn else None

    # Showing

    def _show_missing(self) -> None:
        """Old turns may have been deleted."""
        self.gone.setVisible(self.turn is None)
        for widget in (self.question, self.panel, self.inspector):
            widget.setVisible(self.turn is not None)

    def _show_question(self) -> None:
        if self.turn is None:
            return
        asked = sum(message.role == "user" for message in self.turn.given.conversation)
        self.question.show_question(self.turn.question, asked - 1, asked)
        self.question.earlier.hide()
        self.question.later.hide()
        self.question.note.setText(about(self.turn, datetime.now().astimezone()))

    def _draw(self) -> None:
        turn = self.turn
        self.inspector.show_turn("", 0, turn)
        if turn is None:
            return
        self.inspector.set_title(outcome_of(turn.row())[1])
        bot = turn.given.bot
        head = PanelView(
            letter="",
            bot=bot.title or bot.name,
            model=bot.model.name,
            is_edited=False,
            is_selected=False,
            chip=Chip("idle", "Not run"),
            state="empty",
        )
        self.panel.show_view(with_turn(head, turn))

    # News

    def _on_events(self, events: list[TraceEvent]) -> None:
        turn = self.turn
        if turn is None or not turn.is_running:
            return
        news = [event for event in events if event.turn_id == turn.turn_id]
        for event in news:
            turn.add(event)
        if news and not self._repaint.isActive():
            self._repaint.start()

    def _on_rated(self, _: int, rating: int) -> None:
        if self.turn:
            self.turn.rating = rating
            thumb: Literal[-1, 0, 1] = 1 if rating > 0 else -1 if rating < 0 else 0
            self._session.send(RateTurn(self.turn.turn_id, thumb))
            self._draw()

    def _on_stop(self, _: int) -> None:
        if self.turn:
            self.turn.is_stopping = True
            self._session.send(StopTurn(self.turn.turn_id))
            self._draw()

    def _on_span(self, _: int, span_id: str) -> None:
        self.inspector.show()
        self.inspector.select_span(span_id)

    def _on_source(self, _: int, number: int) -> None:
        sources = self.turn.cited.sources if self.turn else ()
        source = next((each for each in sources if each.number == number), None)
        if source and source.path:
            self.open_passage(source.path, source.start, source.end)
        elif source and source.span_id:
            self._on_span(0, source.span_id)

    def open_passage(self, path: str, start: int, end: int) -> None:
        """The document, as the one who asked may read it."""
        if self.turn is None:
            return
        role = self.turn.given.role
        sheet = DocumentSheet(self._session.theme, path, start, end)
        self.sheet_requested.emit(sheet)
        self._session.ask(lambda request_id: sheet.command(request_id, role), sheet.take)

    def show_tokens(self) -> None:
        if self.turn:
            sheet = TokenSheet(self._session.theme, self._session, self.turn.events)
            self.sheet_requested.emit(sheet)
            sheet.begin()

    # Making

    def _lay_out(self) -> None:
        content = column(self.gone, self.question, self.panel, gap=12, margins=(16, 12, 16, 16))
        content.setStretchFactor(self.panel, 1)
        main = holder(content, "page")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(main, 1)
        layout.addWidget(self.inspector)

    def _on_microscope(self, target: dict[str, object]) -> None:
        self._session.open_page("knowledge", **target)

    def _connect(self) -> None:
        self._session.events_arrived.connect(self._on_events)
        self._repaint.timeout.connect(self._draw)
        self.panel.rated.connect(self._on_rated)
        self.panel.stop_requested.connect(self._on_stop)
        self.panel.span_pressed.connect(self._on_span)
        self.panel.source_pressed.connect(self._on_source)
        self.inspector.passage_pressed.connect(self.open_passage)
        self.inspector.microscope_requested.connect(self._on_microscope)
        self.inspector.tokens_requested.connect(self.show_tokens)


def input_of(events: list[TraceEvent]) -> TurnInput | None:
    """What the turn started from."""
    return next((each.fact.input for each in events if isinstance(each.fact, TurnStarted)), None)


def about(turn: TurnOnScreen, now: datetime) -> str:
    """Who asked, as what, when, and in which cell of a run, or which leak test."""
    given, row = turn.given, turn.row()
    who = [f"{given.account.name} {given.account.id}"] if given.account else []
    cell = f"case {row.case_id}, trial {row.trial + 1}" if row.case_id else row.run_id
    where = [cell] if cell else []
    return ", ".join([*who, f"as {given.role}", *where, moment(row.started_at, now)])
