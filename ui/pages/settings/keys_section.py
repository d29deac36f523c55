"""Keys of providers: where each is, and giving, replacing, trying and forgetting one."""

from PySide6.QtWidgets import QAbstractButton, QMessageBox

from ui.pages.settings.section import Section
from ui.qt_models.data_table import ROW_DENSE, DataTable
from ui.qt_models.row_table import Column, Look, RowTableModel
from ui.session import Session
from ui.theme.status import STATUS_LOOKS
from ui.widgets.button import Button
from ui.widgets.key_dialog import KeyDialog
from ui.widgets.key_words import key_tip, key_words, models_words
from ui.widgets.label import Label
from ui.widgets.message_bar import MessageBar
from workbench.domain.bot import ModelSpec
from workbench.domain.key_state import KeyPlace, KeyState
from workbench.domain.vendors import vendor_named
from workbench.messages import Message, Refused, Saved
from workbench.provider_commands import CheckProvider, ForgetKey, ListKeys, SaveKey
from workbench.provider_messages import KeysListed, ProviderChecked

_HEAD = 30
_MOST_ROWS = 8
_NOTE = "For models of API providers. Kept by the system, or given for a session; never in a file."


class KeysSection(Section):
    def __init__(self, session: Session) -> None:
        super().__init__(session.theme, "Keys", _NOTE)
        self._session = session
        self._confirmed: QAbstractButton | None = None
        self._forgetting = ""
        self.dialog: KeyDialog | None = None
        self.bar = MessageBar(self.theme, closable=True)
        self.keychain = Label("Looking for the system keychain", "small", "text2").wrapped()
        self.rows = RowTableModel[KeyState](_COLUMNS, lambda each: each.name, self)
        self.table = DataTable(self.theme, self.rows, "Keys", ROW_DENSE)
        self.give_button = Button(self.theme, "Add key…", icon="plus")
        self.test_button = Button(self.theme, "Test", icon="play")
        self.test_button.setToolTip("Ask the provider for its models. It costs no tokens")
        self.forget_button = Button(self.theme, "Forget…", "ghost", "trash")
        self.add(self.bar)
        self.add(self.table)
        self.add_row(self.give_button, self.test_button, self.forget_button)
        self.add(self.keychain)
        self.table.row_selected.connect(self._on_chosen)
        self.table.row_opened.connect(self._on_opened)
        self.give_button.clicked.connect(self.give)
        self.test_button.clicked.connect(self.test)
        self.forget_button.clicked.connect(self.ask_to_forget)
        session.workspace_changed.connect(self.refresh)
        self.refresh()

    def ask_for_keys(self) -> None:
        """When the page is opened: the keychain is looked for then, not at every start."""
        self._session.send(ListKeys())

    def refresh(self) -> None:
        listed = self._session.state.keys
        if listed is None:
            self._on_chosen()
            return
        if tuple(self.rows.rows) != listed.keys:
            self.rows.set_rows(list(listed.keys))
        shown = min(max(len(listed.keys), 1), _MOST_ROWS)
        self.table.setFixedHeight(_HEAD + shown * ROW_DENSE)
        self.keychain.setText(_keychain_words(listed))
        self._on_chosen()

    def give(self) -> None:
        """Ask for the key of the chosen provider."""
        key, listed = self._chosen(), self._session.state.keys
        if key and listed:
            self.dialog = KeyDialog(self.theme, key, listed, self)
            self.dialog.given.connect(self._on_given)
            self.dialog.finished.connect(self.dialog.deleteLater)
            self.dialog.open()

    def test(self) -> None:
        key = self._chosen()
        if key:
            spec = self._spec(key)
            self.test_button.setEnabled(False)
            self._session.ask(lambda name: CheckProvider(name, spec), self._on_tested)

    def ask_to_forget(self) -> None:
        """It cannot be undone: the app does not keep what it forgets."""
        key = self._chosen()
        if key is None:
            return
        self._forgetting = key.name
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle("Forget key")
        box.setText(f"Forget the key of {key.title}?")
        box.setInformativeText("This cannot be undone. The key stays good at the provider.")
        self._confirmed = box.addButton("Forget key", QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(box.addButton("Keep it", QMessageBox.ButtonRole.RejectRole))
        box.buttonClicked.connect(self._on_answered)
        box.finished.connect(box.deleteLater)
        box.open()

    def choose(self, name: str) -> None:
        """The row of a provider, as another page asked."""
        self.table.select_key(name)

    def _chosen(self) -> KeyState | None:
        return self.table.current_row()

    def _spec(self, key: KeyState) -> ModelSpec:
        """A known provider is tried by itself, another by a model that uses it."""
        if vendor := vendor_named(key.name):
            return ModelSpec(vendor.title, vendor.wire, vendor=vendor.name)
        models = self._session.state.models
        return next(each for each in models if each.key_name == key.name)

    def _on_opened(self, _: KeyState) -> None:
        self.give()

    def _on_chosen(self, _: KeyState | None = None) -> None:
        key = self._chosen()
        has_own = key is not None and key.origin in ("keychain", "session")
        self.give_button.setEnabled(key is not None)
        self.give_button.set_text("Replace key…" if has_own else "Add key…")
        self.test_button.setEnabled(key is not None)
        self.forget_button.setEnabled(has_own)

    def _on_given(self, name: str, key: str, place: str) -> None:
        where: KeyPlace = "keychain" if place == "keychain" else "session"
        self._session.ask(lambda request: SaveKey(request, name, key, where), self._on_saved)

    def _on_answered(self, pressed: QAbstractButton) -> None:
        if pressed is self._confirmed:
            name = self._forgetting
            self._session.ask(lambda request: ForgetKey(request, name), self._on_saved)

    def _on_saved(self, answer: Message) -> None:
        match answer:
            case Saved(sentence=sentence):
                self.bar.hide()
                self._session.told.emit(sentence, "")
            case Refused(message=message, hint=hint):
                self.bar.show_message("fail", f"{message} {hint}".strip())

    def _on_tested(self, answer: Message) -> None:
        self.test_button.setEnabled(True)
        match answer:
            case ProviderChecked(sentence=sentence):
                self.bar.show_message("pass", sentence)
            case Refused(message=message, hint=hint):
                self.bar.show_message("fail", f"{message} {hint}".strip())


def _keychain_words(listed: KeysListed) -> str:
    if listed.keychain:
        return f"System keychain: {listed.keychain}."
    return f"{listed.problem} {listed.hint}".strip()


def _look(each: KeyState) -> Look:
    look = STATUS_LOOKS[key_words(each)[0]]
    return Look(icon=look.icon, icon_tone=look.tone)


_COLUMNS = (
    Column[KeyState]("Provider", lambda each: each.title, bold=True, width=190),
    Column[KeyState]("Key", lambda each: key_words(each)[1], width=260, stretch=True, look=_look,
                     tooltip=key_tip),
    Column[KeyState]("Used by", models_words, lambda each: each.models, align_right=True,
                     width=90),
)  # fmt: skip
