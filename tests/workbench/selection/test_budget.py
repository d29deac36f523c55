from tests.workbench.selection.candidates import chunk
from workbench.domain.document import Retrieved
from workbench.selection.budget import within_budget

FOUND = Retrieved((chunk("a"), chunk("b"), chunk("c")))


def test_only_whole_chunks_go_and_what_was_cut_is_told():
    cut = within_budget(FOUND, (50, 60, 10), 100)
    assert [each.id for each in cut.chunks] == ["a"]
    assert [(each.chunk_id, each.reason) for each in cut.steps[-1].dropped] == [
        ("b", "60 tokens, beyond the budget of 100"),
        ("c", "10 tokens, beyond the budget of 100"),
    ]


def test_without_a_budget_nothing_is_cut():
    assert within_budget(FOUND, (50, 60, 10), 0) is FOUND


def test_where_nothing_fits_there_is_no_evidence():
    assert within_budget(FOUND, (50, 60, 10), 40).no_evidence == ("No passage fits into 40 tokens.")
