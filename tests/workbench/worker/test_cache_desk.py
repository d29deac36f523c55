"""Caches in a real worker: used, seen in the trace, off in runs, forgotten, and audited."""

from contextlib import closing

import pytest

from tests.workbench.worker.answering_server import AnsweringServer
from tests.workbench.worker.scripted_workspace import (
    FILES,
    Desk,
    add_bot,
    add_model,
    add_suite,
    put,
    scripted_workspace,
    stored_cells,
    stored_turn,
)
from workbench.commands import ComputeMetrics, StartRun
from workbench.messages import MetricsComputed
from workbench.projections.turns import turn_row
from workbench.spending_commands import AuditCache, ClearCache, MeasureCache
from workbench.spending_messages import CacheAudited, CacheMeasured

BOTH = {"exact": True, "semantic": True, "similarity": 0.8}


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    folder = scripted_workspace(tmp_path_factory.mktemp("cache"), cases=4)
    priced = (
        "prices: {quick: {input: 10000, output: 10000}, other: {input: 10000, output: 10000}}\n"
    )
    put(folder, "workbench.yaml", FILES["workbench.yaml"] + priced)
    add_bot(folder, "kept", model="quick", prompt="plain", cache=BOTH)
    add_suite(folder, "anew", ["kept"])
    add_suite(folder, "reused", ["kept"], trials=2, cache=True)
    with closing(Desk(folder)) as made:
        yield made


def asked(desk, *said, bot="kept"):
    events = desk.ask(bot, *said)
    return [event.fact.kind for event in events], turn_row(events), events


def audited(desk, request_id, sample=20):
    desk.send(AuditCache(request_id, sample))
    told = desk.until(lambda item: isinstance(item, CacheAudited) and item.is_last)
    return [item for item in told if isinstance(item, CacheAudited)]


def test_an_answer_is_given_again_and_the_trace_says_from_where(desk):
    kinds, first, _ = asked(desk, "Is my account active?")
    assert "answer_reused" not in kinds
    assert (first.cache, first.cost_usd > 0) == ("miss", True)
    kinds, again, events = asked(desk, "Is my account active?")
    assert "model_asked" not in kinds
    assert (again.cache, again.cost_usd, again.saved_usd) == ("exact", 0.0, first.cost_usd)
    assert again.answer == first.answer
    assert again.ttft_s < 1.0
    kinds, reworded, _ = asked(desk, "Is my account active")
    assert reworded.cache == "semantic"
    fact = next(event.fact for event in events if event.fact.kind == "answer_reused")
    assert (fact.reused.question, fact.reused.similarity) == ("Is my account active?", 1.0)
    assert stored_turn(desk.folder, events[0].turn_id) == [
        event for event in events if event.fact.kind != "text_streamed"
    ]


def test_other_questions_are_asked_anew(desk):
    asked(desk, "How much do I owe?")
    _, row, _ = asked(desk, "Can you sing a song?")
    assert row.cache == "miss"


def test_a_run_makes_every_answer_anew_unless_its_suite_says_so(desk):
    asked(desk, "Status?")
    desk.send(StartRun("anew", "anew"))
    end = desk.run_end("anew")
    assert {cell.cache for cell in stored_cells(desk.folder, "anew")} == {""}
    assert end.run.spent.usd > 0
    assert end.summaries[0].reused == 0
    desk.send(StartRun("reused", "reused"))
    end = desk.run_end("reused")
    cells = stored_cells(desk.folder, "reused")
    by_trial = {trial: [cell.cache for cell in cells if cell.trial == trial] for trial in (0, 1)}
    assert by_trial[0] == ["exact"] * 4
    # All cases ask the same: of another trial one answer at least is made anew.
    assert "miss" in by_trial[1]
    assert end.summaries[0].reused == sum(cell.cache != "miss" for cell in cells)


def test_the_hit_rate_is_measured(desk):
    told = desk.answer(ComputeMetrics("m", 24.0), MetricsComputed, request_id="m")
    tile = next(each for each in told.metrics.tiles if each.name == "Answers reused")
    measured = desk.answer(MeasureCache(), CacheMeasured)
    assert tile.value == pytest.approx(measured.hits / (measured.hits + measured.misses))
    assert measured.answers > 0
    assert measured.size_bytes < measured.limit_bytes


def test_an_audit_makes_answers_anew_and_finds_them_right(desk):
    told = audited(desk, "a1", sample=3)
    hits = [each.hit for each in told if each.hit]
    assert len(hits) == 3 == told[-1].done
    assert not any(hit.difference or hit.problem for hit in hits)
    assert told[-1].cost_usd > 0


def test_an_audit_finds_the_answers_that_are_wrong(desk):
    """A bot that takes very different questions for the same is found out."""
    answers = {"owe": "You owe 48.00 USD.", "pay": "You pay 79.00 USD a month."}
    with closing(AnsweringServer(answers)) as server:
        add_model(desk.folder, name="far", provider="openai_compatible", base_url=server.base_url)
        careless = {"semantic": True, "similarity": 0.1}
        add_bot(desk.folder, "careless", model="far", prompt="plain", cache=careless)
        desk.listed()
        asked(desk, "How much do I owe?", bot="careless")
        _, row, _ = asked(desk, "How much do I pay?", bot="careless")
        assert (row.cache, row.answer) == ("semantic", "You owe 48.00 USD.")
        hits = [each.hit for each in audited(desk, "a2", 100) if each.hit]
    wrong = [hit for hit in hits if hit.difference]
    assert [hit.question for hit in wrong] == ["How much do I pay?"]
    assert wrong[0].live == "You pay 79.00 USD a month."
    assert "48.00" in wrong[0].difference
    assert "79.00" in wrong[0].difference


def test_clearing_forgets_all(desk):
    assert desk.answer(ClearCache(), CacheMeasured).answers == 0
    assert asked(desk, "Is my account active?")[1].cache == "miss"
