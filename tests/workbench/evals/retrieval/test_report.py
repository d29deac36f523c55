import pytest

from workbench.domain.bot import RetrievalSettings
from workbench.domain.retrieval_report import QueryScores
from workbench.evals.retrieval.report import Origin, Outcome, abstention, retrieval_report


def scores(name, value, seconds=0.1, relevant=("a.md",), no_evidence=""):
    metrics = (("nDCG@10", value), ("MRR", value)) if relevant else ()
    return QueryScores(name, "?", metrics, (), relevant, seconds, no_evidence)


def outcome(name, *values, seconds=0.1):
    queries = tuple(scores(f"q{n}", value, seconds) for n, value in enumerate(values))
    return Outcome(name, RetrievalSettings(), queries)


def test_a_report_has_means_with_intervals_and_compares_with_the_baseline():
    words = outcome("words", 0.2, 0.4, 0.3, 0.5, 0.1, 0.3)
    both = outcome("both", 0.6, 0.8, 0.7, 0.9, 0.5, 0.7)
    report = retrieval_report([words, both], Origin("suite", "cases"))
    assert (report.queries, report.baseline) == (6, "words")
    first, second = report.results
    assert first.metrics[0].value == pytest.approx(0.3)
    assert first.metrics[0].low < 0.3 < first.metrics[0].high
    assert first.differences == ()
    difference = second.differences[0]
    assert difference.difference == pytest.approx(0.4)
    assert difference.p == pytest.approx(2 / 2**6)


def test_several_comparisons_are_adjusted():
    base = outcome("base", *[0.1] * 8)
    others = [outcome(name, *[0.5] * 8) for name in ("one", "two")]
    report = retrieval_report([base, *others], Origin("suite", "cases"))
    (pair,) = [each for each in report.results[1].differences if each.metric == "MRR"]
    assert pair.p_adjusted == pytest.approx(2 * pair.p)


def test_the_front_is_what_nothing_beats_in_quality_and_speed():
    results = retrieval_report(
        [
            outcome("slow and good", 0.9, seconds=0.9),
            outcome("fast", 0.5, seconds=0.1),
            outcome("slow and bad", 0.4, seconds=0.5),
        ],
        Origin("suite", "cases"),
    ).results
    assert [each.is_on_front for each in results] == [True, True, False]


def test_saying_no_evidence_is_right_only_where_nothing_answers():
    queries = [
        scores("answered", 1.0),
        scores("missed", 0.0, no_evidence="None."),
        scores("nothing", 0.0, relevant=(), no_evidence="None."),
        scores("invented", 0.0, relevant=()),
    ]
    found = abstention(queries, 0.4)
    assert found
    assert (found.said, found.right, found.unanswerable) == (2, 1, 2)
    assert (found.precision, found.recall) == (0.5, 0.5)
    assert abstention(queries[:2], 0.4) is None


def test_queries_that_nothing_answers_are_left_out_of_the_means():
    mixed = Outcome("one", RetrievalSettings(), (scores("a", 1.0), scores("b", 0.0, relevant=())))
    report = retrieval_report([mixed], Origin("suite", "cases"))
    assert (report.queries, report.results[0].metrics[0].value) == (1, 1.0)
