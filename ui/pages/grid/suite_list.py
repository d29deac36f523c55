"""The suites of the workspace, a row each: what it is, and how large."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from ui.theme.canvas import Canvas
from ui.theme.fonts import Ink
from ui.theme.theme import Theme
from ui.widgets.amounts import count
from ui.widgets.label import Label
from ui.widgets.painted import PaintedButton
from workbench.messages import SuiteItem

_HEIGHT = 44


class SuiteList(QWidget):
    """Signals: suite_chosen(name)."""

    suite_chosen = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._empty = Label("No suite is saved yet. Build one here and save it.", "small", "text3")
        self._column.addWidget(self._empty.wrapped())
        self._rows: list[_SuiteRow] = []

    def show_suites(self, suites: Sequence[SuiteItem]) -> None:
        if [row.item for row in self._rows] == list(suites):
            return
        for row in self._rows:
            row.deleteLater()
        self._rows = [_SuiteRow(self._theme, item) for item in suites]
        for row in self._rows:
            row.clicked.connect(self._on_clicked)
            self._column.addWidget(row)
        self._empty.setVisible(not suites)

    def _on_clicked(self) -> None:
        row = self.sender()
        if isinstance(row, _SuiteRow):
            self.suite_chosen.emit(row.item.name)


class _SuiteRow(PaintedButton):
    def __init__(self, theme: Theme, item: SuiteItem) -> None:
        super().__init__(theme, item.title or item.name)
        self.item = item
        self.setEnabled(not item.problem)
        self.setFixedHeight(_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.text())
        self.setAccessibleDescription(suite_words(item))
        self.setToolTip(item.problem or f"{', '.join(item.variants)} on {item.dataset}")

    def sizeHint(self) -> QSize:
        return QSize(240, _HEIGHT)

    def paint(self, canvas: Canvas) -> None:
        area = self.area()
        if self.underMouse() and self.isEnabled():
            canvas.box(area, "hover", 6)
        if self.hasFocus():
            canvas.ring(area)
        icon, tone = ("warning", "warn") if self.item.problem else ("grid-four", "text2")
        canvas.icon(QPointF(8, 7), icon, tone, 14)
        width = area.width() - 56
        canvas.text(QRectF(30, 4, width, 18), self.text(), Ink("label"))
        words = "warn" if self.item.problem else "text3"
        canvas.text(QRectF(30, 22, width, 16), suite_words(self.item), Ink("caption", words))
        canvas.icon(QPointF(area.width() - 20, 15), "caret-right", "text3", 12)
        bottom = area.bottom() - 0.5
        canvas.line(QPointF(0, bottom), QPointF(area.right(), bottom))


def suite_words(item: SuiteItem) -> str:
    """`4 bots, 32 cases, 1 trial`, or what is wrong with it."""
    if item.problem:
        return item.problem
    sizes = (count(len(item.variants), "bot"), count(item.cases, "case"),
             count(item.trials, "trial"))  # fmt: skip
    return ", ".join(sizes)
