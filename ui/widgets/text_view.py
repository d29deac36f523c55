"""An answer as it is written: grows at its end, only its last paragraph is laid out again."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QFont,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit, QToolTip

from ui.theme import fonts
from ui.theme.canvas import Canvas
from ui.theme.theme import Theme
from ui.widgets.answer_markup import Line, Piece, parse_line
from ui.widgets.citation_chip import CHIP_TYPE, NUMBER, CitationChip

REPAINT_MS = 33
_LINE, _PARAGRAPH, _INDENT = 20, 6, 18
_OBJECT = "\N{OBJECT REPLACEMENT CHARACTER}"


class TextView(QTextEdit):
    """Read-only text of a model: `set_text`, or `append` while it streams and then `finish`.

    Knows **bold**, `code`, lists and citations like [1] whose numbers are in `set_sources`; all
    else, links and markup included, is shown as plain text and nothing is ever loaded. It is as
    high as its text, so that the page scrolls, not the answer.

    Signals:
        citation_pressed: the number of a source.
    """

    citation_pressed = Signal(int)

    def __init__(self, theme: Theme, name: str = "Answer") -> None:
        super().__init__()
        self._theme = theme
        self._source, self._waiting, self._drawn_lines = "", "", 0
        self._sources: dict[int, str] = {}
        self._is_streaming, self._caret_on = False, True
        self.setAccessibleName(name)
        self._set_up()
        self._chip = CitationChip(theme, self.document())
        self.document().documentLayout().registerHandler(CHIP_TYPE, self._chip)
        self._flush_timer = self._timer(REPAINT_MS, single=True)
        self._flush_timer.timeout.connect(self._flush)
        self._caret_timer = self._timer(theme.tokens.motion["caret_blink_ms"], single=False)
        self._caret_timer.timeout.connect(self._on_blink)
        theme.theme_changed.connect(self._draw_all)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)

    def text(self) -> str:
        """All that was given, as the model wrote it."""
        return self._source + self._waiting

    def set_text(self, text: str) -> None:
        """A finished text."""
        self.finish()
        self._source, self._waiting = text, ""
        self._draw_all()

    def append(self, text: str) -> None:
        """More of a text that streams; drawn at most every 33 ms."""
        self._waiting += text
        if not self._is_streaming:
            self._is_streaming = True
            self._caret_timer.start()
        if not self._flush_timer.isActive():
            self._flush_timer.start()

    def finish(self) -> None:
        """The stream has ended: no caret any more."""
        self._flush()
        self._is_streaming = False
        self._caret_timer.stop()
        self._flush_timer.stop()
        self.viewport().update()

    @property
    def is_streaming(self) -> bool:
        return self._is_streaming

    def set_sources(self, sources: Mapping[int, str]) -> None:
        """What the numbers in brackets stand for; hovering a chip shows it."""
        self._sources = dict(sources)
        self._draw_all()

    # Drawing

    def _flush(self) -> None:
        if self._waiting:
            self._source += self._waiting
            self._waiting = ""
            self._draw_from(self._drawn_lines)

    def _draw_all(self) -> None:
        self._drawn_lines = 0
        self.document().clear()
        self._draw_from(0)

    def _draw_from(self, first: int) -> None:
        """Replace the line that may have changed and what follows it."""
        lines = self._source.split("\n")
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        for place, source in enumerate(lines[first:], start=first):
            if place > first:
                cursor.insertBlock()
            self._write_line(cursor, parse_line(source), after_gap=place > 0)
        cursor.endEditBlock()
        self._drawn_lines = len(lines) - 1
        self.viewport().update()

    def _write_line(self, cursor: QTextCursor, line: Line, *, after_gap: bool) -> None:
        block = QTextBlockFormat()
        empty = not line.pieces
        kind = QTextBlockFormat.LineHeightTypes.FixedHeight.value
        block.setLineHeight(_PARAGRAPH if empty else _LINE, kind)
        block.setTopMargin(2 if line.marker and after_gap else 0)
        block.setLeftMargin(_INDENT if line.marker else 0)
        block.setTextIndent(-_INDENT if line.marker else 0)
        cursor.setBlockFormat(block)
        if line.marker:
            cursor.insertText(f"{line.marker}\t", self._format(Piece("text", "")))
        for piece in line.pieces:
            self._write_piece(cursor, piece)

    def _write_piece(self, cursor: QTextCursor, piece: Piece) -> None:
        if piece.kind == "citation" and int(piece.text) in self._sources:
            cursor.insertText(_OBJECT, self._format(piece))
        elif piece.kind == "citation":
            cursor.insertText(f"[{piece.text}]", self._format(piece))
        else:
            cursor.insertText(piece.text, self._format(piece))

    def _format(self, piece: Piece) -> QTextCharFormat:
        made = QTextCharFormat()
        made.setFont(_font(piece))
        made.setForeground(self._theme.color("text"))
        if piece.kind == "code":
            made.setBackground(self._theme.color("surface2"))
        if piece.kind == "citation":
            self._dress_citation(made, int(piece.text))
        return made

    def _dress_citation(self, made: QTextCharFormat, number: int) -> None:
        if number in self._sources:
            made.setObjectType(CHIP_TYPE)
            made.setProperty(NUMBER, number)
            made.setToolTip(self._sources[number])
        elif self._sources or not self._is_streaming:
            made.setForeground(self._theme.color("fail"))
            made.setToolTip(f"The answer names source {number}, which was not sent to the model.")

    # Behaviour

    def _set_up(self) -> None:
        self.setReadOnly(True)
        self.setProperty("bare", True)  # noqa: FBT003 - Qt's own signature
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFont(fonts.font("body"))
        self.document().setDefaultFont(fonts.font("body"))
        self.document().setDocumentMargin(0)
        self.document().setUndoRedoEnabled(False)
        self.setTabStopDistance(_INDENT)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(_LINE)
        self.viewport().setMouseTracking(True)

    def _timer(self, interval_ms: int, *, single: bool) -> QTimer:
        made = QTimer(self)
        made.setInterval(interval_ms)
        made.setSingleShot(single)
        return made

    def _fit(self) -> None:
        self.setFixedHeight(max(_LINE, int(self.document().size().height()) + 2))

    def _on_blink(self) -> None:
        self._caret_on = not self._caret_on
        self.viewport().update()

    def _citation_at(self, event: QMouseEvent) -> int | None:
        point = event.position().toPoint()
        cursor = self.cursorForPosition(point)
        for step in (0, 1):
            if cursor.movePosition(QTextCursor.MoveOperation.NextCharacter, n=step) or step == 0:
                value = cursor.charFormat().property(NUMBER)
                if value is not None and self._covers(cursor, point.x()):
                    return int(value)
        return None

    def _covers(self, after: QTextCursor, x: int) -> bool:
        """Whether the character before this cursor lies under `x`."""
        before = QTextCursor(after)
        before.movePosition(QTextCursor.MoveOperation.PreviousCharacter)
        return self.cursorRect(before).left() <= x <= self.cursorRect(after).left()

    # Qt overrides

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Nothing is ever loaded, from the disk or from afar."""
        del kind, name
        return None

    def sizeHint(self) -> QSize:
        return QSize(280, self.height())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        number = self._citation_at(event)
        if number is not None and not self.textCursor().hasSelection():
            self.citation_pressed.emit(number)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        over = self._citation_at(event) is not None
        shape = Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.IBeamCursor
        self.viewport().setCursor(shape)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            tip = self.cursorForPosition(event.pos()).charFormat().toolTip()
            QToolTip.showText(event.globalPos(), tip, self)
            return True
        return super().viewportEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The page scrolls."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._is_streaming and self._caret_on:
            end = QTextCursor(self.document())
            end.movePosition(QTextCursor.MoveOperation.End)
            place = self.cursorRect(end)
            painter = QPainter(self.viewport())
            caret = QRectF(place.left() + 2, place.center().y() - 7, 7, 14)
            Canvas(painter, self._theme).box(caret, "accent", 1)
            painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


def _font(piece: Piece) -> QFont:
    if piece.kind == "code":
        return fonts.font("mono")
    return fonts.font("body", 600 if piece.kind == "bold" else None)
