"""A painter that speaks in roles: text, boxes, icons, badges and hatching for painted widgets."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPainterPath, QPen

from ui.theme import fonts
from ui.theme.fonts import Ink
from ui.theme.theme import Theme

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTER = Qt.AlignmentFlag.AlignCenter
_SMALL_BADGE = 18


class Canvas:
    """Wraps a QPainter for one paint event; colours are role names of the theme."""

    def __init__(self, painter: QPainter, theme: Theme) -> None:
        self.painter = painter
        self.theme = theme
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing
        )

    def text(
        self,
        rect: QRectF,
        text: str,
        ink: Ink,
        align: Qt.AlignmentFlag = LEFT,
        *,
        elide: bool = True,
    ) -> float:
        """Write one line, elided at the right if it is too long; gives its width."""
        used = fonts.font(ink.style, ink.weight, strike=ink.strike)
        measure = QFontMetricsF(used)
        if elide:
            text = measure.elidedText(text, Qt.TextElideMode.ElideRight, rect.width() + 1)
        self.painter.setFont(used)
        self.painter.setPen(self.theme.color(ink.tone))
        flags = align.value | Qt.TextFlag.TextSingleLine.value | Qt.TextFlag.TextDontClip.value
        self.painter.drawText(rect, flags, text)
        return measure.horizontalAdvance(text)

    def box(
        self, rect: QRectF, fill: str | QColor | None, radius: float = 4, border: str | None = None
    ) -> None:
        """A filled box with a hairline that stays inside the rectangle."""
        painter = self.painter
        brush = self.theme.color(fill) if isinstance(fill, str) else fill
        painter.setBrush(QBrush(brush) if brush else Qt.BrushStyle.NoBrush)
        if border:
            painter.setPen(QPen(self.theme.color(border), 1))
            rect = rect.adjusted(0.5, 0.5, -0.5, -0.5)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(rect, radius, radius)

    def ring(self, rect: QRectF, radius: float = 6, role: str = "focus") -> None:
        """The 2 px focus ring, just inside the rectangle."""
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self.painter.setPen(QPen(self.theme.color(role), 2))
        self.painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), radius, radius)

    def line(self, start: QPointF, end: QPointF, role: str = "border", width: float = 1) -> None:
        self.painter.setPen(QPen(self.theme.color(role), width))
        self.painter.drawLine(start, end)

    def icon(self, corner: QPointF, name: str, role: str = "text2", size: int = 14) -> None:
        scale = self.painter.device().devicePixelRatio()
        image = self.theme.pixmap(name, role, size, scale)
        self.painter.drawPixmap(QPointF(round(corner.x()), round(corner.y())), image)

    def badge(self, corner: QPointF, letter: str, size: int = 20) -> None:
        """A variant's square with its letter."""
        rect = QRectF(corner.x(), corner.y(), size, size)
        self.box(rect, letter, 4)
        self.painter.setFont(fonts.font("label" if size > _SMALL_BADGE else "caption", 600))
        self.painter.setPen(self.theme.on_variant(letter))
        self.painter.drawText(rect, CENTER, letter)

    def hatch(self, rect: QRectF, role: str, gap: int = 6, width: float = 1) -> None:
        """Thin diagonal lines, for free space and for faults."""
        painter = self.painter
        painter.save()
        clip = QPainterPath()
        clip.addRect(rect)
        painter.setClipPath(clip, Qt.ClipOperation.IntersectClip)
        painter.setPen(QPen(self.theme.color(role), width))
        x = rect.left() - rect.height()
        while x < rect.right():
            painter.drawLine(QPointF(x, rect.bottom()), QPointF(x + rect.height(), rect.top()))
            x += gap
        painter.restore()
