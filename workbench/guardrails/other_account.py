"""Notes an answer that names an account which is not the customer's own."""

from dataclasses import dataclass

import regex

from workbench.domain.turn import TurnInput

# Account ids look like the customer's own: its letters, a dash, digits.
_ID_SHAPE = regex.compile(r"([A-Za-z]+-?)\d{3,}")


@dataclass(frozen=True, slots=True)
class OtherAccount:
    name: str = "other accounts"

    def problem(self, text: str, given: TurnInput) -> str:
        if given.account is None or not (shape := _ID_SHAPE.fullmatch(given.account.id)):
            return ""
        named = regex.findall(rf"\b{regex.escape(shape[1])}\d{{3,}}\b", text)
        others = sorted(set(named) - {given.account.id})
        return (
            f"The answer names {', '.join(others)}, not the customer's account." if others else ""
        )
