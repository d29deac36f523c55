"""The bench: one customer, one message, up to four bots that answer it side by side."""

from PySide6.QtCore import QMimeData, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.page_spec import Page, PageCommand
from ui.pages.bench.actions import Actions
from ui.pages.bench.answers import Answers
from ui.pages.bench.chat import Chat
from ui.pages.bench.composer import Composer
from ui.pages.bench.conversations import Conversations
from ui.pages.bench.customer import may_read
from ui.pages.bench.customer_strip import CustomerStrip
from ui.pages.bench.drafts import Drafts
from ui.pages.bench.examples import ExampleQuestions
from ui.pages.bench.panel_view import PanelFacts, panel_view
from ui.pages.bench.picker import Picker
from ui.pages.bench.state import LETTERS
from ui.session import Session
from ui.turn_view.inspector.inspector import Inspector
from ui.turn_view.question_card import QuestionCard
from ui.turn_view.sheet import WIDTH as SHEET_WIDTH
from ui.turn_view.sheet import Sheets
from ui.widgets.button import Button
from ui.widgets.chip import KeyHint
from ui.widgets.label import Label, horizontal_line
from ui.widgets.layouts import column, holder
from ui.widgets.segmented import SegmentedControl

REPAINT_MS = 33
INSPECT_MS = 150


