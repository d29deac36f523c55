"""What a sweep varies: one drop-down an axis, and how many configurations that makes."""

from collections.abc import Iterable, Sequence
from itertools import product

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.pages.knowledge.evaluation.words import CHUNKERS, MODES, RERANKS
from ui.theme.theme import Theme
from ui.widgets.amounts import count
from ui.widgets.drop_down import Option
from ui.widgets.label import Label
from ui.widgets.layouts import row
from ui.widgets.many_drop_down import ManyDropDown
from workbench.domain.knowledge_settings import ChunkerSettings, IndexSpec
from workbench.domain.retrieval_sweep import SweepAxes, sweep_points

SIZES = (50, 100, 150, 200, 300, 400, 600, 800)
OVERLAPS = (0, 10, 20, 50, 100)
DEPTHS = (1, 3, 5, 10, 20)
MOST = 500


class AxesRow(QWidget):
    """Signals: changed()."""

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.chunker = ManyDropDown(theme, "Cut by", _options(CHUNKERS.items()))
        self.size_box = ManyDropDown(theme, "Size", _numbers(SIZES))
        self.overlap = ManyDropDown(theme, "Overlap", _numbers(OVERLAPS))
        self.embedder = ManyDropDown(theme, "Embedder", (Option("minilm", "minilm"),))
        self.mode = ManyDropDown(theme, "Mode", _options(MODES.items()))
        self.top_k = ManyDropDown(theme, "Top k", _numbers(DEPTHS))
        self.rerank = ManyDropDown(theme, "Rerank", _options(RERANKS.items()))
        self.words = Label("", "small", "text2")
        self._boxes = (self.chunker, self.size_box, self.overlap, self.embedder, self.mode,
                       self.top_k, self.rerank)  # fmt: skip
        for box in self._boxes:
            box.max_width = 190
            box.values_changed.connect(self._on_changed)
        self.size_box.set_values({"100", "200"})
        self.mode.set_values({"bm25", "dense", "hybrid", "weighted"})
        self.top_k.set_values({"3"})
        self.setLayout(row(*self._boxes, None, self.words, gap=6))
        self._tell()

    def set_indexes(self, indexes: Sequence[IndexSpec]) -> None:
        """Their embedders can be swept, whether or not anything is indexed by them."""
        keys = dict.fromkeys(("minilm", *(each.embedder.key for each in indexes)))
        self.embedder.set_options([Option(key, key) for key in keys])
        self._tell()

    @property
    def axes(self) -> SweepAxes:
        """An overlap as large as the piece makes no chunker, and is left out."""
        kinds = [kind for kind in CHUNKERS if kind in self.chunker.values]
        sizes, overlaps = _whole(self.size_box), _whole(self.overlap)
        chunkers = tuple(
            ChunkerSettings(kind, size, overlap)
            for kind, size, overlap in product(kinds, sizes, overlaps)
            if overlap < size
        )
        return SweepAxes(
            chunkers,
            self.embedder.values,
            tuple(mode for mode in MODES if mode in self.mode.values),
            _whole(self.top_k),
            tuple(rerank for rerank in RERANKS if rerank in self.rerank.values),
        )

    @property
    def configurations(self) -> int:
        return len(sweep_points(self.axes))

    @property
    def problem(self) -> str:
        """Why this cannot be swept; empty if it can."""
        number = self.configurations
        if not number:
            return "Every overlap is as large as the piece"
        return f"More than {MOST} configurations" if number > MOST else ""

    def _on_changed(self) -> None:
        self._tell()
        self.changed.emit()

    def _tell(self) -> None:
        self.words.setText(self.problem or count(self.configurations, "configuration"))
        self.words.set_tone("fail" if self.problem else "text2")


def _options(items: Iterable[tuple[str, str]]) -> list[Option]:
    return [Option(key, text) for key, text in items]


def _numbers(values: Sequence[int]) -> list[Option]:
    return [Option(str(each), f"{each:,}") for each in values]


def _whole(box: ManyDropDown) -> tuple[int, ...]:
    return tuple(int(each) for each in box.values)
