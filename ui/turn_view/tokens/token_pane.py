"""A prompt or an answer, cut into tokens: how many, what it cost, ids and text to copy."""

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.theme.theme import Theme
from ui.turn_view.tokens.marks import token_marks
from ui.turn_view.tokens.token_text import MOST_SHOWN, TokenText
from ui.widgets.amounts import count
from ui.widgets.button import Button
from ui.widgets.label import Label
from ui.widgets.layouts import row
from ui.widgets.message_bar import MessageBar
from workbench.domain.token import Token
from workbench.messages import Message, Refused
from workbench.token_messages import TextTokenized

_LEGEND = "· space, ↵ new line, ⇥ tab, ⟨F0⟩ a part of a character. Hover a token for its id."


class TokenPane(QWidget):
    """`take` what the worker answers; `request_id` is that of the latest question."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self.request_id = ""
        self._tokens: list[Token] = []
        self.count = Label("", "label", "text", 600)
        self.cost = Label("", "caption", "text2", 500)
        self.copy_ids = Button(theme, "Copy ids", "ghost", "copy", small=True)
        self.copy_text = Button(theme, "Copy text", "ghost", "copy", small=True)
        self.bar = MessageBar(theme)
        self.text = TokenText(theme, name)
        self.legend = Label(_LEGEND, "caption", "text3").wrapped()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(row(self.count, self.cost, None, self.copy_ids, self.copy_text, gap=8))
        layout.addWidget(self.bar)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.legend)
        self.copy_ids.clicked.connect(self._on_copy_ids)
        self.copy_text.clicked.connect(self._on_copy_text)
        self.clear("Nothing to show yet")

    @property
    def tokens(self) -> tuple[Token, ...]:
        return tuple(self._tokens)

    def clear(self, said: str) -> None:
        self._tokens = []
        self.bar.hide()
        self.count.setText(said)
        self.text.show_marks(())
        self._enable()

    def begin(self, request_id: str) -> None:
        self.clear("Reading the tokens")
        self.request_id = request_id

    def take(self, message: Message) -> None:
        match message:
            case Refused(request_id=self.request_id):
                self.clear("No tokens")
                self.bar.show_message("warn", message.line)
            case TextTokenized(request_id=self.request_id, tokens=tokens, is_last=is_last):
                self._tokens += tokens
                if is_last:
                    self._show()

    def _show(self) -> None:
        self.count.setText(count(len(self._tokens), "token"))
        self.text.show_marks(token_marks(self._tokens[:MOST_SHOWN]))
        if len(self._tokens) > MOST_SHOWN:
            said = f"The first {MOST_SHOWN:,} are shown; copying takes all of them."
            self.bar.show_message("info", said)
        self._enable()

    def _enable(self) -> None:
        for button in (self.copy_ids, self.copy_text):
            button.setEnabled(bool(self._tokens))

    def _on_copy_ids(self) -> None:
        ids = ", ".join(str(token.id) for token in self._tokens)
        QGuiApplication.clipboard().setText(f"[{ids}]")

    def _on_copy_text(self) -> None:
        data = bytes.fromhex("".join(token.data for token in self._tokens))
        QGuiApplication.clipboard().setText(data.decode("utf-8", "replace"))
