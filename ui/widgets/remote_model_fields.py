"""The fields of a model at a provider: who serves it, which model, and what to call it here."""

import re

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCompleter, QLineEdit, QVBoxLayout, QWidget

from ui.theme import fonts
from ui.theme.theme import Theme
from ui.widgets.drop_down import DropDown, Option
from ui.widgets.label import Label
from ui.widgets.layouts import row
from workbench.domain.bot import ModelSpec
from workbench.domain.listed_model import ListedModel
from workbench.domain.vendors import OTHER, VENDORS, Vendor, vendor_named

_NOT_IN_NAME = re.compile(r"[^\w.-]+")
_OTHER = "other"
DEFAULT_CONTEXT = 8192


class RemoteModelFields(QWidget):
    """A known provider needs no address; another one, and what people run themselves, has one.

    Signals: submitted(): Return was pressed in a field. vendor_changed(): another was chosen.
    """

    submitted = Signal()
    vendor_changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._listed: dict[str, ListedModel] = {}
        self.vendor = DropDown(theme, "Provider", _options())
        self.about = Label("", "small", "text3").wrapped()
        self.base_url = _field("Base URL", "http://127.0.0.1:8080/v1")
        self.remote_name = _field("Name of the model there", "qwen3-14b")
        self.name = _field("Name in the picker", "as it is called there")
        self.key_env = _field("Environment variable with the key", "none")
        self._address = _labelled("Base URL", self.base_url)
        self._variable = _labelled("Variable with its key", self.key_env)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(row(self.vendor, None))
        layout.addWidget(self.about)
        layout.addWidget(self._address)
        names = (_labelled("Model there", self.remote_name), _labelled("Name here", self.name))
        layout.addLayout(row(*names, gap=12))
        layout.addWidget(self._variable)
        self.vendor.value_chosen.connect(self._on_vendor)
        for field in (self.base_url, self.remote_name, self.name, self.key_env):
            field.returnPressed.connect(self.submitted)
        self.choose_vendor(_OTHER)

    def choose_vendor(self, name: str) -> None:
        self.vendor.set_value(name)
        self._on_vendor()

    def problem(self) -> str:
        """What is missing, in one sentence; empty if nothing is."""
        url = self.base_url.text().strip()
        if self._has_address() and not url.startswith(("http://", "https://")):
            return "The base URL begins with http:// or https:// and mostly ends with /v1."
        if not self.remote_name.text().strip():
            return "Write the name that the provider knows the model by."
        return ""

    def spec(self) -> ModelSpec:
        """As the fields say; see `problem` first."""
        vendor, remote = self._vendor(), self.remote_name.text().strip()
        url = self.base_url.text().strip() if self._has_address() else ""
        is_usual = url == vendor.base_url
        known = self._listed.get(remote)
        return ModelSpec(
            _NOT_IN_NAME.sub("-", self.name.text().strip() or remote),
            vendor.wire,
            vendor=vendor.name,
            base_url="" if is_usual else url,
            remote_name=remote,
            key_env=self.key_env.text().strip() if not vendor.name else "",
            context_tokens=(known.context_tokens if known else 0) or DEFAULT_CONTEXT,
        )

    def suggest(self, models: tuple[ListedModel, ...]) -> None:
        """What the provider has: offered while the name is typed."""
        self._listed = {model.name: model for model in models}
        completer = QCompleter(list(self._listed), self.remote_name)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.remote_name.setCompleter(completer)

    def _vendor(self) -> Vendor:
        return vendor_named(self.vendor.value) or OTHER

    def _has_address(self) -> bool:
        vendor = self._vendor()
        return vendor.runs_here or not vendor.name

    def _on_vendor(self) -> None:
        vendor = self._vendor()
        self._address.setVisible(self._has_address())
        self._variable.setVisible(not vendor.name)
        if self._has_address():
            self.base_url.setText(vendor.base_url)
        self.remote_name.setPlaceholderText(vendor.example or "qwen3-14b")
        self._listed = {}
        self.about.setText(_about(vendor))
        self.vendor_changed.emit()


def _options() -> list[Option]:
    far = [each for each in VENDORS if not each.runs_here]
    here = [each for each in VENDORS if each.runs_here]
    return [
        *(Option(each.name, each.title, "API") for each in far),
        *(Option(each.name, each.title, "on this machine") for each in here),
        Option(_OTHER, "Other, OpenAI-compatible"),
    ]


def _about(vendor: Vendor) -> str:
    if not vendor.name:
        return "Any server that speaks OpenAI's API, here or elsewhere."
    if vendor.runs_here:
        return "A program that you run. Nothing is sent away if it runs on this machine."
    return f"Its key: Keys in the Settings, or {vendor.key_env[0]} in the environment."


def _field(name: str, hint: str) -> QLineEdit:
    made = QLineEdit()
    made.setFont(fonts.font("small"))
    made.setPlaceholderText(hint)
    made.setAccessibleName(name)
    return made


def _labelled(name: str, field: QLineEdit) -> QWidget:
    made = QWidget()
    layout = QVBoxLayout(made)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(4)
    layout.addWidget(Label(name, "caption", "text3", 500))
    layout.addWidget(field)
    return made
