"""A model at a provider: its fields, a test of address and key, and adding it."""

import re

from PySide6.QtCore import Signal

from ui.session import Session
from ui.widgets.button import Button
from ui.widgets.card import Inset
from ui.widgets.label import Label
from ui.widgets.layouts import row
from ui.widgets.remote_model_fields import RemoteModelFields
from workbench.messages import Message, Refused
from workbench.provider_commands import CheckProvider
from workbench.provider_messages import ProviderChecked

_NOT_IN_NAME = re.compile(r"[^\w.-]+")


class ProviderForm(Inset):
    """Signals: submitted(ModelSpec); given_up()."""

    submitted = Signal(object)
    given_up = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(margins=12, gap=8)
        theme = session.theme
        self._session = session
        self._asked = ""
        self.setAccessibleName("Model of a provider")
        self.fields = RemoteModelFields(theme)
        self.problem = Label("", "small", "fail").wrapped().selectable()
        self.tested = Label("", "small", "text2").wrapped()
        self.add_button = Button(theme, "Add model", icon="plus", small=True)
        self.test_button = Button(theme, "Test", icon="play", small=True)
        self.test_button.setToolTip("Ask for its list of models. It costs no tokens")
        self.cancel = Button(theme, "Cancel", "ghost", small=True)
        self.add(self.fields)
        self.add(self.problem)
        self.add(self.tested)
        self.column.addLayout(row(self.add_button, self.test_button, self.cancel, None))
        self.say("")
        self.add_button.clicked.connect(self.submit)
        self.test_button.clicked.connect(self.test)
        self.cancel.clicked.connect(self.given_up)
        self.fields.submitted.connect(self.submit)
        self.fields.vendor_changed.connect(self._on_vendor_changed)

    def submit(self) -> None:
        """Tell the model, or say what is missing."""
        said = self.fields.problem()
        self.say(said)
        if not said:
            self.submitted.emit(self.fields.spec())

    def test(self) -> None:
        """Without a model's name the address and the key are tested alone."""
        self.say("")
        self.test_button.setEnabled(False)
        self.tested.setText("Asking for its models")
        self.tested.show()
        spec = self.fields.spec()
        self._asked = self._session.ask(lambda name: CheckProvider(name, spec), self._on_tested)

    def say(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))
        self.tested.hide()

    def _on_vendor_changed(self) -> None:
        self._asked = ""
        self.test_button.setEnabled(True)
        self.say("")

    def _on_tested(self, answer: Message) -> None:
        if getattr(answer, "request_id", "") != self._asked:
            return
        self.test_button.setEnabled(True)
        match answer:
            case ProviderChecked(sentence=sentence, models=models):
                self.fields.suggest(models)
                self.tested.setText(sentence)
                self.tested.show()
            case Refused(message=message, hint=hint):
                self.say(f"{message} {hint}".strip())
