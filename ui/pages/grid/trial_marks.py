"""The trials of the chosen cell: one mark each, which chooses that trial."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui.theme.canvas import Canvas
from ui.theme.theme import Theme
from ui.widgets.label import Label
from ui.widgets.painted import PaintedButton
from workbench.projections.grid import CellRow

_LOOKS = {
    "passed": ("check-circle", "pass"),
    "failed": ("x-circle", "fail"),
    "error": ("warning", "fail"),
}
_SIDE = 22


class TrialMarks(QWidget):
    """Signals: trial_chosen(number), counted from 0 as the worker does."""

    trial_chosen = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._marks: list[_Mark] = []
        self._words = Label("", "caption", "text2")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(self._words)
        self._row.addStretch(1)

    def show_trials(self, trials: Sequence[CellRow], chosen: int, words: str) -> None:
        while len(self._marks) < len(trials):
            mark = _Mark(self._theme)
            mark.clicked.connect(self._on_clicked)
            self._row.insertWidget(len(self._marks), mark)
            self._marks.append(mark)
        for place, mark in enumerate(self._marks):
            is_used = place < len(trials) and len(trials) > 1
            mark.setVisible(is_used)
            if is_used:
                mark.show_trial(trials[place], is_chosen=trials[place].trial == chosen)
        self._words.setText(words)

    def _on_clicked(self) -> None:
        mark = self.sender()
        if isinstance(mark, _Mark):
            self.trial_chosen.emit(mark.trial)


class _Mark(PaintedButton):
    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.trial = 0
        self._look = _LOOKS["passed"]
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(_SIDE, _SIDE)

    def show_trial(self, row: CellRow, *, is_chosen: bool) -> None:
        self.trial = row.trial
        self._look = _LOOKS[row.outcome]
        self.setChecked(is_chosen)
        self.setAccessibleName(f"Trial {row.trial + 1}, {row.outcome}")
        self.setToolTip(self.accessibleName())
        self.update()

    def paint(self, canvas: Canvas) -> None:
        if self.isChecked() or self.underMouse():
            canvas.box(self.area(), "selected" if self.isChecked() else "hover", 4)
        if self.hasFocus():
            canvas.ring(self.area(), 4)
        canvas.icon(QPointF(4, 4), *self._look, 14)
