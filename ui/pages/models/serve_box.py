"""A loaded model for other programs: the switch, its address and key, an example to copy."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.theme.theme import Theme
from ui.widgets.button import Button, IconButton
from ui.widgets.card import Inset
from ui.widgets.label import ElidedLabel, Label
from ui.widgets.layouts import row
from ui.widgets.toggle import Toggle
from workbench.model_messages import Served
from workbench.sizing.words import curl_example

_HERE = "Any OpenAI client on this machine can use it, with the key."
_NETWORK = "Other machines can use it too, with the key."
HIDDEN = "•" * 16
_OFF = "Lets other programs on this machine use the model, with a key."


class ServeBox(QWidget):
    """Signals: serve_requested(bool); told(str) when something was copied."""

    serve_requested = Signal(bool)
    told = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._served: Served | None = None
        self.switch = Toggle(theme, "Serve to other programs")
        self.note = Label(_OFF, "caption", "text3").wrapped()
        self.url = ElidedLabel("", "mono", "text")
        self.key = ElidedLabel("", "mono", "text")
        self.show_key = Button(theme, "Show", "ghost", small=True)
        self.copy_url = IconButton(theme, "copy", "Copy the base URL", small=True)
        self.copy_key = IconButton(theme, "copy", "Copy the key", small=True)
        self.copy_curl = Button(theme, "Copy curl example", icon="copy", small=True)
        self.facts = Inset(margins=10, gap=4)
        self._lay_out()
        self.switch.clicked.connect(self._on_switch)
        self.copy_url.clicked.connect(self._on_copy_url)
        self.copy_key.clicked.connect(self._on_copy_key)
        self.show_key.clicked.connect(self._on_show_key)
        self.copy_curl.clicked.connect(self._on_copy_curl)

    def show_served(self, served: Served | None, *, can_serve: bool) -> None:
        self._served = served
        self.switch.setChecked(served is not None)
        self.switch.setEnabled(can_serve or served is not None)
        self.facts.setVisible(served is not None)
        if served is None:
            self.note.setText(_OFF)
            return
        self.note.setText(_NETWORK if served.on_network else _HERE)
        self.url.setText(served.base_url)
        if self.show_key.text() == "Show":
            self.key.setText(HIDDEN)
        else:
            self.key.setText(served.key)

    def _on_switch(self) -> None:
        """It moves once the worker says so."""
        wanted = self.switch.isChecked()
        self.switch.setChecked(self._served is not None)
        self.serve_requested.emit(wanted)

    def _on_show_key(self) -> None:
        """A key is shown only to whoever asks for it."""
        shows = self.show_key.text() == "Show"
        self.show_key.set_text("Hide" if shows else "Show")
        if self._served:
            self.key.setText(self._served.key if shows else HIDDEN)

    def _on_copy_url(self) -> None:
        self._copy(self._served.base_url if self._served else "", "Base URL copied")

    def _on_copy_key(self) -> None:
        self._copy(self._served.key if self._served else "", "Key copied")

    def _on_copy_curl(self) -> None:
        if served := self._served:
            text = curl_example(served.name, served.base_url, served.key)
            self._copy(text, "Example copied, with the key in it")

    def _copy(self, text: str, said: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.told.emit(said)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(row(Label("Serve", "label", "text", 600), None, self.switch))
        layout.addWidget(self.note)
        url = row(Label("Base URL", "small", "text2"), self.url, self.copy_url)
        key = row(Label("Key", "small", "text2"), self.key, self.show_key, self.copy_key)
        for line in (url, key):
            line.setStretch(1, 1)
            self.facts.column.addLayout(line)
        self.facts.column.addLayout(row(self.copy_curl, None))
        layout.addWidget(self.facts)
        self.facts.hide()
