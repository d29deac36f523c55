"""Sliders for the rules by which the next token is picked."""

from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QSlider, QWidget

from ui.theme.theme import Theme
from ui.widgets.button import Button
from ui.widgets.label import Label
from workbench.projections.next_token import SamplingRules


@dataclass(frozen=True, slots=True)
class _Scale:
    """`step` is the value of one step of the slider; `off` is what cuts nothing off."""

    field: str
    name: str
    tip: str
    least: int
    most: int
    step: float
    off: float | None = None

    def words(self, value: float) -> str:
        if value == self.off:
            return "off"
        return f"{value:.0f}" if self.step == 1 else f"{value:.2f}"


SCALES = (
    _Scale("temperature", "Temperature", "Higher makes unlikely tokens likelier", 0, 40, 0.05),
    _Scale("top_k", "Top k", "Only so many of the likeliest tokens", 0, 60, 1, 0),
    _Scale("top_p", "Top p", "The fewest tokens that together reach this", 1, 100, 0.01, 1),
    _Scale("min_p", "Min p", "None less likely than this times the likeliest", 0, 100, 0.01, 0),
)


class RuleSliders(QWidget):
    """Signals: rules_changed: as soon as a slider moves."""

    rules_changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._own = SamplingRules()
        self.sliders: dict[str, QSlider] = {}
        self._values: dict[str, Label] = {}
        self.reset = Button(theme, "As the bot has it", "ghost", small=True)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setVerticalSpacing(2)
        for place, scale in enumerate(SCALES):
            self._add(layout, place, scale)
        layout.addWidget(self.reset, len(SCALES), 1, Qt.AlignmentFlag.AlignRight)
        layout.setColumnStretch(1, 1)
        self.reset.clicked.connect(self._on_reset)
        self.show_rules(self._own)

    def rules(self) -> SamplingRules:
        found = {each.field: self._value(each) for each in SCALES}
        return SamplingRules(
            found["temperature"], round(found["top_k"]), found["top_p"], found["min_p"]
        )

    def show_rules(self, own: SamplingRules) -> None:
        """Those of the bot."""
        self._own = own
        for scale in SCALES:
            slider = self.sliders[scale.field]
            with QSignalBlocker(slider):
                slider.setValue(round(getattr(own, scale.field) / scale.step))
        self._tell()

    def _add(self, layout: QGridLayout, place: int, scale: _Scale) -> None:
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setRange(scale.least, scale.most)
        slider.setAccessibleName(scale.name)
        slider.setToolTip(scale.tip)
        slider.valueChanged.connect(self._on_moved)
        name, value = Label(scale.name, "small", "text2"), Label("", "small", "text", 500)
        name.setToolTip(scale.tip)
        value.setFixedWidth(40)
        value.setAlignment(Qt.AlignmentFlag.AlignRight)
        for column, widget in enumerate((name, slider, value)):
            layout.addWidget(widget, place, column)
        self.sliders[scale.field], self._values[scale.field] = slider, value

    def _value(self, scale: _Scale) -> float:
        return round(self.sliders[scale.field].value() * scale.step, 2)

    def _tell(self) -> None:
        for scale in SCALES:
            self._values[scale.field].setText(scale.words(self._value(scale)))
        self.reset.setEnabled(self.rules() != self._own)

    def _on_moved(self) -> None:
        self._tell()
        self.rules_changed.emit()

    def _on_reset(self) -> None:
        self.show_rules(self._own)
        self.rules_changed.emit()
