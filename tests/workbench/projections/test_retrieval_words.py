from workbench.domain.retrieval_report import (
    Abstention,
    Measured,
    MetricDifference,
    RetrievalReport,
)
from workbench.projections.retrieval_words import (
    abstention_words,
    difference_words,
    interval_words,
    origin_words,
)


def test_a_report_says_what_was_asked_and_what_was_left_out():
    report = RetrievalReport("golden", "questions of a model", 12, "", (), left_out=3)
    said = "12 queries from questions of a model, 3 left out as they gave themselves away"
    assert origin_words(report) == said


def test_values_stand_with_their_intervals():
    assert interval_words(Measured("MRR", 0.9, 0.8, 1.0)) == "0.900 (0.800 to 1.000)"
    found = MetricDifference("MRR", 0.1, -0.05, 0.2, 0.02, 0.04)
    assert difference_words(found) == "+0.100 (-0.050 to +0.200), p = 0.040"


def test_no_evidence_that_was_never_said_has_no_precision():
    said = abstention_words(Abstention(0.45, 0, 0, 2))
    assert "said 0 times, precision –, recall 0% of 2" in said
