"""How evidence is found: the steps of a search, in the order in which they run."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from ui.pages.bench.editor.fields import LineField, NumberField, WholeField, grid, labelled
from ui.theme import fonts
from ui.theme.theme import Theme
from ui.widgets.drop_down import DropDown, Option
from ui.widgets.layouts import row
from workbench.domain.bot import (
    DEFAULT_RERANKER,
    SUGGESTED_MIN_SCORE,
    Fusion,
    Rerank,
    RetrievalSettings,
)

RETRIEVERS = {"bm25": "Words (BM25)", "dense": "Meaning (dense)"}
FUSIONS: dict[str, tuple[Fusion, str]] = {
    "rank": ("rank", "By rank (reciprocal rank fusion)"),
    "score": ("score", "By weighted scores"),
}
RERANKS: dict[str, tuple[Rerank, str]] = {
    "none": ("none", "Not reranked"),
    "cross_encoder": ("cross_encoder", "Reranked by a cross-encoder"),
    "listwise": ("listwise", "Reranked by the bot's model"),
}
# Tool tips say what a number does; the field of the bot's file has the same name.
NUMBERS = {
    "dense_weight": ("Weight of meaning", 0.0, 1.0, 0.05, "Of weighted scores; the rest is words"),
    "min_score": (
        "Least score",
        0.0,
        100.0,
        0.05,
        f"Passages below are no evidence; 0 is off, try {SUGGESTED_MIN_SCORE:g}",
    ),
    "deduplicate": ("Duplicates from", 0.0, 1.0, 0.05, "Share of equal words; 0 keeps all"),
    "mmr_lambda": ("Relevance (MMR)", 0.0, 1.0, 0.05, "1 is relevance alone; less, more variety"),
    "recency": ("Recency", 0.0, 1.0, 0.05, "Share of a score that fades with age; 0 is off"),
}
WHOLES = {
    "top_k": ("Passages (top k)", 1, 100, "How many go to the model"),
    "candidates": ("Candidates", 1, 1000, "How many each retriever hands on"),
    "multi_query": ("Further queries", 0, 10, "The bot's model writes so many more; 0 is off"),
    "neighbours": ("Neighbours", 0, 20, "Passages before and after each that go along"),
    "token_budget": ("Token budget", 0, 1_000_000, "The most tokens of evidence; 0 is no limit"),
    "half_life_days": ("Half-life, days", 1, 36_500, "Age at which recency counts half"),
}


class RetrievalFields(QWidget):
    """Signals:
    edited: a person changed something.
    """

    edited = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.retrievers = {name: QCheckBox(words) for name, words in RETRIEVERS.items()}
        self.fusion = _choice(theme, "Fusion", FUSIONS)
        self.rerank = _choice(theme, "Reranking", RERANKS)
        self.rewrite = QCheckBox("Rewrite the query")
        self.rewrite.setToolTip("The bot's model writes the query anew from what was said")
        self.hyde = QCheckBox("Made-up passage (HyDE)")
        self.hyde.setToolTip("The bot's model writes an answer, and meaning is searched by that")
        self.numbers = {
            name: NumberField(label, low, high, step)
            for name, (label, low, high, step, _) in NUMBERS.items()
        }
        self.wholes = {
            name: WholeField(label, low, high) for name, (label, low, high, _) in WHOLES.items()
        }
        self.reranker = LineField("Cross-encoder", DEFAULT_RERANKER)
        self.no_evidence_reply = LineField("Answer without evidence", "the model answers")
        self._boxes = (*self.retrievers.values(), self.rewrite, self.hyde)
        self._lay_out()
        self._connect()

    def fill(self, found: RetrievalSettings) -> None:
        for name, box in self.retrievers.items():
            box.setChecked(name in found.retrievers)
        self.fusion.set_value(found.fusion)
        self.rerank.set_value(found.rerank)
        self.rewrite.setChecked(found.rewrite)
        self.hyde.setChecked(found.hyde)
        for name, number in self.numbers.items():
            number.setValue(getattr(found, name))
        for name, whole in self.wholes.items():
            whole.setValue(int(getattr(found, name)))
        self.reranker.set_text(found.reranker)
        self.no_evidence_reply.set_text(found.no_evidence_reply)

    def applied(self, before: RetrievalSettings) -> RetrievalSettings:
        """What has no field here stays as it was; so do fractions that a field cannot show."""
        chosen = tuple(name for name, box in self.retrievers.items() if box.isChecked())
        whole = {name: each.value() for name, each in self.wholes.items()}
        number = {name: round(each.value(), 4) for name, each in self.numbers.items()}
        days, kept = whole["half_life_days"], before.half_life_days
        return replace(
            before,
            top_k=whole["top_k"],
            candidates=whole["candidates"],
            retrievers=chosen or tuple(RETRIEVERS),
            rewrite=self.rewrite.isChecked(),
            hyde=self.hyde.isChecked(),
            multi_query=whole["multi_query"],
            fusion=FUSIONS[self.fusion.value][0],
            dense_weight=number["dense_weight"],
            recency=number["recency"],
            half_life_days=kept if int(kept) == days else float(days),
            rerank=RERANKS[self.rerank.value][0],
            reranker=self.reranker.text().strip() or DEFAULT_RERANKER,
            min_score=number["min_score"],
            deduplicate=number["deduplicate"],
            mmr_lambda=number["mmr_lambda"],
            neighbours=whole["neighbours"],
            token_budget=whole["token_budget"],
            no_evidence_reply=self.no_evidence_reply.text().strip(),
        )

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for box in self._boxes:
            box.setFont(fonts.font("small"))
        column.addLayout(row(*self.retrievers.values(), None, gap=16))
        column.addLayout(row(self.rewrite, self.hyde, None, gap=16))
        column.addWidget(self.fusion)
        column.addWidget(self.rerank)
        fields = [
            labelled(WHOLES[name][0], each, WHOLES[name][-1]) for name, each in self.wholes.items()
        ]
        fields += [
            labelled(NUMBERS[name][0], each, NUMBERS[name][-1])
            for name, each in self.numbers.items()
        ]
        where = "A name or folder, or http://127.0.0.1:PORT of a server with /v1/rerank"
        fields.append(labelled("Cross-encoder", self.reranker, where))
        fields.append(
            labelled("Answer without evidence", self.no_evidence_reply, "Said if nothing is found")
        )
        column.addLayout(grid(fields))

    def _connect(self) -> None:
        for box in self._boxes:
            box.clicked.connect(self._on_edited)
        for drop_down in (self.fusion, self.rerank):
            drop_down.value_chosen.connect(self._on_edited)
        for number in self.numbers.values():
            number.valueChanged.connect(self._on_edited)
        for whole in self.wholes.values():
            whole.valueChanged.connect(self._on_edited)
        for line in (self.reranker, self.no_evidence_reply):
            line.textEdited.connect(self._on_edited)

    def _on_edited(self) -> None:
        self.edited.emit()


def _choice(
    theme: Theme, name: str, options: dict[str, tuple[Fusion, str]] | dict[str, tuple[Rerank, str]]
) -> DropDown:
    return DropDown(theme, name, [Option(key, words) for key, (_, words) in options.items()])
