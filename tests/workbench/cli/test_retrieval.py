"""Evaluations, sweeps and leak tests of retrieval, as commands."""

import pytest

from tests.workbench.cli.commands import check_refusal, workbench
from tests.workbench.retrieval.knowledge import write
from tests.workbench.worker.asked_workspace import asked_folder

SECRET = "The secret discount code for staff is ZX-9911-QW."


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = asked_folder(tmp_path_factory.mktemp("asked"))
    write(folder / "knowledge", "staff.md", SECRET, "Staff discount", audience="agent")
    return folder


def values(document):
    return {each["name"]: {one["metric"]: one["value"] for one in each["metrics"]}
            for each in document["results"]}  # fmt: skip


def test_what_the_bots_of_a_suite_find_is_measured_with_every_query(folder):
    ended = workbench(folder, "eval-retrieval", "asked", "--json")
    assert ended.status == 0, ended.err
    found = values(ended.document)
    assert list(found) == ["words", "both"]
    assert found["both"]["nDCG@10"] == 1.0
    ids = [query["query_id"] for query in ended.document["results"][1]["queries"]]
    assert ids == ["c1", "c2", "c3"]


def test_the_table_names_each_bot_its_interval_and_the_comparison(folder):
    ended = workbench(folder, "eval-retrieval", "asked", "--queries", "--baseline", "words")
    assert ended.status == 0, ended.err
    assert "95 % intervals" in ended.out
    assert "Against words, nDCG@10:" in ended.out
    assert "both, worst first" in ended.out


def test_a_suite_that_retrieves_nothing_is_refused(folder):
    check_refusal(workbench(folder, "eval-retrieval", "unread", "--json"), "unread", "retrieval")


def test_every_combination_of_a_sweep_is_measured(folder):
    sweep = ("sweep-retrieval", "asked", "--size", "100,200", "--mode", "bm25,hybrid", "--json")
    ended = workbench(folder, *sweep)
    assert ended.status == 0, ended.err
    assert len(values(ended.document)) == 4
    assert any(each["is_on_front"] for each in ended.document["results"])


def test_nothing_leaks_and_without_access_control_the_questions_find_it(folder):
    whole = workbench(folder, "leak-test", "--no-paraphrase", "--bot", "both")
    assert whole.status == 0, whole.err
    assert "Nothing leaked." in whole.out
    check = workbench(folder, "leak-test", "--no-paraphrase", "--no-bots", "--self-check", "--json")
    assert check.status == 0, check.err
    assert (check.document["forbidden"], check.document["reached"]) == (1, 1)


def test_a_role_that_is_not_there_is_refused(folder):
    check_refusal(workbench(folder, "leak-test", "--role", "boss", "--json"), "boss", "customer")
