"""The panel of the chosen model: what it is, how it is loaded, served, and how fast it is."""

from PySide6.QtCore import Signal

from ui.pages.models.load_form import LoadForm
from ui.pages.models.rows import ModelRow
from ui.pages.models.serve_box import ServeBox
from ui.pages.models.speed_box import SpeedBox
from ui.pages.models.state import ModelsState
from ui.theme.status import StatusKind
from ui.theme.theme import Theme
from ui.widgets.button import Button
from ui.widgets.chip import StatusChip
from ui.widgets.label import ElidedLabel, Label
from ui.widgets.layouts import row
from ui.widgets.side_panel import SidePanel
from ui.widgets.toggle import Toggle
from workbench.domain.local_model import LocalModel

WIDTH = 372
_KEPT = "It is loaded at the start, and not unloaded to make room."
_BILLION, _MILLION = 1_000_000_000, 1_000_000
_KINDS: dict[str, StatusKind] = {
    "pass": "pass", "fail": "fail", "warn": "warn", "accent": "running", "text2": "idle",
}  # fmt: skip


class ModelPanel(SidePanel):
    """Signals: keep_requested(bool); remove_requested()."""

    keep_requested = Signal(bool)
    remove_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Model", WIDTH)
        self.chip = StatusChip(theme, "idle", "")
        self.path = ElidedLabel("", "mono", "text2")
        self.facts = Label("", "small", "text2").wrapped()
        self.problem = Label("", "small", "fail").wrapped()
        self.form = LoadForm(theme)
        self.keep = Toggle(theme, "Keep loaded")
        self.serve = ServeBox(theme)
        self.speed = SpeedBox(theme)
        self.remove = Button(theme, "Remove from models", "ghost", "trash", small=True)
        self.keep_line = row(Label("Keep loaded", "label", "text", 600), None, self.keep)
        self._lay_out()
        self.keep.clicked.connect(self._on_keep)
        self.remove.clicked.connect(self.remove_requested)

    def show_row(self, shown: ModelRow, state: ModelsState) -> None:
        model = shown.model
        self.set_title(model.name)
        self.chip.set_status(_KINDS.get(shown.status.tone, "idle"), shown.status.words)
        self.path.setText(model.path or _source(model))
        self.facts.setText(_facts(model))
        self.facts.setVisible(model.shape is not None)
        self.problem.setText(f"{model.problem} {model.hint}".strip())
        self.problem.setVisible(bool(model.problem))
        self.form.show_model(model, state)
        self.form.setVisible(model.shape is not None)
        is_usable = model.spec is not None and not model.problem
        self.keep.setChecked(model.keeps_warm)
        self.keep.setEnabled(is_usable)
        fits = shown.verdict != "too large"
        self.serve.show_served(state.served.get(model.name), can_serve=is_usable and fits)
        self.speed.show_model(model.name, state, can_test=is_usable and fits)
        self.remove.setVisible(model.origin == "picker")

    def _on_keep(self) -> None:
        self.keep_requested.emit(self.keep.isChecked())

    def _lay_out(self) -> None:
        self.add_to_head(self.chip)
        self.add(self.path, self.facts, self.problem)
        self.add_rule()
        self.add(self.form)
        self.add_rule()
        self.body.addLayout(self.keep_line)
        note = Label(
            "It is loaded at the start, and not unloaded to make room.", "caption", "text3"
        )
        self.add(note.wrapped())
        self.add(self.serve)
        self.add_rule()
        self.add(self.speed)
        self.body.addLayout(row(self.remove, None))
        self.body.addStretch(1)


def _source(model: LocalModel) -> str:
    """Where one that is not here can be had."""
    return f"{model.entry.repository}/{model.entry.file}" if model.entry else "comes with the app"


def _facts(model: LocalModel) -> str:
    """`qwen3, 4.0 billion parameters, trained for 40,960 tokens. A note of the catalog.`"""
    if model.shape is None:
        return ""
    shape = model.shape
    count = shape.parameters
    is_large = count >= _BILLION
    size = f"{count / _BILLION:.1f} billion" if is_large else f"{count / _MILLION:.0f} million"
    said = model.entry.note if model.entry else ""
    note = f". {said[:1].upper()}{said[1:]}" if said else ""
    heads = shape.kv_heads[0] if shape.kv_heads else 0
    return (
        f"{shape.architecture}, {size} parameters, {shape.layers} layers, {heads} of "
        f"{shape.heads} heads for keys and values, trained for {shape.context_tokens:,} tokens"
        f"{note}"
    )
