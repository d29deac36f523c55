from tests.ui.pages.knowledge.evaluation.reports import MISSED, UNANSWERABLE, scores
from ui.pages.knowledge.evaluation.rows import QueryRow, found_rows


def test_a_query_says_how_many_of_its_documents_were_found_within_the_depth():
    two = scores("c4", ("x.md", "refunds.md", "y.md", "cards.md"), ("refunds.md", "cards.md"))
    assert QueryRow(two, 3).words == "1 of 2 found, first at 2"
    assert QueryRow(two, 10).kind == "pass"
    assert QueryRow(two, 1).words == "Missed at 1, found at 2"
    assert QueryRow(two, 1).is_miss


def test_no_evidence_is_judged_only_where_it_can_be_said():
    said = scores("c5", (), (), "Nothing is near enough.")
    assert (QueryRow(said, 5).words, QueryRow(said, 5).kind) == ("No evidence, rightly", "pass")
    assert QueryRow(UNANSWERABLE, 5).is_miss
    assert QueryRow(UNANSWERABLE, 5, declines=False).kind == "idle"
    wrong = scores("c6", (), ("refunds.md",), "Nothing is near enough.")
    assert QueryRow(wrong, 5).words == "No evidence, wrongly"


def test_a_document_without_a_title_is_called_by_its_path():
    rows = found_rows(MISSED, {})
    assert [(row.title, row.rank) for row in rows] == [("refunds.md", None), ("cards.md", 1)]
