"""Settings: how the model picks its words, what is looked up, and how far a turn may go."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtWidgets import QCheckBox, QGridLayout, QLayout

from ui.pages.bench.editor.fields import LineField, NumberField, WholeField, labelled
from ui.pages.bench.editor.tab import EditorTab
from ui.theme import fonts
from ui.theme.theme import Theme
from ui.widgets.drop_down import DropDown, Option
from ui.widgets.label import Label, horizontal_line
from ui.widgets.layouts import row
from ui.widgets.toggle import Toggle
from workbench.domain.bot import Bot, RetrievalSettings, Sampling, Strategy

_STRATEGIES: dict[str, tuple[Strategy, str]] = {
    "direct": ("direct", "Direct, no tools"),
    "router": ("router", "Router, the nearest intent decides"),
    "function_calling": ("function_calling", "Function calling, the model decides"),
}
RETRIEVERS = {"bm25": "Words (BM25)", "dense": "Meaning (dense)"}


class SettingsTab(EditorTab):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.strategy = DropDown(
            theme, "Strategy", [Option(key, words) for key, (_, words) in _STRATEGIES.items()]
        )
        self.temperature = NumberField("Temperature", 0.0, 2.0, 0.1)
        self.top_p = NumberField("Top p", 0.0, 1.0, 0.05)
        self.repeat_penalty = NumberField("Repeat penalty", 0.0, 2.0, 0.05)
        self.max_tokens = WholeField("Most tokens of an answer", 1, 32_768)
        self.seed = WholeField("Seed", 0, 2_000_000_000)
        self.logprobs = WholeField("Likely tokens told for each token", 0, 20)
        self.stop = LineField("Stop words, parted by |", "none")
        self.is_looking_up = Toggle(theme, "Look up documents")
        self.top_k = WholeField("Passages sent to the model (top k)", 1, 50)
        self.candidates = WholeField("Candidates of each retriever", 1, 500)
        self.retrievers = {name: QCheckBox(words) for name, words in RETRIEVERS.items()}
        self.steps = WholeField("Most steps of a turn", 1, 50)
        self.deadline = WholeField("Deadline in seconds", 1, 3600)
        self._lay_out()
        self._connect()

    def fill(self, bot: Bot) -> None:
        sampling, found = bot.sampling, bot.retrieval
        self.strategy.set_value(bot.strategy)
        self.temperature.setValue(sampling.temperature)
        self.top_p.setValue(sampling.top_p)
        self.repeat_penalty.setValue(sampling.repeat_penalty)
        self.max_tokens.setValue(sampling.max_tokens)
        self.seed.setValue(sampling.seed)
        self.stop.set_text("|".join(sampling.stop))
        self.logprobs.setValue(sampling.logprobs)
        self.is_looking_up.setChecked(found is not None)
        self._show_retrieval(found or RetrievalSettings())
        self.steps.setValue(bot.steps_per_turn)
        self.deadline.setValue(int(bot.deadline_s))
        self._enable()

    def applied(self, bot: Bot) -> Bot:
        """Numbers that were not touched keep their exact value."""
        kept = float(bot.deadline_s)
        deadline_s = kept if int(kept) == self.deadline.value() else float(self.deadline.value())
        return replace(
            bot,
            strategy=_STRATEGIES[self.strategy.value][0],
            sampling=self._sampling(bot.sampling),
            retrieval=self._retrieval() if self.is_looking_up.isChecked() else None,
            steps_per_turn=self.steps.value(),
            deadline_s=deadline_s,
        )

    def _sampling(self, before: Sampling) -> Sampling:
        words = tuple(word for word in self.stop.text().split("|") if word)
        return replace(
            before,
            temperature=round(self.temperature.value(), 4),
            top_p=round(self.top_p.value(), 4),
            max_tokens=self.max_tokens.value(),
            seed=self.seed.value(),
            stop=words,
            repeat_penalty=round(self.repeat_penalty.value(), 4),
            logprobs=self.logprobs.value(),
        )

    def _retrieval(self) -> RetrievalSettings:
        chosen = tuple(name for name, box in self.retrievers.items() if box.isChecked())
        return RetrievalSettings(
            self.top_k.value(), self.candidates.value(), chosen or tuple(RETRIEVERS)
        )

    def _show_retrieval(self, found: RetrievalSettings) -> None:
        self.top_k.setValue(found.top_k)
        self.candidates.setValue(found.candidates)
        for name, box in self.retrievers.items():
            box.setChecked(name in found.retrievers)

    def _enable(self) -> None:
        on = self.is_looking_up.isChecked()
        for field in (self.top_k, self.candidates, *self.retrievers.values()):
            field.setEnabled(on)

    def _lay_out(self) -> None:
        self.column.addWidget(self.strategy)
        self.column.addWidget(horizontal_line())
        self.column.addWidget(Label("Sampling", "label", "text", 600))
        stop = labelled("Stop words", self.stop, "Parted by |; the answer ends before them")
        fields = [
            labelled("Temperature", self.temperature, "0 always picks the likeliest word"),
            labelled("Top p", self.top_p, "Only the likeliest words with this share together"),
            labelled("Repeat penalty", self.repeat_penalty, "1 is none"),
            labelled("Most tokens", self.max_tokens, "Longest answer, in tokens"),
            labelled("Seed", self.seed, "The same seed, the same answer, where the model allows"),
            stop,
            labelled("Likely tokens", self.logprobs, "Told for each token (logprobs), if it can"),
        ]
        self.column.addLayout(_grid(fields))
        self.column.addWidget(horizontal_line())
        title = Label("Look up documents", "label", "text", 600)
        self.column.addLayout(row(title, None, self.is_looking_up))
        found = [
            labelled("Passages (top k)", self.top_k, "How many go to the model"),
            labelled("Candidates", self.candidates, "How many each retriever hands on"),
        ]
        self.column.addLayout(_grid(found))
        for box in self.retrievers.values():
            box.setFont(fonts.font("small"))
        self.column.addLayout(row(*self.retrievers.values(), None, gap=16))
        self.column.addWidget(horizontal_line())
        limits = [
            labelled("Most steps", self.steps, "Calls of the model in one turn"),
            labelled("Deadline, seconds", self.deadline, "A turn that takes longer fails"),
        ]
        self.column.addWidget(Label("Limits", "label", "text", 600))
        self.column.addLayout(_grid(limits))
        self.column.addStretch(1)

    def _connect(self) -> None:
        wholes = (self.max_tokens, self.seed, self.logprobs, self.top_k, self.candidates)
        for whole in wholes:
            whole.valueChanged.connect(self._on_edited)
        for limit in (self.steps, self.deadline):
            limit.valueChanged.connect(self._on_edited)
        for number in (self.temperature, self.top_p, self.repeat_penalty):
            number.valueChanged.connect(self._on_edited)
        for box in self.retrievers.values():
            box.clicked.connect(self._on_edited)
        self.stop.textEdited.connect(self._on_edited)
        self.strategy.value_chosen.connect(self._on_edited)
        self.is_looking_up.clicked.connect(self._on_looking_up)

    def _on_looking_up(self) -> None:
        self._enable()
        self._on_edited()


def _grid(fields: Sequence[QLayout]) -> QGridLayout:
    """Three in a row."""
    made = QGridLayout()
    made.setHorizontalSpacing(12)
    made.setVerticalSpacing(8)
    for place in range(3):
        made.setColumnStretch(place, 1)
    for place, field in enumerate(fields):
        made.addLayout(field, place // 3, place % 3)
    return made
