from datetime import UTC, datetime, timedelta

import pytest

from workbench.projections.metrics import compute_metrics, why_slow
from workbench.projections.turns import Part, TurnRow
from workbench.trace.facts import Segment

NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)


def row(hours_ago, **given):
    started_at = (NOW - timedelta(hours=hours_ago)).isoformat()
    given = {"bot": "router", "model": "tiny", "outcome": "finished", "total_s": 1.0, **given}
    return TurnRow(f"t{hours_ago}", started_at=started_at, answer="long", **given)


def tiles(metrics):
    return {tile.name: tile for tile in metrics.tiles}


def test_tiles_compare_with_the_period_before():
    turns = [row(1, total_s=2.0, ttft_s=0.5), row(2, total_s=4.0), row(30, total_s=1.0)]
    found = tiles(compute_metrics(turns, NOW, 24))
    assert (found["Turns"].value, found["Turns"].change) == (2, 1)
    assert found["p95 latency"].value == pytest.approx(3.9)
    assert found["p95 latency"].change == pytest.approx(2.9)
    assert (found["First token, p95"].value, found["First token, p95"].change) == (0.5, None)


def test_shares_are_over_calls_and_tokens_not_turns():
    turns = [row(1, tool_calls=3, tool_errors=1, prompt_tokens=100, cached_tokens=50),
             row(2, tool_calls=1, prompt_tokens=300)]  # fmt: skip
    found = tiles(compute_metrics(turns, NOW, 24))
    assert found["Tool errors"].value == 0.25
    assert found["Prompt cache hits"].value == 0.125
    assert found["Cost"].value is None


def test_a_failed_turn_is_counted_and_kept_out_of_latency():
    metrics = compute_metrics([row(1), row(1, outcome="failed", total_s=99.0)], NOW, 24)
    assert (metrics.turns, metrics.failed) == (2, 1)
    assert tiles(metrics)["p95 latency"].value == 1.0


def test_latency_is_a_line_for_all_and_for_each_bot_and_model():
    turns = [row(1.2, total_s=1.0), row(1.3, total_s=3.0), row(5, bot="plain", total_s=7.0),
             row(23.9, bot="plain")]  # fmt: skip
    metrics = compute_metrics(turns, NOW, 24)
    lines = {(line.of, line.name): line.points for line in metrics.latency}
    assert set(lines) == {("all", ""), ("bot", "router"), ("bot", "plain"), ("model", "tiny")}
    (point,) = lines["bot", "router"]
    assert (point.turns, point.p50_s, point.p95_s) == (2, 2.0, 2.9)
    assert [each.turns for each in lines["all", ""]] == [1, 1, 2]


def test_filters_narrow_but_the_choices_stay():
    metrics = compute_metrics([row(1), row(2, bot="plain", model="big")], NOW, 24, bot="plain")
    assert metrics.turns == 1
    assert (metrics.bots, metrics.models) == (("plain", "router"), ("big", "tiny"))


def test_tokens_are_means_by_segment():
    turns = [row(1, segments=(Segment("system", 10),), reply_tokens=4),
             row(1, segments=(Segment("system", 30), Segment("tools", 10)),
                 reply_tokens=6)]  # fmt: skip
    (bucket,) = compute_metrics(turns, NOW, 24).tokens
    assert bucket.segments == (Segment("system", 20), Segment("tools", 5))
    assert (bucket.reply_tokens, bucket.turns) == (5, 2)


def test_the_slowest_come_first_without_their_answers_and_say_why():
    slow = row(1, total_s=9.0, retries=2, parts=(Part("model", 6.0), Part("tool", 1.0)))
    metrics = compute_metrics([row(2), slow, *(row(3) for _ in range(20))], NOW, 24)
    assert len(metrics.slowest) == 8
    assert (metrics.slowest[0].turn.total_s, metrics.slowest[0].turn.answer) == (9.0, "")
    assert metrics.slowest[0].why == "2 retries, model 6.0 s"
    assert why_slow(row(1, tool_errors=1)) == "1 tool error"
    waited = row(1, parts=(Part("queue", 5.8), Part("model", 1.1)))
    assert why_slow(waited) == "model 1.1 s"


@pytest.mark.parametrize("hours", [1, 24, 24 * 7, 24 * 30, 24 * 400])
def test_there_are_never_more_buckets_than_fit(hours):
    turns = [row(hours * share / 500) for share in range(1, 500)]
    metrics = compute_metrics(turns, NOW, hours)
    assert 2 < len(metrics.tokens) <= 49
    assert sum(bucket.turns for bucket in metrics.tokens) == 499


def test_nothing_happened():
    metrics = compute_metrics([], NOW, 24)
    assert (metrics.turns, metrics.tokens, metrics.slowest) == (0, (), ())
    assert tiles(metrics)["p95 latency"].value is None


def test_each_bot_and_model_has_its_figures_over_the_whole_period():
    turns = [row(1, total_s=1.0, prompt_tokens=100, reply_tokens=10, ttft_s=0.2),
             row(5, total_s=3.0, prompt_tokens=300, reply_tokens=20),
             row(6, bot="plain", model="big", outcome="failed", total_s=9.0)]  # fmt: skip
    found = {(each.of, each.name): each for each in compute_metrics(turns, NOW, 24).groups}
    assert list(found) == [
        ("bot", "router"), ("bot", "plain"), ("model", "tiny"), ("model", "big"),
    ]  # fmt: skip
    router, plain = found["bot", "router"], found["bot", "plain"]
    assert (router.turns, router.p50_s, router.p95_s, router.ttft_p95_s) == (2, 2.0, 2.9, 0.2)
    assert (router.prompt_tokens, router.reply_tokens) == (200, 15)
    assert (plain.turns, plain.failed, plain.p50_s) == (1, 1, None)


def test_an_hour_of_work_is_seen_by_the_minute_in_any_period():
    turns = [row(1), row(1.5)]
    assert [compute_metrics(turns, NOW, hours).bucket_s for hours in (24, 720)] == [60, 60]
    assert compute_metrics([row(1), row(160)], NOW, 168).bucket_s == 6 * 3600
    assert compute_metrics([row(1)], NOW, 24).bucket_s == 60


def test_of_turns_that_looked_for_a_kept_answer_the_share_that_found_one_is_told():
    turns = [row(1, cache="exact"), row(1, cache="semantic"), row(1, cache="miss"), row(1)]
    assert tiles(compute_metrics(turns, NOW, 24))["Answers reused"].value == pytest.approx(2 / 3)
    assert tiles(compute_metrics([row(1)], NOW, 24))["Answers reused"].value is None


def test_the_cost_is_that_of_the_turns_whose_price_is_known_and_says_what_is_not_in_it():
    turns = [row(1, cost_usd=0.5), row(1, reply_tokens=3, cost_usd=None)]
    cost = tiles(compute_metrics(turns, NOW, 24))["Cost"]
    assert (cost.value, cost.note) == (0.5, "without 1 turn of unknown price")
    assert tiles(compute_metrics([row(1, cost_usd=0.5)], NOW, 24))["Cost"].note == ""
