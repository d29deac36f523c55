from workbench.projections.grid import CellRow, summarise
from workbench.projections.retrieval_summary import miss_of


def cell(case_id, outcome, recall=None):
    found = () if recall is None else (("recall", recall), ("MRR", recall))
    return CellRow("r", case_id, "v", 0, "t", outcome, retrieval=found)


CELLS = [cell("a", "passed", 1.0), cell("b", "failed", 0.0), cell("c", "failed", 0.5)]


def test_a_miss_is_retrieval_s_if_nothing_relevant_was_found_else_the_model_s():
    assert [miss_of(each) for each in CELLS] == ["", "retrieval", "model"]
    assert miss_of(cell("d", "failed")) == ""


def test_a_column_tells_the_means_and_whose_the_misses_are():
    (summary,) = summarise([*CELLS, cell("d", "passed")], ["v"])
    found = summary.retrieval
    assert (found.cells, found.by_retrieval, found.by_model) == (3, 1, 1)
    assert dict(found.means) == {"recall": 0.5, "MRR": 0.5}


def test_a_column_that_searched_for_nothing_says_nothing():
    assert summarise([cell("d", "passed")], ["v"])[0].retrieval is None
