"""The fields of a model behind an OpenAI-compatible address."""

import re

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout

from ui.theme import fonts
from ui.theme.theme import Theme
from ui.widgets.button import Button
from ui.widgets.card import Inset
from ui.widgets.label import Label
from ui.widgets.layouts import row
from workbench.domain.bot import ModelSpec

_NOT_IN_NAME = re.compile(r"[^\w.-]+")


class ProviderForm(Inset):
    """Signals: submitted(ModelSpec); given_up()."""

    submitted = Signal(object)
    given_up = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(margins=12, gap=8)
        self.setAccessibleName("OpenAI-compatible model")
        self.base_url = _field("http://127.0.0.1:8080/v1")
        self.remote_name = _field("qwen3-14b")
        self.name = _field("as it is called there")
        self.key_env = _field("none")
        self.problem = Label("", "small", "fail").wrapped()
        self.problem.hide()
        self.add_button = Button(theme, "Add model", icon="plus", small=True)
        self.cancel = Button(theme, "Cancel", "ghost", small=True)
        self.column.addLayout(
            row(
                _labelled("Base URL", self.base_url),
                _labelled("Name of the model there", self.remote_name),
                gap=12,
            )
        )
        self.column.addLayout(
            row(
                _labelled("Name in the picker", self.name),
                _labelled("Environment variable with the key", self.key_env),
                gap=12,
            )
        )
        self.add(self.problem)
        self.column.addLayout(row(self.add_button, self.cancel, None))
        self.add_button.clicked.connect(self.submit)
        self.cancel.clicked.connect(self.given_up)
        for field in (self.base_url, self.remote_name, self.name, self.key_env):
            field.returnPressed.connect(self.submit)

    def submit(self) -> None:
        """Tell the model, or say what is missing."""
        url, remote = self.base_url.text().strip(), self.remote_name.text().strip()
        said = ""
        if not url.startswith(("http://", "https://")):
            said = "The base URL begins with http:// or https:// and mostly ends with /v1."
        elif not remote:
            said = "Write the name that the server knows the model by."
        self.say(said)
        if not said:
            name = _NOT_IN_NAME.sub("-", self.name.text().strip() or remote)
            self.submitted.emit(
                ModelSpec(
                    name,
                    "openai_compatible",
                    base_url=url,
                    remote_name=remote,
                    key_env=self.key_env.text().strip(),
                )
            )

    def say(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))


def _field(hint: str) -> QLineEdit:
    made = QLineEdit()
    made.setFont(fonts.font("small"))
    made.setPlaceholderText(hint)
    return made


def _labelled(name: str, field: QLineEdit) -> QVBoxLayout:
    field.setAccessibleName(name)
    made = QVBoxLayout()
    made.setSpacing(4)
    made.addWidget(Label(name, "caption", "text3", 500))
    made.addWidget(field)
    return made
