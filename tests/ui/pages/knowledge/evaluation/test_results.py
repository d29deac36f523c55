"""Configurations, their queries and what was found."""

import csv
import json
from io import StringIO

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication

from tests.ui.pages.knowledge.evaluation.reports import (
    cell,
    heads,
    last,
    query_words,
    result,
    tell,
    texts,
)
from workbench.domain.retrieval_report import MetricDifference
from workbench.knowledge_commands import ListChunks
from workbench.retrieval_commands import CompareRetrieval


def test_configurations_stand_with_their_metrics_and_the_paired_comparison(evaluated):
    table = evaluated.evaluation.table
    assert [cell(table, place, "nDCG@10") for place in (0, 1)] == ["0.50", "0.75"]
    assert [cell(table, place, "Precision@10") for place in (0, 1)] == ["–", "–"]
    assert [cell(table, place, "nDCG@10 against the baseline") for place in (0, 1)] == [
        "baseline", "+0.25",
    ]  # fmt: skip
    column = table.rows.columns[heads(table).index("nDCG@10 against the baseline")]
    look = column.look(table.rows.rows[1])
    assert (look.tone, look.detail) == ("pass", "+0.05 to +0.40, p 0.020")
    assert cell(table, 1, "p95") == "60 ms"
    interval = table.rows.columns[heads(table).index("nDCG@10")].look(table.rows.rows[1])
    assert interval.detail == "0.65–0.85"


def test_another_depth_judges_by_that(evaluated):
    evaluated.evaluation.at_k.set_value("5")
    evaluated.evaluation.at_k.value_chosen.emit("5")
    assert "nDCG@5" in heads(evaluated.evaluation.table)
    assert "nDCG@5" in heads(evaluated.evaluation.queries.queries)


def test_another_baseline_is_compared_by_the_worker_and_queries_are_kept(evaluated, bridge):
    evaluated.evaluation.baseline.value_chosen.emit("both")
    asked = last(bridge, CompareRetrieval)
    assert asked.baseline == "both"
    worse = MetricDifference("nDCG@10", -0.25, -0.4, -0.05, 0.01, 0.02)
    results = [
        result("words", 0.5, (), differences=(worse,)), result("both", 0.75, (), 0.03),
    ]  # fmt: skip
    tell(bridge, asked.request_id, results, "both")
    table = evaluated.evaluation.table
    assert cell(table, 0, "nDCG@10 against the baseline") == "−0.25"
    assert evaluated.evaluation.baseline.value == "both"
    assert len(evaluated.evaluating.state.result("words").queries) == 3


def test_the_queries_of_the_best_row_stand_below_worst_first(evaluated):
    assert evaluated.evaluation.chosen.name == "both"
    assert query_words(evaluated) == ["Missed", "Found at 2", "Nothing answers it"]
    assert evaluated.evaluation.queries.title.text() == "1 of 3 queries missed"
    rows = evaluated.evaluation.queries.queries.rows.rows
    assert rows[1].change == -0.5


def test_misses_and_what_became_worse_are_shown_alone(evaluated):
    pane = evaluated.evaluation.queries
    for shown, words in (("misses", ["Missed"]), ("worse", ["Found at 2"])):
        pane.shown.set_current(shown)
        pane.shown.current_changed.emit(shown)
        assert query_words(evaluated) == words
    evaluated.evaluation.table.select_key("words")
    assert pane.queries.accessibleDescription() == "No query is worse than in the baseline"
    pane.queries.link_pressed.emit()
    assert len(query_words(evaluated)) == 3


def test_what_was_found_and_what_was_missing_is_listed_and_a_click_opens_it(
    evaluated, bridge, qtbot
):
    found = evaluated.evaluation.queries.found
    assert texts(found, 0) == ["–", "Refunds", "Not found"]
    assert texts(found, 1) == ["1", "Cards", ""]
    x = found.columnViewportPosition(1) + 20
    at = QPoint(x, found.rowViewportPosition(1) + 8)
    qtbot.mouseClick(found.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert evaluated.views.current == "chunks"
    assert last(bridge, ListChunks).path == "cards.md"
    evaluated.on_escape()
    assert evaluated.views.current == "evaluation"
    evaluated.on_escape()
    assert evaluated.views.current == "documents"


def test_the_report_is_exported_in_four_forms(evaluated, tmp_path):
    exports = evaluated.evaluating.exports
    exports.copy("md")
    assert "| both \\* | 0.750 (0.650 to 0.850) |" in QGuiApplication.clipboard().text()
    exports.save("csv", tmp_path / "a.csv")
    exports.save("queries", tmp_path / "b.csv")
    exports.save("json", tmp_path / "c.json")
    lines = list(csv.DictReader(StringIO((tmp_path / "a.csv").read_text())))
    assert (lines[1]["configuration"], lines[1]["nDCG@10 p adjusted"]) == ("both", "0.02")
    queries = list(csv.DictReader(StringIO((tmp_path / "b.csv").read_text())))
    assert len(queries) == 6
    assert queries[4]["found"] == "cards.md"
    report = json.loads((tmp_path / "c.json").read_text())
    assert [len(each["queries"]) for each in report["results"]] == [3, 3]
    exports.save("json", tmp_path / "gone" / "c.json")
    assert "could not be written" in evaluated.evaluation.bar.text()
