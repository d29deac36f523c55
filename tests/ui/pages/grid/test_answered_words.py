"""Who answered, and what routes saved and lost, in words."""

import json
from dataclasses import replace

from tests.ui.pages.grid import stories
from ui.pages.grid.answered_words import cell_words, column_lines, miss_words
from ui.pages.grid.builder import with_strong_alone
from ui.pages.grid.cell import cell_view
from ui.pages.grid.export import export
from ui.pages.grid.head_view import WITH_FOUND
from ui.pages.grid.heads import head, recipe_of
from workbench.domain.bot import CacheSettings, ModelSpec, Routes
from workbench.domain.suite import Suite
from workbench.projections.grid import VariantSummary
from workbench.projections.route_summary import RouteShare, RouteSummary

STRONG = ModelSpec("big", "openai_compatible")
ROUTING = RouteSummary(
    "big", (RouteShare("small", 15, 12), RouteShare("big", 5, 5)), (("none", 15), ("length", 5)),
    rival="big-alone", cells=20, lost=0.05, lost_low=-0.02, lost_high=0.12, p_value=0.5,
    saved_usd=0.75, rival_usd=1.0,
)  # fmt: skip
ROUTED = replace(stories.bots(1)[0], routes=Routes(STRONG, longer_than=40))


def test_a_cell_says_what_it_cost_and_who_answered():
    cell = replace(stories.cell("case-00001", "router"), cost_usd=0.0021)
    assert cell_words(cell) == "$0.0021"
    routed = replace(cell, answered_by="big", route="confidence")
    assert cell_words(routed) == "$0.0021, answered by big, confidence"
    assert cell_words(replace(cell, cost_usd=0.0, cache="exact")) == "$0, reused, exact cache"


def test_a_head_says_the_shares_the_loss_and_the_saving():
    summary = VariantSummary("router", cells_done=20, cases=20, passed=17, routing=ROUTING)
    lines = column_lines(summary)
    assert lines[0] == "Answered by small 75% (12 of 15 passed), big 25% (5 of 5 passed)"
    assert lines[1] == "Decided by no rule 15, length 5"
    assert lines[2].startswith("Against big alone: \u22125 pts (\u221212 pts to +2 pts, p 0.50)")
    assert "$0.75 saved (75%), over 20 cells" in lines[2]
    assert lines[0] in head("A", "router", ROUTED, summary).tip


def test_what_is_missing_for_a_comparison_is_said():
    alone = VariantSummary("router", cells_done=20, routing=replace(ROUTING, rival=""))
    assert "Add the same bot on big alone" in column_lines(alone)[-1]
    dearer = replace(ROUTING, saved_usd=-0.1)
    assert "$0.10 dearer" in column_lines(VariantSummary("r", routing=dearer))[-1]
    unpriced = replace(ROUTING, saved_usd=None)
    assert "unknown" in column_lines(VariantSummary("r", routing=unpriced))[-1]


def test_reused_answers_are_pointed_out_as_they_measure_no_model():
    lines = column_lines(VariantSummary("router", cells_done=20, reused=4))
    assert lines == [
        "4 of 20 cells reused from a cache: latency and cost are not those of the model"
    ]


def test_a_recipe_names_both_models():
    assert recipe_of(ROUTED).startswith("smollm2-135m or big, ")


def test_the_builder_offers_the_strong_model_alone_unless_it_is_there():
    offered = with_strong_alone((ROUTED,))
    assert [bot.name for bot in offered] == ["zero-shot", "zero-shot-big"]
    assert (offered[1].model, offered[1].routes) == (STRONG, None)
    assert with_strong_alone(offered) == offered


def test_a_grid_may_be_built_to_reuse_answers_where_a_bot_has_a_cache(workspace):
    page, builder = workspace.page, workspace.page.builder
    builder.bots.check("router", is_on=True)
    assert not builder.reuse.isVisible()
    kept = replace(stories.bots(4)[3], cache=CacheSettings(exact=True))
    page.show_target({"bots": (kept,)})
    assert builder.reuse.isVisible()
    builder.reuse.click()
    suite = builder.draft.suite()
    assert isinstance(suite, Suite)
    assert suite.cache
    assert builder.draft.save_command("q").cache


def test_the_drawer_says_who_answered(qtbot, desk):
    suite = stories.suite(2, 4)
    rows = [replace(row, answered_by="big", route="tools") for row in stories.all_cells(suite)]
    desk.open(suite, rows)
    qtbot.waitUntil(lambda: desk.page.intake.waiting == 0)
    desk.choose("case-00001", "few-shot")
    assert desk.page.drawer.answered.text() == "$0, answered by big, a tool was needed"


FOUND = (("recall", 0.0), ("precision", 0.0), ("MRR", 0.0), ("nDCG", 0.0))


def searched(found=FOUND, outcome="failed"):
    return replace(stories.cell("case-00001", "router"), retrieval=found, outcome=outcome)


def test_a_failed_cell_says_in_its_place_whose_miss_it_is():
    in_vain = (("recall", 0.5), *FOUND[1:])
    for cell, whose in (
        (searched(), "retrieval"), (searched(in_vain), "model"), (searched(outcome="passed"), ""),
    ):  # fmt: skip
        view = cell_view({0: cell}, 1, "waiting")
        assert view.miss == whose
        assert (f"miss of {whose}" in view.words) == bool(whose)
    assert miss_words(searched()).startswith("Retrieval's miss")
    assert miss_words(searched(in_vain)).startswith("The model's miss")


def test_what_was_found_stands_beside_the_scores_of_the_chosen_cell(qtbot, desk):
    suite = stories.suite(4, 8)
    rows = [
        replace(row, retrieval=FOUND, outcome="failed") if row.variant == "router" else row
        for row in stories.all_cells(suite)
    ]
    desk.open(suite, rows)
    qtbot.waitUntil(desk.is_settled)
    desk.choose("case-00001", "router")
    page = desk.page
    shown = [row.accessibleName() for row, _ in page.drawer.scores._rows if not row.isHidden()]
    assert shown == ["Facts", "Grounded", "Found, recall", "Found, precision", "Found, MRR",
                     "Found, nDCG"]  # fmt: skip
    assert "nothing relevant went into the prompt" in page.drawer.miss.text()
    assert page.drawer.miss.isVisibleTo(page.drawer)
    heads = page.area.table.horizontalHeader()
    assert "recall 0.00, misses of retrieval 8, of the model 0" in heads.accessibleDescription()
    assert heads.height() == WITH_FOUND
    exported = json.loads(export(page.state, "json"))
    assert exported["cases"][0]["cells"][3]["trials"][0]["miss"] == "retrieval"
    desk.choose("case-00001", "few-shot")
    assert page.drawer.miss.isHidden()
