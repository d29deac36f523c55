"""Every scorer by its name. Adding one: a file, and a line here."""

from collections.abc import Callable

from workbench.domain.suite import Score
from workbench.evals.scored_turn import ScoredTurn
from workbench.evals.scorers.contains import contains, icontains
from workbench.evals.scorers.exact import exact
from workbench.evals.scorers.expected_facts import expected_facts
from workbench.evals.scorers.grounded_numbers import grounded_numbers
from workbench.evals.scorers.nothing_unasked import nothing_unasked
from workbench.evals.scorers.refusal import refusal
from workbench.evals.scorers.regexes import regexes
from workbench.evals.scorers.relevant_document import relevant_document
from workbench.evals.scorers.tool_calls import tool_calls

Scorer = Callable[[ScoredTurn], Score]

SCORERS: dict[str, Scorer] = {
    "contains": contains,
    "icontains": icontains,
    "exact": exact,
    "regex": regexes,
    "expected_facts": expected_facts,
    "grounded_numbers": grounded_numbers,
    "nothing_unasked": nothing_unasked,
    "tool_calls": tool_calls,
    "relevant_document": relevant_document,
    "refusal": refusal,
}
