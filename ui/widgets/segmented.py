"""A segmented control: two to four views of one thing; arrow keys move."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from ui.theme.canvas import CENTER, Canvas
from ui.theme.fonts import Ink, text_width
from ui.theme.theme import Theme
from ui.widgets.painted import Painted, PaintedButton

_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}


class _Segment(PaintedButton):
    stepped = Signal(int)

    def __init__(self, theme: Theme, text: str, parent: QWidget) -> None:
        super().__init__(theme, text, parent)
        self.setCheckable(True)
        self.setAccessibleName(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(int(text_width(self.text(), "label")) + 22, 24)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()), 0)
        if step:
            self.stepped.emit(step)
        else:
            super().keyPressEvent(event)

    def paint(self, canvas: Canvas) -> None:
        area, chosen = self.area(), self.isChecked()
        if chosen:
            fill = "hover" if self.theme.is_dark else "surface"
            canvas.box(area, fill, 5, "border_strong")
        if self.hasFocus():
            canvas.ring(area, 5)
        tone = "text" if chosen or self.underMouse() else "text2"
        tone = tone if self.isEnabled() else "disabled"
        canvas.text(area, self.text(), Ink("label", tone), CENTER, elide=False)


class SegmentedControl(Painted):
    """Segments are (key, text); `current` is the key of the chosen one.

    Signals:
        current_changed: the person chose another segment; carries its key.
    """

    current_changed = Signal(str)

    def __init__(
        self, theme: Theme, name: str, segments: Sequence[tuple[str, str]], *, small: bool = False
    ) -> None:
        super().__init__(theme)
        self.describe(name)
        self.setFixedHeight(24 if small else 28)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, _Segment] = {}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2, 2, 2, 2)
        layout.setSpacing(0)
        for key, text in segments:
            button = _Segment(theme, text, self)
            button.setObjectName(key)
            self._buttons[key] = button
            self._group.addButton(button)
            button.stepped.connect(self._on_stepped)
            layout.addWidget(button)
        self._group.buttonClicked.connect(self._on_clicked)
        if segments:
            self.set_current(segments[0][0])

    @property
    def current(self) -> str:
        button = self._group.checkedButton()
        return button.objectName() if button else ""

    def set_current(self, key: str) -> None:
        """Choose without a signal."""
        self._buttons[key].setChecked(True)
        self.setAccessibleDescription(self._buttons[key].text())

    def paint(self, canvas: Canvas) -> None:
        canvas.box(self.area(), "bg" if self.theme.is_dark else "hover", 6, "border")

    def _on_stepped(self, step: int) -> None:
        """An arrow key chooses the next segment; the ends do not lead around."""
        keys = list(self._buttons)
        place = keys.index(self.current) + step
        if 0 <= place < len(keys):
            button = self._buttons[keys[place]]
            button.setFocus(Qt.FocusReason.TabFocusReason)
            button.click()

    def _on_clicked(self, button: _Segment) -> None:
        self.setAccessibleDescription(button.text())
        self.current_changed.emit(button.objectName())
