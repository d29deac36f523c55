"""A citation inside running text: a small accent chip with its number."""

from PySide6.QtCore import QRect, QRectF, QSizeF
from PySide6.QtGui import QPainter, QPyTextObject, QTextDocument, QTextFormat

from ui.theme import fonts
from ui.theme.canvas import CENTER, Canvas
from ui.theme.fonts import Ink
from ui.theme.theme import Theme

CHIP_TYPE = QTextFormat.ObjectTypes.UserObject.value + 1
NUMBER = QTextFormat.Property.UserProperty.value + 1
_HEIGHT, _GAP = 15.0, 3.0


class CitationChip(QPyTextObject):
    """Draws the character of a citation; the format's NUMBER property is its number."""

    def __init__(self, theme: Theme, parent: QTextDocument) -> None:
        super().__init__(parent)
        self._theme = theme

    def intrinsicSize(self, doc: QTextDocument, position: int, look: QTextFormat) -> QSizeF:
        del doc, position
        text = str(look.property(NUMBER))
        return QSizeF(fonts.text_width(text, "caption", 600) + 9 + _GAP, _HEIGHT - 3)

    def drawObject(
        self,
        painter: QPainter,
        rect: QRectF | QRect,
        doc: QTextDocument,
        position: int,
        look: QTextFormat,
    ) -> None:
        del doc, position
        rect = QRectF(rect)
        painter.save()
        canvas = Canvas(painter, self._theme)
        chip = QRectF(rect.left(), rect.bottom() - _HEIGHT + 3, rect.width() - _GAP, _HEIGHT)
        canvas.box(chip, "accent_soft", 4)
        number = str(look.property(NUMBER))
        canvas.text(chip, number, Ink("caption", "accent", 600), CENTER, elide=False)
        painter.restore()
