"""The rows inside an answer: a tool that was used, a source that was cited."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSizePolicy

from ui.theme.canvas import CENTER, RIGHT, Canvas
from ui.theme.fonts import Ink
from ui.theme.theme import Theme
from ui.turn_view.sources import Source
from ui.widgets import amounts
from ui.widgets.painted import PaintedButton
from workbench.projections.answer import ToolRow

_TOOL_HEIGHT, _SOURCE_HEIGHT, _MS_ROOM = 46, 22, 62


class _Row(PaintedButton):
    def __init__(self, theme: Theme, height: int) -> None:
        super().__init__(theme)
        self.setFixedHeight(height)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._on_clicked)

    def sizeHint(self) -> QSize:
        return QSize(160, self.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses, as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def _on_clicked(self) -> None:
        """Subclasses tell what was pressed."""


class ToolRowView(_Row):
    """Icon, name and arguments in mono, the result in plain words, ms. Signals: pressed_span."""

    span_pressed = Signal(str)

    def __init__(self, theme: Theme, tool: ToolRow) -> None:
        super().__init__(theme, _TOOL_HEIGHT)
        self.show_tool(tool)

    def show_tool(self, tool: ToolRow) -> None:
        self._tool = tool
        self._line, self._time = _words(tool), amounts.milliseconds(tool.seconds)
        name = f"{tool.name}, {'failed, ' if tool.failed else ''}{self._time}"
        self.setAccessibleName(name)
        self.setAccessibleDescription(self._line)
        self.setToolTip(f"{tool.name}{tool.arguments}\n{self._line}")
        self.update()

    def paint(self, canvas: Canvas) -> None:
        area, tool = self.area(), self._tool
        canvas.box(area, "hover" if self.underMouse() else "surface2", 6, "border")
        tone = "fail" if tool.failed else "text2"
        icon, role = _look(tool)
        canvas.icon(QPointF(9, 8), icon, role, 14)
        right = area.width() - _MS_ROOM - 9
        x = 29 + canvas.text(QRectF(29, 5, right - 33, 20), tool.name, Ink("mono", "text", 600)) + 4
        if right - 4 > x:
            arguments = QRectF(x, 5, right - 4 - x, 20)
            canvas.text(arguments, tool.arguments, Ink("mono", "text3"))
        canvas.text(QRectF(right, 5, _MS_ROOM, 20), self._time, Ink("caption", tone, 500), RIGHT)
        canvas.text(QRectF(29, 23, area.width() - 40, 18), self._line, Ink("caption", tone))
        if self.hasFocus():
            canvas.ring(area, 6)

    def _on_clicked(self) -> None:
        self.span_pressed.emit(self._tool.span_id)


class SourceRow(_Row):
    """A numbered source. Signals: source_pressed(number)."""

    source_pressed = Signal(int)

    def __init__(self, theme: Theme, source: Source) -> None:
        super().__init__(theme, _SOURCE_HEIGHT)
        self.source = source
        self.setAccessibleName(f"Source {source.number}, {source.title}")
        self.setAccessibleDescription(source.detail)
        self.setToolTip(source.passage)

    def paint(self, canvas: Canvas) -> None:
        area, source = self.area(), self.source
        if self.underMouse():
            canvas.box(area, "hover", 4)
        chip = QRectF(0, 3, 16, 15)
        canvas.box(chip, "accent_soft", 4)
        canvas.text(chip, str(source.number), Ink("caption", "accent", 600), CENTER, elide=False)
        title = QRectF(24, 0, area.width() - 74, 21)
        canvas.text(title, source.title, Ink("caption", "text2", 500))
        detail = QRectF(area.width() - 46, 0, 46, 21)
        canvas.text(detail, source.detail, Ink("caption", "text3"), RIGHT)
        if self.hasFocus():
            canvas.ring(area, 4)

    def _on_clicked(self) -> None:
        self.source_pressed.emit(self.source.number)


def _look(tool: ToolRow) -> tuple[str, str]:
    if tool.failed:
        return "warning", "fail"
    if tool.needs_approval:
        return "warning", "warn"
    return ("spinner-gap", "accent") if tool.seconds is None else ("check-circle", "pass")


def _words(tool: ToolRow) -> str:
    if tool.needs_approval:
        return "Needs your approval"
    if tool.seconds is None:
        return "Running"
    fault = f"Injected fault: {tool.fault}. " if tool.fault else ""
    return f"{fault}{tool.result}"
