import time
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from workbench.projections.grid import CellRow, VariantSummary, pareto_front, summarise
from workbench.statistics.intervals import wilson_interval
from workbench.trace.facts import Segment


def cell(case, variant, passed, trial=0, **more):
    outcome = passed if isinstance(passed, str) else "passed" if passed else "failed"
    return CellRow("r", str(case), variant, trial, f"{case}/{variant}/{trial}", outcome, **more)


def two_variants(base, other):
    return [cell(n, "a", p) for n, p in enumerate(base)] + [
        cell(n, "b", p) for n, p in enumerate(other)
    ]


def test_one_trial_has_wilson_and_exact_mcnemar():
    base, other = [True] * 4 + [False] * 16, [True] * 3 + [False] + [True] * 12 + [False] * 4
    first, second = summarise(two_variants(base, other), ("a", "b"))
    assert (first.pass_rate, first.is_baseline, first.difference) == (0.2, True, None)
    assert (second.low, second.high) == wilson_interval(15, 20)
    assert second.interval == "Wilson over cases"
    assert (second.fixed, second.broke, second.test) == (12, 1, "exact McNemar")
    assert second.difference == pytest.approx(0.55)
    assert second.p_value == pytest.approx(binomtest(1, 13).pvalue)
    assert second.difference_low < 0.55 < second.difference_high


def test_more_trials_are_clustered_by_case():
    cells = [
        cell(case, variant, (case + trial) % 5 < good, trial)
        for case in range(12)
        for trial in range(5)
        for variant, good in (("a", 2 + case % 2), ("b", 4))
    ]
    first, second = summarise(cells, ("a", "b"), trials=5)
    assert first.interval == "bootstrap clustered by case"
    assert first.low <= first.pass_rate <= first.high
    assert second.test == "permutation over cases"
    assert (second.fixed, second.p_value) == (12, pytest.approx(2 / 2**12))
    assert second.difference_low <= second.difference <= second.difference_high


def test_a_perfect_score_over_trials_is_not_certain():
    cells = [cell(n, "a", True, trial) for n in range(20) for trial in range(3)]
    (only,) = summarise(cells, ("a",), trials=3)
    assert only.low == pytest.approx(wilson_interval(20, 20)[0])


def test_alike_gains_over_trials_are_not_certain_either():
    cells = [cell(n, v, v == "b", trial) for n in range(20) for trial in range(3) for v in "ab"]
    _, second = summarise(cells, ("a", "b"), trials=3)
    assert second.difference == 1.0
    assert second.difference_low < 1.0


def test_few_cases_get_no_interval_but_words():
    (only,) = summarise([cell(n, "a", True) for n in range(3)], ("a",))
    assert (only.low, only.high, only.interval) == (None, None, "3 cases, no interval")


def test_an_error_is_not_a_pass_and_is_counted_apart():
    cells = [cell(1, "a", True), cell(2, "a", False), cell(3, "a", "error", total_s=90.0)]
    (only,) = summarise([*cells, cell(1, "a", True, total_s=1.0)], ("a",))
    assert (only.passed, only.failed, only.errors, only.cells_done) == (1, 1, 1, 3)
    assert only.pass_rate == pytest.approx(1 / 3)
    assert only.p95_s == 1.0


def test_the_comparison_is_over_cells_that_both_have_done():
    cells = two_variants([False] * 6, [True] * 6) + [cell(n, "b", False) for n in range(10, 40)]
    _, second = summarise(cells, ("a", "b"))
    assert second.difference == 1.0
    assert second.pass_rate == pytest.approx(6 / 36)


def test_p_values_are_adjusted_over_the_variants():
    base, other = [False] * 10, [True] * 8 + [False] * 2
    cells = [*two_variants(base, other), *(cell(n, "c", n < 7) for n in range(10))]
    _, second, third = summarise(cells, ("a", "b", "c"), "a")
    assert second.p_adjusted == pytest.approx(2 * second.p_value)
    assert third.p_adjusted == pytest.approx(max(2 * second.p_value, third.p_value))


def test_a_variant_without_cells_and_another_baseline():
    first, second = summarise([cell(1, "b", True)], ("a", "b"), "b")
    assert (first.cells_done, first.pass_rate, first.p_value) == (0, None, None)
    assert second.is_baseline


def test_latency_tokens_and_cost():
    more = {"ttft_s": 0.5, "prompt_tokens": 100, "reply_tokens": 10, "cost_usd": 0.25}
    cells = [
        cell(n, "a", True, total_s=float(n), segments=(Segment("system", 10 * n),), **more)
        for n in range(1, 6)
    ]
    (only,) = summarise(cells, ("a",))
    assert (only.p50_s, only.p95_s, only.ttft_p50_s) == (3.0, 4.8, 0.5)
    assert (only.prompt_tokens_mean, only.reply_tokens_mean, only.cost_usd) == (100, 10, 1.25)
    assert only.segments == (Segment("system", 30),)


def test_an_unknown_price_makes_the_sum_unknown():
    cells = [cell(1, "a", True, cost_usd=0.1), cell(2, "a", True)]
    assert summarise(cells, ("a",))[0].cost_usd is None


def test_the_front_is_made_of_those_that_nobody_beats():
    def at(name, p95_s, rate):
        return VariantSummary(name, p95_s=p95_s, pass_rate=rate)

    points = [at("slow good", 9, 0.9), at("fast poor", 1, 0.5), at("beaten", 5, 0.4),
              at("mid", 4, 0.7), at("twin", 4, 0.7), at("slower twin", 5, 0.7),
              VariantSummary("empty")]  # fmt: skip
    assert [each.variant for each in pareto_front(points)] == [
        "fast poor",
        "mid",
        "twin",
        "slow good",
    ]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=5, max_size=40), st.booleans())
def test_the_rate_is_in_its_interval_and_order_does_not_matter(pairs, many):
    trials = 2 if many else 1
    cells = [
        cell(n // trials, variant, passed, n % trials)
        for n, both in enumerate(pairs)
        for variant, passed in zip("ab", both, strict=True)
    ]
    summaries = summarise(cells, ("a", "b"), trials=trials)
    for each in summaries:
        if each.low is not None:
            assert each.low - 1e-9 <= each.pass_rate <= each.high + 1e-9
    mixed = Random(1).sample(cells, len(cells))
    again = summarise(mixed, ("a", "b"), trials=trials)
    assert [(e.pass_rate, e.p_value, e.fixed) for e in again] == [
        (e.pass_rate, e.p_value, e.fixed) for e in summaries
    ]


@pytest.mark.parametrize(("cases", "trials"), [(2500, 1), (500, 5), (100, 25)])
def test_ten_thousand_cells_are_summed_up_while_they_come_in(cases, trials):
    draws = Random(4)
    parts = (Segment("system", 60), Segment("evidence", 90))
    cells = [
        cell(case, variant, draws.random() < rate, trial, total_s=draws.random(), segments=parts)
        for case in range(cases)
        for trial in range(trials)
        for variant, rate in zip("abcd", (0.3, 0.5, 0.6, 0.8), strict=True)
    ]
    took_s = []
    for _ in range(3):
        started_s = time.process_time()
        summarise(cells, "abcd", trials=trials)
        took_s.append(time.process_time() - started_s)
    # 0.1 s is meant; the rest is for machines that are busy.
    assert min(took_s) < 0.5