class BenchPage(Page):
    """Draws the chat; `Actions` does what people ask for."""

    def __init__(self, session: Session) -> None:
        super().__init__(session.theme, "Bench")
        self.session = session
        self.chat = Chat(session, self)
        self.drafts = Drafts(session, self.chat)
        self.conversations = Conversations(self.theme, session, self.chat)
        self.strip = CustomerStrip(self.theme)
        self.examples = ExampleQuestions(self.theme)
        self.question = QuestionCard(self.theme)
        self.answers = Answers(self.theme)
        self.composer = Composer(self.theme)
        self.inspector = Inspector(self.theme)
        self.count = SegmentedControl(
            self.theme, "Number of variants", [(str(n), str(n)) for n in range(1, 5)]
        )
        self.grid_button = Button(self.theme, "Compare in grid", icon="grid-four")
        self.new_button = Button(self.theme, "New chat", icon="plus")
        self._dirty: list[int] = []
        self._repaint = self._timer(REPAINT_MS)
        self._inspect = self._timer(INSPECT_MS)
        self.setAcceptDrops(True)
        self._lay_out()
        self.picker = Picker(self.theme, self)
        self.sheets = Sheets(self, self.header)
        self.actions_ = Actions(self)
        self._connect()
        self.chat.begin()

    # What the shell asks

    def commands(self) -> tuple[PageCommand, ...]:
        return self.actions_.commands()

    def own_keys(self) -> tuple[tuple[str, str], ...]:
        return (("Up", "Edit the last message, in the empty field"),)

    def palette_items(self) -> tuple[PageCommand, ...]:
        return self.actions_.palette_items()

    def show_target(self, target: dict[str, object]) -> None:
        self.actions_.show_target(target)

    def on_shown(self) -> None:
        self.conversations.refresh()

    def is_running(self) -> bool:
        return bool(self.chat.state.running())

    def stop(self) -> None:
        self.chat.stop_all()

    def clear(self) -> None:
        self.composer.clear()

    def find_here(self) -> None:
        self.actions_.pick_customer()

    def focus_first(self) -> None:
        self.composer.field.setFocus()

    def on_escape(self) -> None:
        """Stop, then close the sheet, then clear; the inspector stays."""
        if self.is_running():
            self.stop()
        elif self.sheets.open:
            self.sheets.close()
        else:
            self.clear()

    def toggle_panel(self) -> None:
        if self.sheets.open:
            self.sheets.close()
        else:
            super().toggle_panel()
        self._make_room()

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _model_file(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = _model_file(event.mimeData())
        if path and self.chat.state.columns:
            event.acceptProposedAction()
            self.actions_.take_file(path)

    # Drawing

    def show_now(self) -> None:
        """Draw what is dirty without waiting for the timers."""
        self._repaint.stop()
        while self._dirty:
            self._show_panel(self._dirty.pop(0))
        self._show_selected()

    def _on_turns_changed(self, touched: set[int]) -> None:
        self._dirty += [place for place in sorted(touched) if place not in self._dirty]
        turns = [self.chat.state.turn(place) for place in touched]
        if any(turn and (turn.is_stopping or not turn.is_running) for turn in turns):
            self.show_now()
        elif not self._repaint.isActive():
            self._repaint.start(REPAINT_MS // max(1, len(self._dirty)))

    def _on_columns_changed(self) -> None:
        state = self.chat.state
        count = len(state.columns)
        self.answers.set_count(count)
        if count:
            self.count.set_current(str(count))
        self.count.setEnabled(bool(count))
        self.grid_button.setEnabled(bool(count))
        self._show_question()
        self._show_customer()
        self.composer.show_count(count)
        self._dirty = list(range(count))
        self.show_now()

    def _on_repaint(self) -> None:
        """One panel a time, so that the window stays awake between them."""
        if self._dirty:
            place = self._dirty.pop(0)
            self._show_panel(place)
            if place == self.chat.state.selected and not self._inspect.isActive():
                self._inspect.start()
        if self._dirty:
            self._repaint.start(REPAINT_MS // len(self._dirty))

    def _show_panel(self, place: int) -> None:
        if place < len(self.answers.panels):
            facts = PanelFacts(self.chat.edits.is_edited(place), self.chat.local_model())
            self.answers.panels[place].show_view(panel_view(self.chat.state, place, facts))

    def _show_selected(self) -> None:
        state = self.chat.state
        letter = LETTERS[state.selected] if state.columns else ""
        self.inspector.show_turn(letter, state.shown, state.selected_turn())
        self.composer.show_bot(state.column.bot if state.column else None)

    def _show_question(self) -> None:
        state = self.chat.state
        listing = self.session.state.listing
        questions = listing.questions if listing else ()
        has_turns = bool(state.questions)
        self.question.setVisible(has_turns)
        self.examples.setVisible(not has_turns and bool(questions))
        self.examples.show_questions(questions)
        if has_turns:
            self.question.show_question(state.question, state.shown, len(state.questions))

    def _show_customer(self) -> None:
        state, listing = self.chat.state, self.session.state.listing
        account = state.asker.account
        audiences = listing.audiences if listing else ()
        self.strip.show_account(account, may_read(state.asker.role, audiences))
        name = account.name.split()[0] if account else ""
        self.composer.show_name(name, has_turns=bool(state.questions))
        if listing:
            self.composer.show_roles(listing.roles, state.asker.role)

    def _make_room(self) -> None:
        """Keep the chat beside an open sheet or inspector, so that edits can be tried at once."""
        area = self.panel_area
        wanted = self.inspector.width() if area and area.is_open else 0
        beside = 0 if area and area.floats else wanted
        wanted = SHEET_WIDTH if self.sheets.open else wanted
        self._main.setContentsMargins(0, 0, max(0, wanted - beside), 0)

    # Making

    def _lay_out(self) -> None:
        self.header.add_left(self.conversations.drop_down)
        self.header.add_action(
            self.count,
            Label("variants", "small", "text2"),
            self.grid_button,
            self.new_button,
            KeyHint(self.theme, "Ctrl N"),
        )
        content = column(
            self.examples,
            self.question,
            self.answers,
            self.composer,
            gap=12,
            margins=(16, 12, 16, 16),
        )
        content.setStretchFactor(self.answers, 1)
        self._main = column(self.strip, horizontal_line(), content, gap=0)
        main: QWidget = holder(self._main, "page")
        self.set_main(main)
        self.set_panel(self.inspector)
        if self.panel_area:
            self.panel_area.open_panel()

    def _timer(self, interval_ms: int) -> QTimer:
        made = QTimer(self)
        made.setSingleShot(True)
        made.setInterval(interval_ms)
        return made

    def _connect(self) -> None:
        self._repaint.timeout.connect(self._on_repaint)
        self._inspect.timeout.connect(self._show_selected)
        self.chat.turns_changed.connect(self._on_turns_changed)
        self.chat.columns_changed.connect(self._on_columns_changed)
        self.sheets.changed.connect(self._make_room)
        self.actions_.connect_page()


def _model_file(dropped: QMimeData) -> str:
    """The GGUF file among what is dropped."""
    paths = (url.toLocalFile() for url in dropped.urls())
    return next((path for path in paths if path.casefold().endswith(".gguf")), "")
