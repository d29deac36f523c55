"""The scores of the chosen cell: a bar with the baseline's tick, the figures and the reason."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from ui.pages.grid.detail import ScoreLine
from ui.theme.canvas import RIGHT, Canvas
from ui.theme.fonts import Ink
from ui.theme.theme import Theme
from ui.widgets.amounts import UNKNOWN, signed_score
from ui.widgets.label import Label
from ui.widgets.painted import Painted

_NAME_WIDTH, _FIGURES_WIDTH = 122, 98
# A difference smaller than this is not coloured.
_NOTABLE = 0.05


class ScoreRows(QWidget):
    """Rows are kept and filled anew, so that moving through the grid makes no widgets."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._head = _Head(theme)
        self._rows: list[tuple[_Row, Label]] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self._head)

    def show_lines(self, lines: Sequence[ScoreLine], letters: tuple[str, str]) -> None:
        """`letters`: the variant's and the baseline's, "" where there is nothing to compare."""
        while len(self._rows) < len(lines):
            self._add_row()
        self._head.show_letters(letters)
        for place, (row, reason) in enumerate(self._rows):
            is_used = place < len(lines)
            row.setVisible(is_used)
            reason.setVisible(is_used and bool(lines[place].reason))
            if is_used:
                row.show_line(lines[place], letters)
                reason.setText(lines[place].reason)

    def _add_row(self) -> None:
        row, reason = _Row(self._theme), Label("", "caption", "text3").wrapped().selectable()
        reason.setContentsMargins(0, 0, 0, 4)
        self._rows.append((row, reason))
        self._column.addWidget(row)
        self._column.addWidget(reason)


class _Head(Painted):
    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._letters = ("", "")
        self.setFixedHeight(16)

    def show_letters(self, letters: tuple[str, str]) -> None:
        self._letters = letters
        self.update()

    def paint(self, canvas: Canvas) -> None:
        right, ink = self.width(), Ink("caption", "text3", 500)
        variant, baseline = self._letters
        canvas.text(QRectF(right - 96, 0, 44, 16), variant, ink, RIGHT, elide=False)
        against = f"vs {baseline}" if baseline else ""
        canvas.text(QRectF(right - 44, 0, 44, 16), against, ink, RIGHT, elide=False)


class _Row(Painted):
    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._line = ScoreLine("", None, None)
        self._letters = ("", "")
        self.setFixedHeight(24)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_line(self, line: ScoreLine, letters: tuple[str, str]) -> None:
        self._line, self._letters = line, letters
        self.describe(line.scorer, _words(line))
        self.setToolTip(_words(line))
        self.update()

    def paint(self, canvas: Canvas) -> None:
        line, right = self._line, float(self.width())
        canvas.text(QRectF(0, 0, _NAME_WIDTH, 24), line.scorer, Ink("small"))
        bar = QRectF(_NAME_WIDTH + 8, 10, right - _NAME_WIDTH - 8 - _FIGURES_WIDTH, 4)
        self._paint_bar(canvas, bar)
        value = UNKNOWN if line.value is None else f"{line.value:.2f}"
        tone = "fail" if line.is_pass is False else "text"
        canvas.text(QRectF(right - 96, 0, 44, 24), value, Ink("label", tone, 600), RIGHT)
        if line.difference is not None:
            tone = "text2" if abs(line.difference) <= _NOTABLE else _tone(line.difference)
            ink = Ink("caption", tone, 500)
            canvas.text(QRectF(right - 44, 0, 44, 24), signed_score(line.difference), ink, RIGHT)

    def _paint_bar(self, canvas: Canvas, bar: QRectF) -> None:
        canvas.box(bar, "border", 2)
        variant, baseline = self._letters
        if self._line.value is not None and variant:
            filled = QRectF(bar.left(), bar.top(), bar.width() * self._line.value, 4)
            canvas.box(filled, variant, 2)
        if self._line.baseline is not None and baseline:
            x = bar.left() + bar.width() * self._line.baseline
            canvas.painter.setPen(QPen(canvas.theme.color(baseline), 2))
            canvas.painter.drawLine(QPointF(x, 6), QPointF(x, 18))


def _tone(difference: float) -> str:
    return "pass" if difference > 0 else "fail"


def _words(line: ScoreLine) -> str:
    if line.value is None:
        return "Says nothing about this case"
    verdict = "" if line.is_pass is None else ", passed" if line.is_pass else ", failed"
    change = f", {signed_score(line.difference)} against the baseline" if line.difference else ""
    return f"{line.value:.2f}{verdict}{change}"
