"""What the files may say is what the program can do."""

from typing import get_args

from workbench.domain.expression import EXPRESSION_FILTERS
from workbench.evals.scorers import SCORERS
from workbench.tools import sandbox
from workbench.workspace.schema import Scorer


def test_every_scorer_can_be_named_in_a_suite_and_no_other():
    assert set(get_args(Scorer)) == set(SCORERS)


def test_every_filter_that_a_tool_may_name_is_there():
    for name in EXPRESSION_FILTERS:
        assert name in sandbox._environment.filters
