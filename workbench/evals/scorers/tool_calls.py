"""The expected tools were called, with the expected arguments, and nothing else was changed."""

from decimal import Decimal, InvalidOperation
from typing import Any

from workbench.domain.suite import ExpectedCall, Score
from workbench.evals.scored_turn import MadeCall, ScoredTurn, nothing_to_say, verdict


def tool_calls(turn: ScoredTurn) -> Score:
    """Each made call meets one expected call; a write that meets none fails, if it went through.

    A read more than expected is no harm. Arguments of the call that the case does not name are
    free.
    """
    # A failed try does not stand in for the one that went through.
    left = sorted(turn.calls, key=lambda made: made.failed)
    problems = []
    for expected in turn.case.tool_calls:
        met = next((made for made in left if _meets(made, expected)), None)
        if met:
            left.remove(met)
        else:
            problems.append(_missing(expected, turn.calls))
    writes = [made for made in left if made.call.tool in turn.writing_tools and not made.failed]
    problems += [f"{made.call.tool} changed the account and was not expected" for made in writes]
    if not turn.case.tool_calls and not writes:
        return nothing_to_say("tool_calls")
    return verdict("tool_calls", problems, len(turn.case.tool_calls) + len(writes))


def _meets(made: MadeCall, expected: ExpectedCall) -> bool:
    return made.call.tool == expected.tool and _holds(made.call.arguments, expected.arguments)


def _missing(expected: ExpectedCall, made: tuple[MadeCall, ...]) -> str:
    others = [each.call.arguments for each in made if each.call.tool == expected.tool]
    if not others:
        return f"{expected.tool} was not called"
    return f"{expected.tool} was called with {others[-1]}, not {expected.arguments}"


def _holds(given: Any, wanted: Any) -> bool:
    """Objects may hold more than is wanted; 42, 42.0 and "42.00" are the same."""
    if isinstance(wanted, dict):
        return isinstance(given, dict) and all(
            name in given and _holds(given[name], value) for name, value in wanted.items()
        )
    if isinstance(wanted, list):
        return (
            isinstance(given, list)
            and len(given) == len(wanted)
            and all(map(_holds, given, wanted))
        )
    return bool(_plain(given) == _plain(wanted))


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool):
        return value
    text = str(value).strip().casefold()
    try:
        return Decimal(text)
    except InvalidOperation:
        return text
