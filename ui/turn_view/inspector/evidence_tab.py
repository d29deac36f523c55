"""Evidence: what was retrieved and why, what was withheld, and where each passage stands."""

from PySide6.QtCore import QPointF, QRectF, QSize, Signal
from PySide6.QtWidgets import QFrame, QLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.theme.canvas import Canvas
from ui.theme.fonts import Ink
from ui.theme.theme import Theme
from ui.turn_view.conversation import TurnOnScreen
from ui.widgets.button import Button
from ui.widgets.label import ElidedLabel, Label
from ui.widgets.layouts import row
from ui.widgets.painted import Painted
from workbench.domain.document import Withheld
from workbench.projections.evidence import EvidenceView, RankedChunk, evidence

_SNIPPET = 260


class _WithheldRow(Painted):
    """A lock, the id struck through, the reason; nothing of what it says."""

    def __init__(self, theme: Theme, withheld: Withheld) -> None:
        super().__init__(theme)
        self._withheld = withheld
        self.setFixedHeight(40)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.describe(f"Withheld {withheld.chunk_id}", withheld.reason)
        self.setToolTip(f"{withheld.chunk_id}\n{withheld.reason}")

    def sizeHint(self) -> QSize:
        return QSize(200, 40)

    def paint(self, canvas: Canvas) -> None:
        canvas.icon(QPointF(0, 5), "lock-simple", "text3", 14)
        width = self.width() - 22
        ink = Ink("mono", "text3", strike=True)
        canvas.text(QRectF(22, 2, width, 18), self._withheld.chunk_id, ink)
        canvas.text(QRectF(22, 20, width, 16), self._withheld.reason, Ink("caption", "text2"))


class _ChunkCard(QFrame):
    """Rank, title, score; the passage; the place that each retriever gave it."""

    opened = Signal(str, int, int)

    def __init__(self, theme: Theme, ranked: RankedChunk) -> None:
        super().__init__()
        chunk = ranked.chunk
        self._place = (chunk.path, chunk.start, chunk.end)
        self.setObjectName("inset")
        self.setAccessibleName(f"Passage {ranked.rank}, {chunk.title}, {chunk.heading}")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 8)
        layout.setSpacing(4)
        title = ElidedLabel(f"{ranked.rank}  {chunk.title}", "caption", "text", 600)
        score = Label(f"{chunk.score:.3f}", "caption", "text2", 500)
        score.setToolTip("Fused score (reciprocal rank)")
        head = row(title, score, gap=6)
        head.setStretch(0, 1)
        layout.addLayout(head)
        if chunk.heading:
            layout.addWidget(ElidedLabel(chunk.heading, "caption", "text3"))
        text = " ".join(chunk.text.split())
        said = text if len(text) <= _SNIPPET else f"{text[:_SNIPPET]}…"
        layout.addWidget(Label(said, "caption", "text2").wrapped().selectable())
        places = "   ".join(
            f"{each.retriever} {each.rank} ({each.score:.2f})" for each in ranked.places
        )
        button = Button(theme, "Open", "ghost", small=True)
        button.setAccessibleName(f"Open {chunk.title} at this passage")
        button.clicked.connect(self._on_open)
        ranks = ElidedLabel(places, "mono", "text3")
        ranks.setToolTip("Rank and score of each retriever")
        foot = row(ranks, button, gap=6)
        foot.setStretch(0, 1)
        layout.addLayout(foot)

    def _on_open(self) -> None:
        self.opened.emit(*self._place)


class EvidenceTab(QWidget):
    """Signals: passage_pressed(path, start, end), microscope_requested(query)."""

    passage_pressed = Signal(str, int, int)
    microscope_requested = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._shown: EvidenceView | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)
        self._fill()

    def show_turn(self, turn: TurnOnScreen) -> None:
        found = evidence(turn.events)
        if found != self._shown:
            self._shown = found
            self._fill()

    def _fill(self) -> None:
        _empty(self._layout)
        shown = self._shown
        if shown is None:
            said = "This answer looked nothing up. Bots with retrieval show their passages here."
            self._layout.addWidget(Label(said, "small", "text2").wrapped())
            self._layout.addStretch(1)
            return
        count = len(shown.chunks)
        words = f"{count} passage" if count == 1 else f"{count} passages"
        sent = Label(words, "caption", "text2", 500)
        self._layout.addLayout(row(Label("Sent to the model", "label", "text", 600), None, sent))
        self._layout.addWidget(Label(shown.query, "caption", "text3").wrapped())
        look = Button(self._theme, "Open in microscope", "ghost", "magnifying-glass", small=True)
        look.setToolTip("How each step ranks what this question finds, on the page Knowledge")
        look.clicked.connect(self._on_look)
        self._layout.addLayout(row(look, None))
        for ranked in shown.chunks:
            card = _ChunkCard(self._theme, ranked)
            card.opened.connect(self.passage_pressed)
            self._layout.addWidget(card)
        if shown.withheld:
            held = Label(f"{len(shown.withheld)}", "caption", "text2", 500)
            self._layout.addLayout(row(Label("Withheld", "label", "text", 600), None, held))
        for each in shown.withheld:
            self._layout.addWidget(_WithheldRow(self._theme, each))
        self._layout.addStretch(1)

    def _on_look(self) -> None:
        if self._shown:
            self.microscope_requested.emit(self._shown.query)


def _empty(layout: QLayout) -> None:
    while item := layout.takeAt(0):
        if widget := item.widget():
            widget.hide()
            widget.deleteLater()
        elif inner := item.layout():
            _empty(inner)
