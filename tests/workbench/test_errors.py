"""What happened and what to do about it, as people read it."""

import pytest

from workbench.errors import WorkbenchError, in_one_line
from workbench.messages import Refused
from workbench.projections.turns import TurnFold
from workbench.trace.event import TraceEvent
from workbench.trace.facts import TurnFailed

WHAT, HINT = 'prompts/a.md:4: there is no variable "mood"', "The variables are: question."


@pytest.mark.parametrize(
    ("message", "hint", "line"),
    [
        (WHAT, HINT, f"{WHAT}. {HINT}"),
        ("It stopped.", HINT, f"It stopped. {HINT}"),
        ("Which suite?", "Name one.", "Which suite? Name one."),
        ("It stopped", "", "It stopped."),
    ],
)
def test_message_and_hint_are_two_sentences_wherever_they_meet(message, hint, line):
    assert in_one_line(message, hint) == line
    assert WorkbenchError(message, hint).line == line
    assert Refused("q1", message, hint).line == line


def test_so_are_they_in_the_row_of_a_turn_that_failed():
    fold = TurnFold()
    fold.add(TraceEvent("t1", 0, "turn", None, 0.1, TurnFailed(WHAT, HINT)))
    assert fold.row().note == f"{WHAT}. {HINT}"
