"""What the view Map knows: the points that the worker told, and where the query fell. Qt-free."""

from dataclasses import dataclass, field

from ui.widgets.amounts import count
from workbench.domain.embedding_map import MapPoint
from workbench.messages import Message, Refused
from workbench.retrieval_messages import EmbeddingsMapped

Place = tuple[float, float]
ENDED = "The engine stopped before the map was made."


@dataclass(slots=True)
class MapState:
    """`points` stay until new ones are whole, with their `places`; `query` is for `asked_query`.

    `revision` counts how often the points became others.
    """

    request_id: str = ""
    is_loading: bool = False
    points: tuple[MapPoint, ...] | None = None
    places: tuple[Place, ...] = ()
    total: int = 0
    explained: float = 0.0
    asked_query: str = ""
    query: Place | None = None
    problem: str = ""
    revision: int = 0
    _pieces: list[MapPoint] = field(default_factory=list)
    _placed: list[Place] = field(default_factory=list)

    def begin(self, request_id: str, query: str) -> None:
        self.request_id, self.asked_query = request_id, query
        self.is_loading, self.problem, self._pieces = True, "", []
        self._placed = []

    def fail(self, words: str) -> None:
        self.is_loading, self.problem = False, words

    def take(self, message: Message) -> bool:
        """Fold one message in; False if it changes nothing that is shown."""
        if getattr(message, "request_id", "") != self.request_id or not self.is_loading:
            return False
        match message:
            case EmbeddingsMapped():
                return self._take(message)
            case Refused():
                self.fail(message.line)
                return True
            case _:
                return False

    def _take(self, told: EmbeddingsMapped) -> bool:
        self._pieces.extend(told.map.points)
        self._placed.extend((point.x, point.y) for point in told.map.points)
        if not told.is_last:
            return False
        points = tuple(self._pieces)
        if points != self.points:
            self.revision += 1
            self.points, self.places = points, tuple(self._placed)
        self._pieces, self._placed, self.is_loading = [], [], False
        self.total, self.explained = told.map.total, told.map.explained
        self.query = told.map.query
        return True

    def summary(self) -> str:
        """`214 chunks, two axes that show 23% of how they differ`."""
        if not self.points:
            return ""
        shown = f"{len(self.points):,} of " * (len(self.points) < self.total)
        chunks = count(self.total, "chunk")
        return f"{shown}{chunks}, on two axes that show {self.explained:.0%} of how they differ"
