"""What people ask of the bench: by key, by button, by menu and from other pages."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint

from ui.page_spec import PageCommand
from ui.pages.bench import picks
from ui.pages.bench.panel_desk import PanelDesk
from ui.pages.bench.record_sheet import RecordSheet
from ui.turn_view.document_sheet import DocumentSheet
from ui.turn_view.tokens.sheet import TokenSheet

if TYPE_CHECKING:
    from ui.pages.bench.page import BenchPage

_EXPORT = "download-simple"


class Actions(QObject):
    """One method a wish; it changes the chat or opens something over the page."""

    def __init__(self, page: "BenchPage") -> None:
        super().__init__(page)
        self._page = page
        self._chat = page.chat
        self._desk = PanelDesk(page)

    # Lists for the shell

    def commands(self) -> tuple[PageCommand, ...]:
        page = self._page
        return (
            PageCommand("Send", "Ctrl+Return", page.composer.send, "paper-plane-tilt"),
            PageCommand("New chat", "Ctrl+N", self.new_chat, "plus"),
            PageCommand("Choose a customer", "Ctrl+U", self.pick_customer, "user"),
            PageCommand("Replay last turn", "Ctrl+R", self.replay, "arrow-counter-clockwise"),
            PageCommand("Run last turn again", "Ctrl+Shift+R", self.run_again, "play"),
            PageCommand("Select previous variant", "[", self.select_previous, "caret-left"),
            PageCommand("Select next variant", "]", self.select_next, "caret-right"),
            PageCommand("Show the trace", "T", self.show_trace, "list-dashes"),
            PageCommand("Show the evidence", "E", self.show_evidence, "books"),
            PageCommand("Show the tokens", "L", self.show_tokens, "text-align-left"),
            PageCommand("Save as test case", "S", self.save_case, "bookmark-simple"),
            PageCommand("Edit bot", "Ctrl+E", self.edit_bot, "pencil-simple"),
            PageCommand("Compare in grid", "", self.compare, "grid-four"),
            PageCommand("Export conversation as Markdown", "", self.export_markdown, _EXPORT),
            PageCommand("Export conversation as JSON", "", self.export_json, _EXPORT),
            PageCommand("Copy answer", "", self.copy_answer, "copy"),
            PageCommand("Show record", "", self.show_record, "note"),
            PageCommand("Add a variant", "+", self.add_variant, "plus"),
            PageCommand("Remove a variant", "-", self.remove_variant, "minus"),
            PageCommand("Earlier turn", "Alt+Up", self.earlier_turn, "caret-up"),
            PageCommand("Later turn", "Alt+Down", self.later_turn, "caret-down"),
        )

    def palette_items(self) -> tuple[PageCommand, ...]:
        """Customers by name."""
        accounts = self._page.session.state.accounts.values()
        return tuple(
            PageCommand(
                f"{account.name}, {account.id}",
                "",
                partial(self._chat.choose_account, account.id),
                "user",
                "Customers",
            )
            for account in accounts
        )

    def show_target(self, target: dict[str, object]) -> None:
        """`turn_id`, `account_id`, `bot` or `question` of another page."""
        if isinstance(turn_id := target.get("turn_id"), str):
            self._chat.show_turn(turn_id)
        if isinstance(account_id := target.get("account_id"), str):
            self._chat.choose_account(account_id)
        if isinstance(name := target.get("bot"), str):
            bot = self._page.session.state.bots.get(name)
            if bot and self._chat.state.columns:
                self._chat.edits.change(self._chat.state.selected, bot)
        if isinstance(question := target.get("question"), str):
            self._page.composer.set_text(question)

    # Wishes

    def new_chat(self) -> None:
        self._chat.new_chat()
        self._page.composer.clear()
        self._page.focus_first()

    def pick_customer(self) -> None:
        page = self._page
        strip = page.strip.mapTo(page, QPoint(12, page.strip.height() - 2))
        found = picks.customers(page.session.state.accounts.values())
        page.picker.open_for("customer", "Find a customer by name, id or status", found, strip)

    def replay(self) -> None:
        if self._chat.state.columns:
            self._desk.replay(self._chat.state.selected)

    def edit_bot(self) -> None:
        if self._chat.state.columns:
            self._desk.edit_bot(self._chat.state.selected)

    def save_case(self) -> None:
        if self._chat.state.columns:
            self._desk.save_case(self._chat.state.selected)

    def copy_answer(self) -> None:
        if self._chat.state.columns:
            self._desk.copy_answer(self._chat.state.selected)

    def take_file(self, path: str) -> None:
        self._desk.take_file(path)

    def compare(self) -> None:
        self._desk.open_grid()

    def export_markdown(self) -> None:
        self._desk.export(None, "markdown")

    def export_json(self) -> None:
        self._desk.export(None, "json")

    def run_again(self) -> None:
        if self._chat.state.columns:
            self._chat.run_again(self._chat.state.selected)

    def select_previous(self) -> None:
        self._chat.select(self._chat.state.selected - 1)

    def select_next(self) -> None:
        self._chat.select(self._chat.state.selected + 1)

    def show_trace(self) -> None:
        self._open_tab("trace")

    def show_evidence(self) -> None:
        self._open_tab("evidence")

    def add_variant(self) -> None:
        self._set_count(len(self._chat.state.columns) + 1)

    def remove_variant(self) -> None:
        self._set_count(len(self._chat.state.columns) - 1)

    def earlier_turn(self) -> None:
        self._chat.step(-1)

    def later_turn(self) -> None:
        self._chat.step(1)

    def show_record(self) -> None:
        account = self._chat.state.asker.account
        if account:
            self._page.sheets.show_sheet(RecordSheet(self._page.theme, account))

    def open_passage(self, path: str, start: int, end: int) -> None:
        sheet = DocumentSheet(self._page.theme, path, start, end)
        self._page.sheets.show_sheet(sheet)
        role = self._chat.state.asker.role
        self._page.session.ask(lambda request_id: sheet.command(request_id, role), sheet.take)

    def _on_microscope(self, target: dict[str, object]) -> None:
        self._page.session.open_page("knowledge", **target)

    def show_tokens(self) -> None:
        """Of the selected answer, as it is stored; a turn that has not begun has none."""
        turn, session = self._chat.state.selected_turn(), self._page.session
        if turn is None:
            session.told.emit("There is no answer to look into yet", "")
            return
        events = session.events(turn.turn_id) or turn.events
        sheet = TokenSheet(self._page.theme, session, events)
        self._page.sheets.show_sheet(sheet)
        sheet.begin()

    def connect_page(self) -> None:
        """All connections of buttons and widgets to wishes."""
        page = self._page
        page.composer.send_requested.connect(self._on_send)
        page.composer.last_wanted.connect(self._on_last_wanted)
        page.composer.role_chosen.connect(self._chat.choose_role)
        page.examples.question_chosen.connect(self._on_question_chosen)
        page.question.step_requested.connect(self._chat.step)
        page.strip.pick_requested.connect(self.pick_customer)
        page.strip.record_requested.connect(self.show_record)
        page.count.current_changed.connect(self._on_count)
        page.new_button.clicked.connect(self.new_chat)
        page.grid_button.clicked.connect(self.compare)
        page.composer.save_case_requested.connect(self.save_case)
        page.picker.picked.connect(self._on_picked)
        page.inspector.passage_pressed.connect(self.open_passage)
        page.inspector.microscope_requested.connect(self._on_microscope)
        page.inspector.tokens_requested.connect(self.show_tokens)
        answers = page.answers
        answers.selected.connect(self._chat.select)
        answers.stop_requested.connect(self._chat.stop)
        answers.rated.connect(self._chat.rate)
        answers.span_pressed.connect(self._on_span)
        answers.source_pressed.connect(self._on_source)
        answers.example_requested.connect(self._on_example)
        answers.action_pressed.connect(self._on_action)
        answers.decided.connect(self._chat.decide)
        answers.menu_requested.connect(self._desk.open_menu)

    # Slots

    def _on_send(self, text: str, is_edit: bool) -> None:  # noqa: FBT001 - a slot
        if self._chat.state.asker.account is None and self._page.session.state.accounts:
            self._page.composer.set_text(text, is_edit=is_edit)
            self.pick_customer()
            return
        self._chat.send(text, again=is_edit)

    def _on_last_wanted(self) -> None:
        state = self._chat.state
        if state.questions:
            self._page.composer.set_text(state.questions[-1], is_edit=True)

    def _on_question_chosen(self, text: str) -> None:
        self._page.composer.set_text(text)
        self._page.composer.send()

    def _on_example(self, place: int) -> None:
        del place
        listing = self._page.session.state.listing
        if listing and listing.questions:
            self._page.composer.set_text(listing.questions[0])

    def _on_action(self, place: int, key: str) -> None:
        """A fix of an error."""
        if key == "model":
            self._desk.pick_model(place)
            return
        if key == "keys":
            name = self._chat.state.columns[place].bot.model.key_name
            self._page.session.open_page("settings", section="keys", key=name)
            return
        if key == "local":
            self._chat.use_model(place, self._chat.local_model())
        self._chat.run_again(place)

    def _on_count(self, key: str) -> None:
        self._set_count(int(key))

    def _on_picked(self, purpose: str, key: str) -> None:
        if purpose == "customer":
            self._chat.choose_account(key)
        else:
            self._desk.take_pick(purpose, key)
        self._page.focus_first()

    def _on_span(self, place: int, span_id: str) -> None:
        self._chat.select(place)
        self._page.show_now()
        self._page.inspector.select_span(span_id)

    def _on_source(self, place: int, number: int) -> None:
        turn = self._chat.state.turn(place)
        found = turn.cited.sources if turn else ()
        source = next((each for each in found if each.number == number), None)
        if source is None:
            return
        if source.path:
            self.open_passage(source.path, source.start, source.end)
        elif source.span_id:
            self._on_span(place, source.span_id)
        else:
            self.show_record()

    def _open_tab(self, name: str) -> None:
        area = self._page.panel_area
        if area and not area.is_open:
            self._page.toggle_panel()
        self._page.inspector.open_tab(name)

    def _set_count(self, count: int) -> None:
        if 1 <= count <= 4:
            self._chat.set_count(count)
