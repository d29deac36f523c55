"""The middle of an answer panel: scrolls, and stays at the end unless the reader scrolled up."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.theme.theme import Theme
from ui.turn_view.answer_states import FailedAnswer, LateSkeleton
from ui.turn_view.approval import ApprovalCard
from ui.turn_view.panel_view import PanelView
from ui.turn_view.rows import SourceRow, ToolRowView
from ui.turn_view.thought_fold import ThoughtFold
from ui.turn_view.verdict import Verdict
from ui.widgets.button import Button
from ui.widgets.empty_state import EmptyState
from ui.widgets.follow_scroll import FollowScroll
from ui.widgets.label import Label
from ui.widgets.layouts import column, holder, row
from ui.widgets.text_view import TextView


class AnswerBody(FollowScroll):
    """Signals: as those of `AnswerPanel`, without the place."""

    stop_requested = Signal()
    example_requested = Signal()
    rated = Signal(int)
    span_pressed = Signal(str)
    source_pressed = Signal(int)
    action_pressed = Signal(str)
    decided = Signal(str, bool)

    def __init__(self, theme: Theme) -> None:
        self._inner = QWidget()
        super().__init__(self._inner)
        self._theme = theme
        self._text = ""
        self._tools: dict[str, ToolRowView] = {}
        self._sources: list[SourceRow] = []
        self.text = TextView(theme)
        self.thought = ThoughtFold(theme)
        self.empty = EmptyState(
            theme, "chats-teardrop", "No answer yet", "Send a message to see this variant reply."
        )
        self.empty.set_actions("Use an example")
        self.failed = FailedAnswer(theme)
        self.approval = ApprovalCard(theme)
        self.skeleton = LateSkeleton(theme)
        self.note = Label("", "caption", "text3").wrapped()
        self.live = Label("", "caption", "text2", 500)
        self.stop_button = Button(theme, "Stop", icon="stop", small=True)
        self.verdict = Verdict(theme)
        self._lay_out()
        self._connect()

    @property
    def tools(self) -> tuple[ToolRowView, ...]:
        return tuple(self._tools.values())

    @property
    def sources(self) -> tuple[SourceRow, ...]:
        return tuple(self._sources)

    def show_view(self, view: PanelView, before: PanelView | None) -> None:
        is_new_turn = before is None or before.turn_id != view.turn_id
        self._show_state(view)
        self._show_tools(view, is_new_turn=is_new_turn)
        if before is None or before.sources != view.sources:
            self._show_sources(view)
        self.thought.show_thought(view.thought_words, view.thought)
        self._show_text(view)
        self._show_notes(view)
        if is_new_turn:
            self.thought.fold()
            self.follow()

    def _show_text(self, view: PanelView) -> None:
        """Text that only grew is added; a finished answer is set with its citations."""
        self.text.setVisible(bool(view.text))
        is_live = view.state == "writing"
        if view.text == self._text and is_live == self.text.is_streaming:
            return
        if is_live and view.text.startswith(self._text):
            self.text.append(view.text[len(self._text) :])
        elif is_live:
            self.text.set_text("")
            self.text.append(view.text)
        else:
            self.text.set_text(view.text)
        self._text = view.text

    def _show_state(self, view: PanelView) -> None:
        self.empty.setVisible(view.state == "empty")
        self._answer.setVisible(view.state != "empty")
        is_reading = view.state == "reading"
        self.skeleton.setVisible(is_reading)
        if is_reading:
            self.skeleton.begin()
        else:
            self.skeleton.end()
        is_running = view.state in ("reading", "writing")
        self._live_row.setVisible(is_running)
        self.live.setText(view.live)
        self.stop_button.setEnabled(not view.is_stopping)
        self.stop_button.set_text("Stopping" if view.is_stopping else "Stop")
        self.failed.setVisible(view.state == "failed")
        if view.state == "failed":
            self.failed.show_failure(view.note, view.hint, view.actions)

    def _show_notes(self, view: PanelView) -> None:
        self.approval.show_approval(view.approval, can_decide=view.can_decide)
        said = [view.note] if view.note and view.state == "over" else []
        if view.is_replayed:
            said.append("Replayed from the store.")
        self.note.setText(" ".join(said))
        self.note.setVisible(bool(said))
        self.verdict.setVisible(view.can_rate)
        self.verdict.show_rating(view.rating)

    def _show_tools(self, view: PanelView, *, is_new_turn: bool) -> None:
        if is_new_turn:
            for old in self._tools.values():
                self._tool_column.removeWidget(old)
                old.deleteLater()
            self._tools.clear()
        for tool in view.tools:
            shown = self._tools.get(tool.span_id)
            if shown:
                shown.show_tool(tool)
                continue
            self._tools[tool.span_id] = made = ToolRowView(self._theme, tool)
            made.span_pressed.connect(self.span_pressed)
            self._tool_column.addWidget(made)

    def _show_sources(self, view: PanelView) -> None:
        for old in self._sources:
            self._source_column.removeWidget(old)
            old.deleteLater()
        self._sources = []
        self.text.set_sources({source.number: source.passage for source in view.sources})
        titles = (f"{source.number} {source.title}" for source in view.sources)
        cited = f"Sources, listed below the answer: {', '.join(titles)}" if view.sources else ""
        self.text.setAccessibleDescription(cited)
        for source in view.sources:
            made = SourceRow(self._theme, source)
            made.source_pressed.connect(self.source_pressed)
            self._source_column.addWidget(made)
            self._sources.append(made)

    def _lay_out(self) -> None:
        self._tool_column = column(gap=8)
        self._source_column = column(gap=0)
        self._live_row = holder(row(self.live, None, self.stop_button, gap=8))
        answer = column(
            self._tool_column,
            self.thought,
            self.skeleton,
            self.text,
            self.failed,
            self.approval,
            self.note,
            self._live_row,
            self._source_column,
            self.verdict,
            None,
            gap=8,
            margins=(12, 12, 12, 8),
        )
        self._answer = holder(answer)
        layout = QVBoxLayout(self._inner)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.empty, 1)
        layout.addWidget(self._answer, 1)

    def _connect(self) -> None:
        self.stop_button.clicked.connect(self.stop_requested)
        self.empty.action_pressed.connect(self.example_requested)
        self.verdict.rated.connect(self.rated)
        self.text.citation_pressed.connect(self.source_pressed)
        self.failed.action_pressed.connect(self.action_pressed)
        self.approval.decided.connect(self.decided)
