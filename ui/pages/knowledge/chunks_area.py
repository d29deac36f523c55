"""The view Chunks: the chosen document, cut as it is indexed or as it would be."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.pages.knowledge.marked_text import MarkedText
from ui.theme.theme import Theme
from ui.widgets.amounts import count
from ui.widgets.button import Button
from ui.widgets.drop_down import DropDown, Option
from ui.widgets.label import ElidedLabel, Label, horizontal_line
from ui.widgets.layouts import row
from ui.widgets.message_bar import MessageBar
from ui.widgets.segmented import SegmentedControl
from workbench.domain.document import Chunk
from workbench.domain.knowledge_settings import ChunkerKind, ChunkerSettings

KINDS: tuple[tuple[ChunkerKind, str], ...] = (
    ("heading", "Headings"),
    ("fixed", "Fixed tokens"),
    ("sentences", "Sentences"),
    ("semantic", "Meaning"),
    ("parent_child", "Parent and child"),
)
SIZES = (32, 64, 100, 150, 200, 256, 400, 512, 800, 1000)
OVERLAPS = (0, 10, 20, 32, 50, 64, 100, 128)
LAYERS = (("chunks", "Chunks"), ("parents", "Parents"))
_PAUSE_MS = 120


class ChunksArea(QWidget):
    """Signals: preview_wanted(ChunkerSettings), indexed_wanted()."""

    preview_wanted = Signal(object)
    indexed_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._chunks: tuple[Chunk, ...] = ()
        self._parents: tuple[Chunk, ...] = ()
        self._indexed = ChunkerSettings()
        self.bar = MessageBar(theme)
        self.title = ElidedLabel("No document is chosen", "heading")
        self.kind = DropDown(theme, "Cut by", [Option(key, text) for key, text in KINDS])
        self.size_box = DropDown(theme, "Size")
        self.overlap = DropDown(theme, "Overlap")
        self.layer = SegmentedControl(theme, "What is drawn", LAYERS)
        self.back = Button(theme, "As indexed", "ghost", "arrow-counter-clockwise", small=True)
        self.words = Label("", "caption", "text3")
        self.text = MarkedText(theme)
        self._wait = QTimer(self, interval=_PAUSE_MS, singleShot=True)
        self._lay_out()
        for box in (self.kind, self.size_box, self.overlap):
            box.value_chosen.connect(self._on_changed)
        self._wait.timeout.connect(self._ask)
        self.back.clicked.connect(self._on_back)
        self.layer.current_changed.connect(self._draw)
        self.set_chunker(self._indexed)

    @property
    def settings(self) -> ChunkerSettings:
        """What is chosen, whether or not it is how the index is cut."""
        kind = next(each for each, _ in KINDS if each == self.kind.value)
        return ChunkerSettings(kind, int(self.size_box.value), int(self.overlap.value))

    @property
    def is_preview(self) -> bool:
        return self.settings != self._indexed

    def set_chunker(self, indexed: ChunkerSettings) -> None:
        """How the index is cut: what the controls begin with and go back to."""
        self._indexed = indexed
        sizes = sorted({*SIZES, indexed.size_tokens})
        overlaps = sorted({*OVERLAPS, indexed.overlap_tokens})
        self.size_box.set_options([Option(str(each), f"{each} tokens") for each in sizes])
        self.overlap.set_options([Option(str(each), f"{each} tokens") for each in overlaps])
        self.kind.set_value(indexed.kind)
        self.size_box.set_value(str(indexed.size_tokens))
        self.overlap.set_value(str(indexed.overlap_tokens))
        self._tell()

    def show_document(self, title: str, note: str = "") -> None:
        """A new one; `note` stands where there is no text to show."""
        self.title.setText(title)
        self.text.show_text("")
        self.text.setPlaceholderText(note)
        self.bar.hide()
        self.show_cut((), ())

    def show_cut(self, chunks: tuple[Chunk, ...], parents: tuple[Chunk, ...]) -> None:
        self._chunks, self._parents = chunks, parents
        self.layer.setVisible(bool(parents))
        self._draw()

    def fail(self, sentence: str) -> None:
        self.bar.show_message("fail", sentence)

    def _draw(self) -> None:
        is_parent = self.layer.current == "parents" and bool(self._parents)
        self.text.show_chunks(self._parents if is_parent else self._chunks)
        self._tell()

    def _tell(self) -> None:
        self.back.setVisible(self.is_preview)
        sizes = [len(chunk.text) for chunk in self._chunks]
        if not sizes:
            self.words.setText("")
            return
        kind = "Preview, nothing is changed" if self.is_preview else "As indexed"
        parents = f" of {len(self._parents):,} parents" if self._parents else ""
        mean = sum(sizes) / len(sizes)
        self.words.setText(
            f"{kind}: {count(len(sizes), 'chunk')}{parents}, {min(sizes):,} to {max(sizes):,} "
            f"characters, {mean:,.0f} on average"
        )

    def _on_changed(self) -> None:
        self._tell()
        self._wait.start()

    def _ask(self) -> None:
        self.bar.hide()
        if self.is_preview:
            self.preview_wanted.emit(self.settings)
        else:
            self.indexed_wanted.emit()

    def _on_back(self) -> None:
        self.set_chunker(self._indexed)
        self._ask()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        controls = row(self.kind, self.size_box, self.overlap, self.layer, self.back, None,
                       margins=(16, 8, 16, 6))  # fmt: skip
        head = row(self.title, self.words, gap=12, margins=(16, 8, 16, 0))
        head.setStretch(0, 1)
        layout.addLayout(head)
        layout.addLayout(controls)
        layout.addWidget(horizontal_line())
        layout.addWidget(self.text, 1)
