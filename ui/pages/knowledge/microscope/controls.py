"""What is asked, as whom and with whose settings."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.pages.knowledge.microscope.lookup import Question
from ui.session import Session
from ui.theme.theme import Theme
from ui.widgets.button import Button
from ui.widgets.drop_down import DropDown, Option
from ui.widgets.layouts import row
from ui.widgets.search_field import SearchField
from workbench.domain.account import Account

# A menu of more would be no help: who comes from the bench is always there.
MOST_ACCOUNTS = 200
_NOBODY, _DEFAULTS = Option("", "Nobody"), Option("", "Defaults")


class Controls(QWidget):
    """Signals: asked(): Enter, the button, or another choice; stop_pressed(); copy_pressed()."""

    asked = Signal()
    stop_pressed = Signal()
    copy_pressed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        theme: Theme = session.theme
        self._session = session
        self._is_searching = self._has_bot = False
        self._accounts: dict[str, Account] | None = None
        self._kept_account = ""
        self.query = SearchField(theme, "Ask the documents")
        self.go = Button(theme, "Search", icon="magnifying-glass")
        self.role = DropDown(theme, "Read as")
        self.account = DropDown(theme, "Account", [_NOBODY])
        self.bot = DropDown(theme, "As bot", [_DEFAULTS])
        self.copy = Button(theme, "Export", icon="download-simple")
        self._lay_out()
        self.query.returnPressed.connect(self.asked)
        self.go.clicked.connect(self._on_go)
        self.copy.clicked.connect(self.copy_pressed)
        for box in (self.role, self.account, self.bot):
            box.value_chosen.connect(self.asked)

    @property
    def question(self) -> Question:
        """Its text may be empty."""
        text = self.query.text().strip()
        return Question(text, self.role.value, self.account.value, self.bot.value)

    def show_question(self, question: Question) -> None:
        """What is not there any more is left as it is."""
        self.query.setText(question.text)
        self._kept_account = question.account
        self._show_accounts()
        state = self._session.state
        for box, value, known in (
            (self.role, question.role, state.listing.roles if state.listing else ()),
            (self.account, question.account, ("", *state.accounts)),
            (self.bot, question.bot, ("", *(option.key for option in self._bots()))),
        ):
            if value in known:
                box.set_value(value)

    def show_workspace(self) -> None:
        state = self._session.state
        if state.listing:
            self.role.set_options([Option(name, name) for name in state.listing.roles])
        if state.accounts is not self._accounts:
            self._accounts = state.accounts
            self._show_accounts()
        bots = self._bots()
        self.bot.set_options([_DEFAULTS, *bots])
        if bots and not self._has_bot:
            self._has_bot = True
            default = state.listing.default_bot if state.listing else ""
            keys = [option.key for option in bots]
            self.bot.set_value(default if default in keys else keys[0])

    def show_searching(self, *, is_on: bool) -> None:
        self._is_searching = is_on
        self.go.set_text("Stop" if is_on else "Search")
        self.go.set_icon("stop" if is_on else "magnifying-glass")

    def _bots(self) -> list[Option]:
        bots = self._session.state.bots.values()
        return [Option(each.name, each.title or each.name) for each in bots if each.retrieval]

    def _show_accounts(self) -> None:
        accounts = self._session.state.accounts
        shown = list(accounts.values())[:MOST_ACCOUNTS]
        kept = accounts.get(self._kept_account)
        if kept and kept not in shown:
            shown.insert(0, kept)
        rows = [Option(each.id, each.name, each.region) for each in shown]
        if more := len(accounts) - len(shown):
            said = f"{more:,} more: open the microscope from an answer on Bench"
            rows.append(Option("more", said, enabled=False))
        self.account.set_options([_NOBODY, *rows])

    def _on_go(self) -> None:
        if self._is_searching:
            self.stop_pressed.emit()
        else:
            self.asked.emit()

    def _lay_out(self) -> None:
        self.role.setToolTip("Only what this role may read is ranked")
        self.account.setToolTip("Its region decides which of two documents holds")
        self.bot.setToolTip("Whose retrieval settings are used")
        self.copy.setToolTip("Copy or save the rankings")
        for box in (self.account, self.bot):
            box.max_width = 190
        layout = row(
            self.query, self.go, self.role, self.account, self.bot, self.copy,
            margins=(16, 8, 16, 6),
        )  # fmt: skip
        layout.setStretch(0, 1)
        self.query.setMinimumWidth(160)
        self.setLayout(layout)
