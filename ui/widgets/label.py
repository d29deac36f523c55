"""Text on the page: a type style and a tone; the style sheet colours it."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from ui.theme import fonts


class Label(QLabel):
    """Plain text in a type style (`body`, `heading`, `caption`, `mono` ...) and a tone (`text3`).

    Never interprets markup: what a model or a file says stays text.
    """

    def __init__(
        self, text: str = "", style: str = "body", tone: str = "text", weight: int | None = None
    ) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(fonts.font(style, weight))
        self.set_tone(tone)
        self.setText(text)

    def set_tone(self, tone: str) -> None:
        if self.property("tone") == tone:
            return
        self.setProperty("tone", tone)
        self.style().unpolish(self)
        self.style().polish(self)

    def wrapped(self) -> "Label":
        """The same label, over as many lines as it needs."""
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        return self

    def selectable(self) -> "Label":
        """The same label, whose text can be selected and copied."""
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        return self


class ElidedLabel(Label):
    """One line that shrinks: cut at the right (or in the middle), whole in the tool tip."""

    def __init__(
        self, text: str = "", style: str = "body", tone: str = "text", weight: int | None = None
    ) -> None:
        self._whole = text
        self.elide_mode = Qt.TextElideMode.ElideRight
        super().__init__(text, style, tone, weight)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def setText(self, text: str) -> None:
        self._whole = text
        self.setAccessibleName(text)
        self._cut()
        self.updateGeometry()

    def whole_text(self) -> str:
        return self._whole

    def sizeHint(self) -> QSize:
        width = QFontMetricsF(self.font()).horizontalAdvance(self._whole)
        return QSize(int(width) + 2, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(24, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._cut()

    def _cut(self) -> None:
        width = self.width() if self.width() > 1 else 10_000
        shown = QFontMetricsF(self.font()).elidedText(self._whole, self.elide_mode, width + 1)
        super().setText(shown)
        self.setToolTip(self._whole if shown != self._whole else "")


def horizontal_line() -> QFrame:
    return _line("hline")


def vertical_line() -> QFrame:
    return _line("vline")


def _line(name: str) -> QFrame:
    made = QFrame()
    made.setObjectName(name)
    return made


def surface(name: str = "page") -> QWidget:
    """A plain background: `page`, `panel`, `rail` or `statusBar`."""
    made = QWidget()
    made.setObjectName(name)
    made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    return made
