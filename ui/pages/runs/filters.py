"""Which runs and turns are shown, and how many of how many. Qt-free."""

from dataclasses import dataclass, replace

from workbench.domain.run import RunRow
from workbench.projections.turns import TurnRow

STATES = (("", "All states"), ("running", "Running"), ("finished", "Finished"),
          ("stopped", "Stopped"))  # fmt: skip
OUTCOMES = (
    ("", "All outcomes"), ("running", "Running"), ("finished", "Finished"),
    ("failed", "Failed"), ("cancelled", "Stopped"), ("paused", "Needs approval"),
)  # fmt: skip
ORIGINS = (("single", "Bench"), ("", "Everywhere"), ("grid", "Grid runs"))


@dataclass(frozen=True, slots=True)
class RunFilter:
    text: str = ""
    bot: str = ""
    state: str = ""

    def accepts(self, run: RunRow) -> bool:
        words = f"{run.title} {run.suite} {run.run_id} {' '.join(run.variants)}".casefold()
        return (
            (not self.state or run.state == self.state)
            and (not self.bot or self.bot in run.variants)
            and _has_all(words, self.text)
        )


@dataclass(frozen=True, slots=True)
class TurnFilter:
    """`origin`: single, grid, or empty for both."""

    text: str = ""
    bot: str = ""
    outcome: str = ""
    origin: str = "single"

    def accepts(self, turn: TurnRow) -> bool:
        if self.origin and (self.origin == "grid") != bool(turn.run_id):
            return False
        if (self.bot and turn.bot != self.bot) or (self.outcome and turn.outcome != self.outcome):
            return False
        if not self.text:
            return True
        words = f"{turn.question} {turn.answer} {turn.account_id} {turn.turn_id} {turn.model}"
        return _has_all(words.casefold(), self.text)


def cleared(chosen: TurnFilter) -> TurnFilter:
    """Without text, bot and outcome; where turns come from stays."""
    return replace(TurnFilter(), origin=chosen.origin)


def shown_words(shown: int, total: int, thing: str) -> str:
    """`12 of 64 shown`, or `64 runs` where all are."""
    if shown == total:
        return f"{total:,} {thing}{'' if total == 1 else 's'}"
    return f"{shown:,} of {total:,} shown"


def _has_all(words: str, text: str) -> bool:
    return all(word in words for word in text.casefold().split())
