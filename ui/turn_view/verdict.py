"""The thumbs below an answer, and the figures at its foot."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.theme.canvas import Canvas
from ui.theme.fonts import Ink, text_width
from ui.theme.theme import Theme
from ui.widgets.label import Label
from ui.widgets.painted import Painted, PaintedButton

NAMES = ("First token", "Speed", "Tokens in + out", "Cost")
TIPS = (
    "Time from asking the model to its first word (TTFT)",
    "Writing speed of the model (decode)",
    "Tokens that were read (prefill) and written (decode), over all calls of the turn",
    "What the provider charges; a local run costs nothing",
)


class _Thumb(PaintedButton):
    def __init__(self, theme: Theme, icon: str, role: str, name: str) -> None:
        super().__init__(theme)
        self._icon, self._role = icon, role
        self.setFixedSize(28, 24)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(name)
        self.setToolTip(name)

    def paint(self, canvas: Canvas) -> None:
        area, role = self.area(), self._role
        fill = f"{role}_soft" if self.isChecked() else "surface"
        if self.underMouse() and not self.isChecked():
            fill = "hover"
        canvas.box(area, fill, 6, role if self.isChecked() else "border")
        canvas.icon(QPointF(7, 5), self._icon, role if self.isChecked() else "text3", 14)
        if self.hasFocus():
            canvas.ring(area, 6)


class Verdict(QWidget):
    """Signals: rated(1, -1 or 0)."""

    rated = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.up = _Thumb(theme, "thumbs-up", "pass", "Good answer")
        self.down = _Thumb(theme, "thumbs-down", "fail", "Bad answer")
        self.setAccessibleName("Your verdict")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(Label("Your verdict", "caption", "text3"))
        layout.addStretch(1)
        layout.addWidget(self.up)
        layout.addWidget(self.down)
        self.up.clicked.connect(self._on_up)
        self.down.clicked.connect(self._on_down)

    def show_rating(self, rating: int) -> None:
        self.up.setChecked(rating == 1)
        self.down.setChecked(rating == -1)

    def _on_up(self) -> None:
        self._rate(1 if self.up.isChecked() else 0)

    def _on_down(self) -> None:
        self._rate(-1 if self.down.isChecked() else 0)

    def _rate(self, rating: int) -> None:
        self.show_rating(rating)
        self.rated.emit(rating)


class Figures(Painted):
    """First token, speed, tokens in + out, cost: labels over values."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._values: tuple[str, ...] = ("–",) * len(NAMES)
        self.setFixedHeight(46)
        self.setToolTip("\n".join(f"{n}: {tip}" for n, tip in zip(NAMES, TIPS, strict=True)))

    @property
    def values(self) -> tuple[str, ...]:
        return self._values

    def show_values(self, values: tuple[str, ...]) -> None:
        if values == self._values:
            return
        self._values = values
        said = ", ".join(f"{n} {value}" for n, value in zip(NAMES, values, strict=True))
        self.describe("Figures", said)
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 46)

    def paint(self, canvas: Canvas) -> None:
        widths = [
            max(text_width(name, "caption"), text_width(value, "label", 600))
            for name, value in zip(NAMES, self._values, strict=True)
        ]
        room = self.width() - 24
        gap = max(6.0, (room - sum(widths)) / (len(NAMES) - 1))
        x = 12.0
        for name, value, width in zip(NAMES, self._values, widths, strict=True):
            right = min(width + 2, self.width() - 6 - x)
            canvas.text(QRectF(x, 8, right, 14), name, Ink("caption", "text3"))
            canvas.text(QRectF(x, 23, right, 16), value, Ink("label", "text", 600))
            x += width + gap
