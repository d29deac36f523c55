"""How sure the model was of each token of its answer, and what it could have written."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.theme.theme import Theme
from ui.turn_view.tokens.marks import heat_marks, percent, quoted
from ui.turn_view.tokens.next_token import NextToken
from ui.turn_view.tokens.token_text import TokenText
from ui.widgets.button import Button
from ui.widgets.label import Label, horizontal_line
from ui.widgets.layouts import row
from ui.widgets.message_bar import MessageBar
from workbench.domain.conversation import TokenLogprob
from workbench.messages import Message, Refused
from workbench.projections.certainty import certainty, probability
from workbench.projections.next_token import SamplingRules
from workbench.projections.recorded_call import RecordedCall
from workbench.token_messages import LogprobsTold

ALTERNATIVES = 20
_MOST_HEIGHT = 220
ASK = "Ask again with log probabilities"
_LEGEND = "The more amber, the less likely; dotted below 50%. Choose a token (click, ← →)."


class ProbabilityPane(QWidget):
    """Signals: ask_requested, stop_requested: as the button says."""

    ask_requested = Signal()
    stop_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.request_id = ""
        self._recorded = ""
        self._tokens: tuple[TokenLogprob, ...] = ()
        self._arriving: list[TokenLogprob] = []
        self.mean = Label("", "label", "text", 600).wrapped()
        self.mean.setToolTip("Geometric mean of the tokens' probabilities (1 / perplexity)")
        self.least = Label("", "caption", "text2", 500).wrapped()
        self.bar = MessageBar(theme)
        self.note = Label("", "small", "text2").wrapped()
        self.ask = Button(theme, ASK, icon="arrows-clockwise", small=True)
        self.stop = Button(theme, "Stop", icon="stop", small=True)
        self.text = TokenText(theme, "Answer, by probability", _MOST_HEIGHT)
        self.next = NextToken(theme)
        self._lay_out()
        self.ask.clicked.connect(self.ask_requested)
        self.stop.clicked.connect(self.stop_requested)
        self.text.token_chosen.connect(self._on_chosen)

    @property
    def tokens(self) -> tuple[TokenLogprob, ...]:
        return self._tokens

    def show_call(self, call: RecordedCall | None) -> None:
        """What the record has; what it lacks, a local model can be asked for again."""
        self.request_id = ""
        done = call.completion if call else None
        self._recorded = done.text if done else ""
        is_local = bool(call) and call is not None and call.model.provider == "llama_cpp"
        tokens = done.logprobs if done else ()
        fewest = min((len(token.top) for token in tokens), default=0)
        self.bar.hide()
        self.stop.hide()
        self.ask.setVisible(bool(done) and is_local and fewest < ALTERNATIVES)
        self.note.setText(_lacking(call, fewest))
        self.note.setVisible(bool(self.note.text()))
        if call:
            sampling = call.request.sampling
            self.next.show_rules(SamplingRules(sampling.temperature, top_p=sampling.top_p))
        self._show(tokens)

    def begin(self, request_id: str) -> None:
        self.request_id, self._arriving = request_id, []
        self.bar.hide()
        self.ask.hide()
        self.stop.show()
        self.note.setText("Asking again with the same seed")
        self.note.show()

    def end(self) -> None:
        """The person stopped it."""
        self.request_id = ""
        self.stop.hide()
        self.ask.show()
        self.note.setText("Stopped. The recorded answer is unchanged.")

    def take(self, message: Message) -> None:
        match message:
            case Refused(request_id=self.request_id):
                self.end()
                self.note.hide()
                self.bar.show_message("fail", message.line)
            case LogprobsTold(request_id=self.request_id, tokens=tokens):
                self._arriving += tokens
                if message.is_last:
                    self._finish(message.text)

    def _finish(self, text: str) -> None:
        self.request_id = ""
        self.stop.hide()
        is_same = text == self._recorded
        self.note.setVisible(is_same)
        self.note.setText("Asked again with the same seed: it gave the same answer.")
        if not is_same:
            said = "Asked again with the same seed, the answer differs. Shown is the new one."
            self.bar.show_message("warn", said)
        self._show(self._arriving)

    def _show(self, tokens: Sequence[TokenLogprob]) -> None:
        self._tokens = tuple(tokens)
        sure = certainty(tokens)
        for widget in (self.mean, self.least, self.text, self.legend, self.line, self.next):
            widget.setVisible(sure is not None)
        self.text.show_marks(heat_marks(tokens))
        if sure:
            least = tokens[sure.least]
            self.mean.setText(f"{percent(sure.mean)} sure of its words, {len(tokens):,} tokens")
            said = f"{quoted(least.token)} with {percent(probability(least.logprob))}"
            self.least.setText(f"Least sure: {said}, token {sure.least + 1:,}")
            self.text.choose(sure.least)

    def _on_chosen(self, place: int) -> None:
        self.next.show_token(self._tokens[place], place)

    def _lay_out(self) -> None:
        self.legend = Label(_LEGEND, "caption", "text3").wrapped()
        self.line = horizontal_line()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.mean)
        layout.addWidget(self.least)
        layout.addWidget(self.bar)
        layout.addWidget(self.note)
        layout.addLayout(row(self.ask, self.stop, None))
        layout.addWidget(self.text)
        layout.addWidget(self.legend)
        layout.addWidget(self.line)
        layout.addWidget(self.next)
        layout.addStretch(1)


def _lacking(call: RecordedCall | None, fewest: int) -> str:
    """What the record has not, in a sentence; empty if nothing is missing."""
    if call is None or call.completion is None:
        return "There is no answer yet."
    has_some = bool(call.completion.logprobs)
    if call.model.provider == "llama_cpp":
        if not has_some:
            return (
                "This answer was recorded without log probabilities. With the same seed "
                f"{call.model.name} gives the same answer again, and tells them."
            )
        few = f"Recorded with {fewest} alternatives for each token. Asking again tells more."
        return few if fewest < ALTERNATIVES else ""
    if has_some:
        return ""
    return (
        f"This answer was recorded without log probabilities. If {call.model.name} gives them, "
        "set Likely tokens in the bot's settings before you ask."
    )
