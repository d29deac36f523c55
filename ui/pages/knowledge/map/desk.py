"""Asks for the map and for headings, and tells the page which document is chosen on it."""

from PySide6.QtCore import QObject, QPoint, QTimer, Signal

from ui.pages.knowledge.map.area import MapArea
from ui.pages.knowledge.map.state import ENDED, MapState
from ui.pages.knowledge.map.words import PointWords, point_words
from ui.pages.knowledge.rows import KnowledgeRow, readers
from ui.pages.knowledge.state import KnowledgeState
from ui.session import Session
from workbench.domain.embedding_map import MapPoint
from workbench.knowledge_commands import ListChunks
from workbench.knowledge_messages import ChunksListed
from workbench.messages import Message
from workbench.retrieval_commands import MapEmbeddings

_HOVER_MS = 120
# A query costs a whole map, so it is placed when the person pauses, or presses Enter.
_TYPED_MS = 450


class MapDesk(QObject):
    """Signals: document_chosen(path); chunks_requested(path); update_requested()."""

    document_chosen = Signal(str)
    chunks_requested = Signal(str)
    update_requested = Signal()

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._known = KnowledgeState()
        self._rows: dict[str, KnowledgeRow] = {}
        self._mapped: tuple[object, ...] = ()
        self._is_stale = True
        self._hovered: int | None = None
        self._chosen: int | None = None
        self._headings: dict[str, dict[str, str]] = {}
        self._asked: dict[str, str] = {}
        self._rest = QTimer(self, interval=_HOVER_MS, singleShot=True)
        self._typed = QTimer(self, interval=_TYPED_MS, singleShot=True)
        self.state = MapState()
        self.area = MapArea(session.theme)
        self._connect()

    def show_state(self, known: KnowledgeState) -> None:
        """The documents and roles that there are now; others are mapped anew."""
        self._known = known
        self._rows = {row.path: row for row in known.rows()}
        self.area.show_roles(known.roles)
        if known.documents is not None and self._told_of() != self._mapped:
            self._is_stale = True
        if self.area.isVisible():
            self._ask_if_stale()

    def ask(self) -> None:
        """Also the query is placed anew."""
        self.area.bar.hide()
        self._is_stale, self._mapped = False, self._told_of()
        query, index = self.area.query.text().strip(), self._known.index
        self._headings, self._asked = {}, {}
        self.state.begin(
            self._session.ask(lambda name: MapEmbeddings(name, query, index), self._on_told), query
        )
        self.area.show_map(self.state)

    def _told_of(self) -> tuple[object, ...]:
        """What a map is of: another embedder makes another one of the same documents."""
        row = self._known.index_row
        return self._known.index, row and row.spec, self._known.documents

    def _on_worker_stopped(self) -> None:
        if self.state.is_loading:
            self.state.fail(ENDED)
            self._is_stale = True
            self.area.show_map(self.state)

    def _ask_if_stale(self) -> None:
        if self._is_stale and self._known.documents is not None:
            self.ask()

    def _on_told(self, answer: Message) -> None:
        before = self.state.revision
        if not self.state.take(answer):
            return
        if self.state.revision != before:
            self._hovered = self._chosen = None
            self.area.tell_hovered(None, None)
            self.area.tell_chosen(None)
        self.area.show_map(self.state)

    # Points

    def _point(self, number: int) -> MapPoint:
        assert self.state.points
        return self.state.points[number]

    def _words(self, number: int) -> PointWords:
        point = self._point(number)
        heading = self._headings.get(point.path, {}).get(point.chunk_id, "")
        return point_words(point, self._rows.get(point.path), heading, self.area.hidden_from(point))

    def _on_hovered(self, number: int | None, at: QPoint | None) -> None:
        self._hovered = number
        self.area.tell_hovered(None if number is None else self._words(number), at)
        self._rest.start()

    def _on_chosen(self, number: int) -> None:
        self._chosen = number
        self._show_chosen()
        self._read_headings(number)
        point = self._point(number)
        if not self.area.hidden_from(point):
            self.document_chosen.emit(point.path)

    def _show_chosen(self) -> None:
        number, points = self._chosen, self.state.points or ()
        if number is None:
            return
        words = self._words(number)
        self.area.tell_chosen(words)
        path = "" if words.is_hidden else points[number].path
        ringed = (place for place, point in enumerate(points) if path and point.path == path)
        self.area.plot.ring(ringed, number)

    def _on_opened(self, number: int) -> None:
        self._on_chosen(number)
        self._open_chosen()

    def _open_chosen(self) -> None:
        if self._chosen is not None and not self._words(self._chosen).is_hidden:
            self.chunks_requested.emit(self._point(self._chosen).path)

    # Headings are told with the chunks of one document, so only where somebody may read it.

    def _on_rest(self) -> None:
        if self._hovered is not None:
            self._read_headings(self._hovered)

    def _read_headings(self, number: int) -> None:
        point, index = self._point(number), self._known.index
        may = readers(point.audience, self._known.roles)
        if self.area.hidden_from(point) or not may or point.path in self._headings:
            return
        path = point.path
        self._headings[path] = {}
        name = self._session.ask(lambda each: ListChunks(each, path, index), self._on_chunks)
        self._asked[name] = path

    def _on_chunks(self, answer: Message) -> None:
        if isinstance(answer, ChunksListed) and answer.request_id in self._asked:
            found = {chunk.id: chunk.heading for chunk in answer.chunks}
            self._headings.setdefault(answer.path, {}).update(found)
            if self._hovered is not None:
                self.area.tell_hovered(self._words(self._hovered), None)
            if self._chosen is not None:
                self.area.tell_chosen(self._words(self._chosen))

    def _on_entered(self) -> None:
        if self._typed.isActive():
            self._typed.stop()
            self.ask()

    def _on_role(self) -> None:
        self._show_chosen()

    def _connect(self) -> None:
        area = self.area
        area.shown.connect(self._ask_if_stale)
        area.query.search_changed.connect(self._typed.start)
        area.query.returnPressed.connect(self._on_entered)
        self._typed.timeout.connect(self.ask)
        area.bar.action_pressed.connect(self.ask)
        area.role.value_chosen.connect(self._on_role)
        area.plot.hovered.connect(self._on_hovered)
        area.plot.chosen.connect(self._on_chosen)
        area.plot.opened.connect(self._on_opened)
        area.plot.link_pressed.connect(self.update_requested)
        area.open_button.clicked.connect(self._open_chosen)
        self._session.worker_stopped.connect(self._on_worker_stopped)
        self._rest.timeout.connect(self._on_rest)
