"""What routes did: who answered, what was lost, what was saved."""

from dataclasses import replace

import pytest

from tests.workbench.engine.services import bot
from workbench.domain.bot import ModelSpec, Routes
from workbench.domain.suite import Case, Suite
from workbench.projections.grid import CellRow
from workbench.projections.route_summary import route_summaries, strong_alone
from workbench.projections.run_summary import summarise_run

STRONG = ModelSpec("strong", "openai_compatible")
ROUTED = bot(name="routed", title="Routed", routes=Routes(STRONG, longer_than=40))
ALONE = bot(name="alone", title="Alone", model=STRONG)
CASES = 10


def cell(place, variant, passed=True, **more):
    outcome = "passed" if passed else "failed"
    return CellRow("r", f"c{place}", variant, 0, f"{variant}{place}", outcome, **more)


def routed_cell(place, model, rule="length", passed=True, usd=0.1):
    return cell(place, "routed", passed, answered_by=model, route=rule, cost_usd=usd)


CELLS = [
    *(routed_cell(place, "strong") for place in range(3)),
    *(routed_cell(place, "scripted", "none", place != 9, 0.0) for place in range(3, CASES)),
    *(cell(place, "alone", cost_usd=0.1) for place in range(CASES)),
]


def summary(cells=CELLS, bots=(ROUTED, ALONE)):
    return route_summaries(cells, bots, 1)["routed"]


def test_it_counts_who_answered_how_well_and_why():
    found = summary()
    assert [(each.model, each.cells, each.passed) for each in found.shares] == [
        ("scripted", 7, 6), ("strong", 3, 3),
    ]  # fmt: skip
    assert dict(found.rules) == {"none": 7, "length": 3}
    assert found.strong_share == pytest.approx(0.3)


def test_it_is_held_against_the_same_bot_on_the_strong_model_alone():
    found = summary()
    assert (found.rival, found.cells) == ("alone", CASES)
    assert found.lost == pytest.approx(0.1)
    assert found.lost_low <= 0.1 <= found.lost_high
    assert found.p_value == pytest.approx(1.0)
    assert (found.saved_usd, found.rival_usd) == (pytest.approx(0.7), pytest.approx(1.0))


def test_only_cells_that_both_have_are_compared():
    found = summary([each for each in CELLS if each.variant == "routed" or each.case_id < "c5"])
    assert (found.cells, found.saved_usd) == (5, pytest.approx(0.2))


def test_without_a_known_price_nothing_is_said_to_be_saved():
    cells = [replace(each, cost_usd=None) if each.variant == "alone" else each for each in CELLS]
    assert summary(cells).saved_usd is None
    assert summary(cells).lost is not None


@pytest.mark.parametrize(
    "other",
    [
        replace(ALONE, sampling=replace(ALONE.sampling, temperature=0.7)),
        replace(ALONE, prompt=replace(ALONE.prompt, system="Be short.")),
        replace(ALONE, model=ModelSpec("another")),
        replace(ALONE, routes=Routes(ModelSpec("third"), tools=True)),
    ],
)
def test_a_bot_that_differs_in_more_is_no_rival(other):
    found = summary(bots=(ROUTED, other))
    assert (found.rival, found.lost, found.saved_usd) == ("", None, None)
    assert strong_alone(other, (ROUTED, other)) is None or other.routes


def test_a_grid_without_routes_has_no_summary_of_any():
    assert route_summaries(CELLS, (ALONE,), 1) == {}


def test_the_summary_of_a_run_has_it_and_what_was_reused():
    suite = Suite("s", (ROUTED, ALONE), tuple(Case(f"c{n}", ("Hi",)) for n in range(CASES)), ())
    cells = [replace(each, cache="exact") if each.case_id == "c1" else each for each in CELLS]
    routed, alone = summarise_run(cells, suite)
    assert routed.routing == summary(cells)
    assert alone.routing is None
    assert (routed.reused, alone.reused) == (1, 1)


def test_errors_without_an_answer_belong_to_no_model():
    cells = [replace(CELLS[0], answered_by="", route="", outcome="error"), *CELLS[1:]]
    assert sum(each.cells for each in summary(cells).shares) == CASES - 1
