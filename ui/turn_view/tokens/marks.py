"""How tokens are shown: text that can be seen, a tint, a tool tip. Qt-free."""

from collections.abc import Sequence
from dataclasses import dataclass

from workbench.domain.conversation import TokenLogprob
from workbench.domain.token import Token
from workbench.projections.certainty import probability

UNSURE_BELOW = 0.5
TINTS = ("accent_soft", "hover")
# Amber at its strongest still lets the text be read.
_STRONGEST = 120
_TOP_TOLD = 5
# Below the first, a percentage has no digits left; below the second, one after the point.
_SMALLEST, _SMALL = 0.0005, 0.0995
_NO_CHARACTER = "\N{REPLACEMENT CHARACTER}"
# Lines break after a mark for a space, as they would at the space.
_BREAK = "\N{ZERO WIDTH SPACE}"
_SEEN = {" ": f"·{_BREAK}", "\n": "↵\n", "\r": "␍", "\t": f"⇥{_BREAK}"}


@dataclass(frozen=True, slots=True)
class Mark:
    """`shown` stands for `text`; `fill` is a role, `alpha` its strength or None; `is_unsure` is
    underlined, since colour alone says nothing."""

    text: str
    shown: str
    tip: str
    fill: str
    alpha: int | None = None
    is_special: bool = False
    is_unsure: bool = False


def visible(text: str) -> str:
    """White space as signs; what ends a line still does."""
    return "".join(_SEEN.get(letter, letter) for letter in text)


def token_marks(tokens: Sequence[Token]) -> tuple[Mark, ...]:
    return tuple(
        Mark(
            each.text,
            _shown(each),
            f"Token {place + 1:,}\nid {each.id}\nbytes {each.data.upper() or 'none'}"
            + ("\nA mark of the chat template" if each.is_special else ""),
            "warn_soft" if each.is_special else TINTS[place % 2],
            is_special=each.is_special,
        )
        for place, each in enumerate(tokens)
    )


def heat_marks(tokens: Sequence[TokenLogprob]) -> tuple[Mark, ...]:
    return tuple(_heat(token, place) for place, token in enumerate(tokens))


def percent(share: float) -> str:
    """`87%`, and below one in ten `0.3%`."""
    if share and share < _SMALLEST:
        return "<0.1%"
    return f"{share:.1%}" if share < _SMALL else f"{share:.0%}"


def quoted(text: str) -> str:
    """A token in a sentence, on one line."""
    return f"“{visible(text).replace(_BREAK, '').replace(chr(10), '')}”"


def _heat(token: TokenLogprob, place: int) -> Mark:
    share = probability(token.logprob)
    others = [f"{percent(probability(each))}  {quoted(text)}" for text, each in token.top]
    tip = "\n".join([f"Token {place + 1:,}, {percent(share)}", *others[:_TOP_TOLD]])
    return Mark(
        token.token,
        visible(token.token),
        tip,
        "warn",
        round((1 - share) * _STRONGEST),
        is_unsure=share < UNSURE_BELOW,
    )


def _shown(token: Token) -> str:
    """A part of a character is shown as its bytes."""
    if not token.text or _NO_CHARACTER in token.text:
        return f"⟨{token.data.upper()}⟩"
    return visible(token.text)
