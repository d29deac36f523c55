"""Ladders side by side, with lines between the places of each chunk; keys walk along them."""

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip

from ui.pages.knowledge.microscope.judgements import GRADE_WORDS
from ui.pages.knowledge.microscope.ladder_paint import LadderPainter, Shown
from ui.pages.knowledge.microscope.ladder_places import EDGE, HEAD, Place, Places
from ui.pages.knowledge.microscope.ladders import Ladder, Rung
from ui.theme.canvas import Canvas
from ui.theme.theme import Theme
from ui.widgets.painted import Painted

_GRADES = {Qt.Key.Key_0: 0, Qt.Key.Key_1: 1, Qt.Key.Key_2: 2,
           Qt.Key.Key_Backspace: None, Qt.Key.Key_Delete: None}  # fmt: skip
_PAGE, _FAR = 8, 10_000
_RUNGS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -_PAGE,
          Qt.Key.Key_PageDown: _PAGE, Qt.Key.Key_Home: -_FAR, Qt.Key.Key_End: _FAR}  # fmt: skip
_LADDERS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class LadderView(Painted):
    """Arrow keys choose a chunk, 0 1 2 judge it, Backspace takes that back, Enter opens it.

    Signals:
        chosen: another rung, or none.
        judged: the chunk's id, and 0 (off topic), 1 (helps), 2 (answers it) or None.
        opened: the chunk's id.
        copy_pressed: the ladder of the chosen rung is wanted.
    """

    chosen = Signal()
    judged = Signal(str, object)
    opened = Signal(str)
    copy_pressed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.shown = Shown()
        self._place: Place = (0, 0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.describe("Rankings")

    @property
    def places(self) -> Places:
        counts = tuple(len(each.rungs) for each in self.shown.ladders)
        return Places(float(self.width()), counts)

    @property
    def ladder(self) -> Ladder | None:
        """That of the chosen rung."""
        ladders = self.shown.ladders
        return ladders[self._place[0]] if self._place[0] < len(ladders) else None

    @property
    def current(self) -> Rung | None:
        rungs = self.ladder.rungs if self.ladder else ()
        return rungs[self._place[1]] if self._place[1] < len(rungs) else None

    def show_ladders(self, shown: Shown) -> None:
        """The chosen chunk stays chosen if it is there; else it is the best of the last ladder."""
        chunk_id = self.current.chunk_id if self.current else ""
        column = self._place[0]
        self.shown = shown
        self._place = self._place_of(chunk_id, column)
        self.setFixedHeight(self.places.height)
        self.setMinimumWidth(self.places.least_width)
        self._tell()

    def current_area(self) -> QRect:
        """What is to be in sight, below the head."""
        return self.places.rung(self._place).adjusted(-EDGE, -HEAD, EDGE, 4).toRect()

    def choose(self, place: Place) -> None:
        self._place = self.places.nearest(place)
        self._tell()
        self.chosen.emit()

    def choose_chunk(self, chunk_id: str) -> None:
        """Where it is in the last ladder that has it."""
        for column in reversed(range(len(self.shown.ladders))):
            if self.shown.ladders[column].rung(chunk_id):
                self.choose(self._place_of(chunk_id, column))
                return

    def sizeHint(self) -> QSize:
        return QSize(self.places.least_width, self.places.height)

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, current = Qt.Key(event.key()), self.current
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_pressed.emit()
        elif key in _RUNGS:
            self.choose((self._place[0], self._place[1] + _RUNGS[key]))
        elif key in _LADDERS:
            self._go_along(_LADDERS[key])
        elif current is None or current.kind == "hidden":
            super().keyPressEvent(event)
        else:
            self._take_key(key, current.chunk_id, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if place := self._at(event.position()):
            self.choose(place)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        current = self.current
        if current and current.kind != "hidden" and self._at(event.position()):
            self.opened.emit(current.chunk_id)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            self._show_tip(event.pos(), event.globalPos())
            return True
        return super().event(event)

    def paint(self, canvas: Canvas) -> None:
        if not self.shown.ladders:
            return
        chosen = self._place if self.current else None
        painter = LadderPainter(canvas, self.shown, self.places, chosen)
        painter.paint(self._seen())
        if self.hasFocus() and chosen:
            canvas.ring(self.places.rung(chosen), 6)

    # Helpers

    def _take_key(self, key: Qt.Key, chunk_id: str, event: QKeyEvent) -> None:
        if key in _GRADES:
            self.judged.emit(chunk_id, _GRADES[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(chunk_id)
        else:
            super().keyPressEvent(event)

    def _go_along(self, step: int) -> None:
        """Along the line of the chunk; where there is none, to the rung beside."""
        column = self.places.nearest((self._place[0] + step, 0))[0]
        current = self.current
        if column == self._place[0] or not current:
            return
        if self.shown.ladders[column].rung(current.chunk_id):
            self.choose(self._place_of(current.chunk_id, column))
        else:
            self.choose((column, self._place[1]))

    def _place_of(self, chunk_id: str, column: int) -> Place:
        ladders = self.shown.ladders
        if column < len(ladders):
            for place, rung in enumerate(ladders[column].rungs):
                if rung.chunk_id == chunk_id:
                    return column, place
        full = [n for n, each in enumerate(ladders) if each.rungs]
        last = full[-1] if full else 0
        rungs = ladders[last].rungs if ladders else ()
        return last, next((n for n, each in enumerate(rungs) if each.rank == 1), 0)

    def _at(self, point: QPointF) -> Place | None:
        is_head = point.y() < self._seen().top() + HEAD
        return None if is_head else self.places.at(point)

    def _seen(self) -> QRectF:
        """What is not scrolled out of sight; all of it while the widget is not shown."""
        seen = self.visibleRegion().boundingRect()
        return QRectF(seen if not seen.isEmpty() else self.rect())

    def _show_tip(self, at: QPoint, on_screen: QPoint) -> None:
        place = self._at(QPointF(at))
        if place is None:
            QToolTip.showText(on_screen, self.toolTip(), self)
            return
        rung = self.shown.ladders[place[0]].rungs[place[1]]
        lines = [rung.title, rung.chunk.path if rung.chunk else "", rung.note]
        QToolTip.showText(on_screen, "\n".join(line for line in lines if line), self)

    def _tell(self) -> None:
        self.describe("Rankings", self._said())
        self.update()

    def _said(self) -> str:
        """`Refunds, BM25 2, sent to the model, answers it`."""
        ladder, rung = self.ladder, self.current
        if ladder is None or rung is None:
            return ""
        judged = self.shown.judged.get(rung.chunk_id)
        parts = [
            "Hidden" if rung.kind == "hidden" else "",
            rung.title,
            f"{ladder.name} {rung.rank or ''}".rstrip(),
            "sent to the model" if rung.is_sent else "",
            rung.note,
            GRADE_WORDS[judged.grade].lower() if judged else "",
        ]
        return ", ".join(part for part in parts if part)
