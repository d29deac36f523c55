"""What the commands print, and how they end, over a worker that runs already."""

import json

from tests.workbench.worker.scripted_workspace import add_suite, put


def test_chat_prints_the_answer_and_its_figures(shared):
    ended = shared("chat", "Status?")
    assert ended.status == 0
    answer, _, figures = ended.out.strip().split("\n")
    assert answer == "Your account is active."
    assert "First token" in figures
    assert "quick on quick" in figures


def test_chat_as_json_is_one_document_and_nothing_else(shared):
    ended = shared("chat", "--bot", "quick", "--account", "A-1", "Status?", "--json")
    assert (ended.status, ended.err) == (0, "")
    assert ended.document["answer"] == "Your account is active."
    assert ended.document["outcome"] == "finished"
    assert ended.document["tools"] == []


def test_eval_ends_with_0_if_every_threshold_is_met(shared):
    add_suite(shared.folder, "easy", ["quick"], thresholds={"quick": 1.0})
    ended = shared("eval", "easy", "--json")
    assert (ended.status, ended.err) == (0, "")
    assert ended.document["thresholds_met"] is True
    assert len(ended.document["cells"]) == 4


def test_eval_ends_with_100_if_one_is_not_met(shared):
    add_suite(
        shared.folder, "hard", ["quick"], thresholds={"quick": 0.5}, scorers=["nothing_unasked"]
    )
    lines = (shared.folder / "datasets/many.jsonl").read_text()
    put(
        shared.folder, "datasets/many.jsonl", lines.replace('"facts": ["active"]', '"max_words": 1')
    )
    ended = shared("eval", "hard", "--json")
    assert (ended.status, ended.err) == (100, "")
    assert ended.document["thresholds_met"] is False
    assert {cell["outcome"] for cell in ended.document["cells"]} == {"failed"}


def test_eval_prints_a_table_and_writes_a_report(shared, tmp_path):
    add_suite(shared.folder, "two", ["quick", "asks"])
    ended = shared("eval", "many", "--html", str(tmp_path / "report.html"))
    assert ended.status == 0
    assert "quick" in ended.out
    assert "100" in ended.out
    page = (tmp_path / "report.html").read_text()
    assert "<html" in page
    assert "many" in page


def test_eval_resumes_a_run_and_runs_shows_it(shared):
    run = shared("eval", "many", "--json").document["run"]
    again = shared("eval", "--resume", run["run_id"], "--json").document
    assert again["run"]["cells_done"] == run["cells_done"] == 4
    shown = shared("runs", "show", run["run_id"], "--json").document
    assert sorted(map(json.dumps, shown["cells"])) == sorted(map(json.dumps, again["cells"]))
    assert "4 cases" in shared("runs", "show", run["run_id"]).out


def test_runs_lists_the_newest_first(shared):
    ids = [shared("eval", "many", "--json").document["run"]["run_id"] for _ in range(2)]
    listed = shared("runs", "list", "--json").document
    assert [run["run_id"] for run in listed[:2]] == ids[::-1]
    first, *_ = shared("runs").out.splitlines()
    assert first.startswith(ids[1])
    assert "4 of 4" in first
