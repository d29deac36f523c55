"""Each regular expression of the case matches somewhere in the answer, in time."""

import regex

from workbench.domain.suite import Score
from workbench.evals.scored_turn import ScoredTurn, nothing_to_say, verdict

TIMEOUT_S = 0.25


def regexes(turn: ScoredTurn) -> Score:
    patterns = turn.case.regexes
    if not patterns:
        return nothing_to_say("regex")
    problems = [problem for each in patterns if (problem := _problem(each, turn.answer))]
    return verdict("regex", problems, len(patterns))


def _problem(pattern: str, answer: str) -> str:
    try:
        found = regex.search(pattern, answer, timeout=TIMEOUT_S)
    except regex.error as error:
        return f"{pattern!r} is not a regular expression: {error}"
    except TimeoutError:
        return f"{pattern!r} took longer than {TIMEOUT_S} s and was stopped"
    return "" if found else f"{pattern!r} does not match"
