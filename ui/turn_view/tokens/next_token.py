"""What could have come in the place of a token, live under the rules of sampling."""

from collections.abc import Iterator

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.theme.theme import Theme
from ui.turn_view.tokens.marks import quoted
from ui.turn_view.tokens.rule_sliders import RuleSliders
from ui.turn_view.tokens.share_bars import ShareBar, ShareBars
from ui.widgets.label import Label
from workbench.domain.conversation import TokenLogprob
from workbench.projections.certainty import probability
from workbench.projections.next_token import SamplingRules, shares

_ORDER = (
    "In llama.cpp's order: top k, top p, min p, temperature. All others together are the rest, "
    "counted as being as likely as the last one shown."
)


class NextToken(QWidget):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._token: TokenLogprob | None = None
        self.title = Label("", "label", "text", 600).wrapped()
        self.sliders = RuleSliders(theme)
        self.bars = ShareBars(theme)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.title)
        layout.addWidget(self.sliders)
        layout.addWidget(self.bars)
        layout.addWidget(Label(_ORDER, "caption", "text3").wrapped())
        self.sliders.rules_changed.connect(self._draw)

    def show_rules(self, rules: SamplingRules) -> None:
        """Those that the answer was written by."""
        self.sliders.show_rules(rules)
        self._draw()

    def show_token(self, token: TokenLogprob, place: int) -> None:
        self._token = token
        known = any(text == token.token for text, _ in token.top)
        outside = "" if known else ", which is not among the likeliest"
        self.title.setText(f"In place of token {place + 1:,}, {quoted(token.token)}{outside}")
        self._draw()

    def _draw(self) -> None:
        self.bars.show_bars(tuple(_bars(self._token, self.sliders.rules())) if self._token else ())


def _bars(token: TokenLogprob, rules: SamplingRules) -> Iterator[ShareBar]:
    found = shares([logprob for _, logprob in token.top], rules)
    rest = 1.0
    for (text, logprob), share in zip(token.top, found.known, strict=True):
        own = probability(logprob)
        rest -= own
        yield ShareBar(quoted(text), own, share, is_written=text == token.token)
    yield ShareBar("Rest", max(0.0, rest), found.rest, is_rest=True)
