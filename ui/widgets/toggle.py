"""A switch for something that is on or off at once."""

from PySide6.QtCore import QRectF, QSize, Qt

from ui.theme.canvas import Canvas
from ui.theme.theme import Theme
from ui.widgets.painted import PaintedButton


class Toggle(PaintedButton):
    """`Toggle(theme, "Offline mode")`; `toggled(bool)` when it changes."""

    def __init__(self, theme: Theme, name: str, *, checked: bool = False) -> None:
        super().__init__(theme)
        self.setCheckable(True)
        self.setChecked(checked)
        self.setFixedSize(36, 24)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(name)
        self.setToolTip(name)

    def sizeHint(self) -> QSize:
        return QSize(36, 24)

    def paint(self, canvas: Canvas) -> None:
        on, enabled = self.isChecked(), self.isEnabled()
        track = QRectF(4, 4, 28, 16)
        canvas.box(track, "accent" if on and enabled else "border_strong", 8)
        canvas.box(QRectF(track.left() + (14 if on else 2), 6, 12, 12), "surface", 6)
        if self.hasFocus():
            canvas.ring(self.area(), 11)
