"""The rail at the left: the workspace, the pages with their numbers, Settings at the bottom."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from ui.theme.canvas import CENTER, RIGHT, Canvas
from ui.theme.fonts import Ink
from ui.theme.theme import Theme
from ui.widgets.painted import PaintedButton

WIDE, NARROW = 168, 52
_ROW = 30


class RailButton(PaintedButton):
    """A page: icon, name and the number of its key."""

    def __init__(self, theme: Theme, title: str, icon: str, key: str) -> None:
        super().__init__(theme, title)
        self._icon = icon
        self._key = key
        self.is_narrow = False
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFixedHeight(_ROW)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(title)
        self.setAccessibleDescription(f"Key {key}" if key else "")

    def sizeHint(self) -> QSize:
        return QSize(28, _ROW)

    def set_narrow(self, *, narrow: bool) -> None:
        self.is_narrow = narrow
        self.setToolTip(self.text() if narrow else "")
        self.update()

    def paint(self, canvas: Canvas) -> None:
        area, chosen = self.area(), self.isChecked()
        if chosen:
            canvas.box(area, "hover" if self.theme.is_dark else "surface", 6, "border")
            canvas.box(QRectF(0, 7, 2.5, area.height() - 14), "accent", 1)
        elif self.underMouse():
            canvas.box(area, "hover", 6)
        if self.hasFocus():
            canvas.ring(area)
        left = (area.width() - 16) / 2 if self.is_narrow else 10
        canvas.icon(QPointF(left, 7), self._icon, "accent" if chosen else "text2", 16)
        if self.is_narrow:
            return
        ink = Ink("body", "text" if chosen else "text2", 600 if chosen else 500)
        canvas.text(QRectF(34, 0, area.width() - 56, _ROW), self.text(), ink)
        key = QRectF(0, 0, area.width() - 10, _ROW)
        canvas.text(key, self._key, Ink("caption", "text3"), RIGHT, elide=False)


class WorkspaceButton(PaintedButton):
    """The open workspace: its letter, name and a second line."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._detail = ""
        self.is_narrow = False
        self.setFixedHeight(48)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.set_workspace("No workspace", "")

    def set_workspace(self, name: str, detail: str) -> None:
        self.setText(name)
        self._detail = detail
        self.setAccessibleName(f"Workspace {name}")
        self.setAccessibleDescription(detail)
        self.setToolTip(f"{name}\n{detail}".strip())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(28, 48)

    def paint(self, canvas: Canvas) -> None:
        area = self.area()
        if self.underMouse() or self.isDown():
            canvas.box(area.adjusted(0, 4, 0, -4), "hover", 6)
        if self.hasFocus():
            canvas.ring(area.adjusted(0, 4, 0, -4))
        square = QRectF(2, 12, 24, 24)
        canvas.box(square, "accent", 6)
        letter = self.text()[:1].upper()
        canvas.text(square, letter, Ink("body", "on_accent", 600), CENTER, elide=False)
        if self.is_narrow:
            return
        width = area.width() - 34 - 18
        canvas.text(QRectF(34, 8, width, 18), self.text(), Ink("body", "text", 600))
        canvas.text(QRectF(34, 24, width, 16), self._detail, Ink("caption", "text3"))
        canvas.icon(QPointF(area.width() - 16, 18), "caret-down", "text3", 12)


class Rail(QWidget):
    """Signals: page_requested(index of the page), workspace_pressed()."""

    page_requested = Signal(int)
    workspace_pressed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._buttons: list[RailButton] = []
        self.setObjectName("rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Pages")
        self.workspace = WorkspaceButton(theme)
        self.workspace.clicked.connect(self.workspace_pressed)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(12, 0, 12, 8)
        self._layout.setSpacing(2)
        self._layout.addWidget(self.workspace)
        self._layout.addSpacing(8)
        self._upper = QVBoxLayout()
        self._upper.setSpacing(2)
        self._layout.addLayout(self._upper)
        self._layout.addStretch(1)
        self.setFixedWidth(WIDE)

    @property
    def buttons(self) -> tuple[RailButton, ...]:
        return tuple(self._buttons)

    def add_page(self, title: str, icon: str, key: str, *, gap: bool, at_bottom: bool) -> None:
        """Add a page below the last; `gap` leaves space above it."""
        button = RailButton(self._theme, title, icon, key)
        button.clicked.connect(self._on_clicked)
        self._buttons.append(button)
        if at_bottom:
            self._layout.addWidget(button)
            return
        if gap:
            self._upper.addSpacing(10)
        self._upper.addWidget(button)

    def set_current(self, index: int) -> None:
        self._buttons[index].setChecked(True)

    def set_narrow(self, *, narrow: bool) -> None:
        """Icons alone, or icons and names."""
        self.setFixedWidth(NARROW if narrow else WIDE)
        self.workspace.is_narrow = narrow
        for button in self._buttons:
            button.set_narrow(narrow=narrow)

    def _on_clicked(self) -> None:
        button = self.sender()
        if isinstance(button, RailButton):
            self.page_requested.emit(self._buttons.index(button))
