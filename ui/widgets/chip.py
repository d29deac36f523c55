"""Chips: a fact or a filter, and a status with icon, word and colour."""

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtWidgets import QSizePolicy

from ui.theme.canvas import CENTER, Canvas
from ui.theme.fonts import Ink, text_width
from ui.theme.status import STATUS_LOOKS, StatusKind
from ui.theme.theme import Theme
from ui.widgets.painted import Painted

HEIGHT = 20


class Chip(Painted):
    """A short fact. `lock-simple` as icon says that it restricts access. `warn` tints it amber."""

    def __init__(
        self, theme: Theme, text: str, icon: str = "", style: str = "caption", *, warn: bool = False
    ) -> None:
        super().__init__(theme)
        self._text = text
        self._icon = icon
        self._style = style
        self._tone, self._fill = ("warn", "warn_soft") if warn else ("text2", "surface2")
        self._border: str | None = None if warn else "border"
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.describe(text)

    def text(self) -> str:
        return self._text

    def set_text(self, text: str) -> None:
        self._text = text
        self.describe(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        icon = 17 if self._icon else 0
        return QSize(int(text_width(self._text, self._style, 500)) + 15 + icon, HEIGHT)

    def paint(self, canvas: Canvas) -> None:
        area = self.area()
        canvas.box(area, self._fill, 4, self._border)
        if self._icon:
            canvas.icon(QPointF(6, 3), self._icon, self._tone, 14)
        left = 23 if self._icon else 7
        ink = Ink(self._style, self._tone, 500)
        canvas.text(QRectF(left, 0, area.width(), HEIGHT), self._text, ink, elide=False)


class StatusChip(Chip):
    """What became of something: `StatusChip(theme, "running", "Writing")`; one a header."""

    def __init__(self, theme: Theme, kind: StatusKind, text: str) -> None:
        super().__init__(theme, text, STATUS_LOOKS[kind].icon)
        self.set_status(kind, text)

    def set_status(self, kind: StatusKind, text: str) -> None:
        look = STATUS_LOOKS[kind]
        self._icon, self._tone, self._fill = look.icon, look.tone, look.soft
        self._border = None
        self.set_text(text)
        self.describe(text, f"Status: {kind}")


class KeyHint(Painted):
    """A key as it is printed on the keyboard, e.g. `Ctrl N`."""

    def __init__(self, theme: Theme, text: str) -> None:
        super().__init__(theme)
        self._text = text
        self.setFixedSize(max(18, int(text_width(text, "caption", 500)) + 11), 18)
        self.describe(text)

    def paint(self, canvas: Canvas) -> None:
        canvas.box(self.area(), "surface2", 4, "border")
        canvas.text(self.area(), self._text, Ink("caption", "text3", 500), CENTER, elide=False)
