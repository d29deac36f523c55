"""The fields of an account by topic: an invoice, a session, the plan, the balance."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from workbench.projections.claims import Claim, claims

# Who they are may always be said.
_ALWAYS = ("id", "name", "region")
# Words like these occur in many fields and give none of them away.
_COMMON_WORDS = frozenset(
    ("active", "trial", "past_due", "suspended", "locked", "closed", "paid", "open", "failed",
     "refunded", "void", "booked", "completed", "cancelled", "missed", "card", "none")
)  # fmt: skip
_FEWEST_LETTERS = 4


@dataclass(frozen=True, slots=True)
class Field:
    """`topic`: `invoices.0`, `plan`, or the first word of a plain field: `status`, `balance`.

    `claims` are in its value; `words` is the value itself where it says something by its words.
    A plain field of the account, as its status, is told by any word; one of many things is not.
    """

    topic: str
    path: str
    claims: tuple[Claim, ...]
    words: str = ""

    @property
    def is_common(self) -> bool:
        """Whether many things have the same words, so that saying them gives nothing away."""
        return self.words.casefold() in _COMMON_WORDS


def fields_of(record: dict[str, Any]) -> tuple[Field, ...]:
    return tuple(
        field
        for name, value in record.items()
        if name not in _ALWAYS
        for field in _fields(value, _topic(name, value), name)
    )


def _topic(name: str, value: Any) -> str:
    return name if isinstance(value, dict | list) else name.partition("_")[0]


def _fields(value: Any, topic: str, path: str) -> Iterator[Field]:
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _fields(each, topic, f"{path}.{name}")
    elif isinstance(value, list):
        for place, each in enumerate(value):
            # Each invoice is a topic of its own; the lines of one are not.
            inner = f"{topic}.{place}" if path == topic else topic
            yield from _fields(each, inner, f"{path}.{place}")
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        text = str(value)
        is_plain = "." not in path
        yield Field(topic, path, claims(text), text if is_plain or _is_telling(text) else "")


def _is_telling(text: str) -> bool:
    """A name or a sentence, rather than a state that many things have."""
    has_letters = sum(letter.isalpha() for letter in text) >= _FEWEST_LETTERS
    return has_letters and text.casefold() not in _COMMON_WORDS
