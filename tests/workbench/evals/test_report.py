import json
from dataclasses import replace
from html.parser import HTMLParser

from tests.workbench.evals.turns import ask
from workbench.domain.bot import Bot, ModelSpec, Prompt
from workbench.domain.run import RunRow
from workbench.domain.suite import Case, Score, Suite, Threshold
from workbench.evals.report import (
    CellError,
    RunReport,
    cell_errors,
    is_measured,
    report_html,
    report_json,
    report_text,
    threshold_results,
    thresholds_met,
)
from workbench.projections.grid import CellRow, summarise

ATTACK = "<script>alert(1)</script><img src=x onerror=alert(2)>"


def bot(name):
    return Bot(name, ModelSpec("smollm2-135m"), Prompt(name, "", version="3"), title=name.title())


def a_report(thresholds=(), answer=ATTACK):
    cases = tuple(Case(f"case-{n}", (f"Question {n}?",), "LT-1042") for n in range(20))
    suite = Suite("first-look", (bot("zero-shot"), bot("router")), cases, ("expected_facts",),
                  thresholds=thresholds)  # fmt: skip
    cells = tuple(
        CellRow("r1", case.id, name, 0, f"{case.id}/{name}", "passed" if passed else "failed",
                (Score("expected_facts", 0.0, passed, "" if passed else "does not say 'x'"),),
                answer, total_s=1.5, prompt_tokens=1200, reply_tokens=30, cost_usd=0.0)
        for n, case in enumerate(cases)
        for name, passed in (("zero-shot", n < 4), ("router", n < 16))
    )  # fmt: skip
    run = RunRow("r1", "first-look", "First look", "2026-11-16T09:00:00+00:00", "finished",
                 40, 40, 1, "zero-shot", ("zero-shot", "router"), 20)  # fmt: skip
    return RunReport(run, suite, summarise(cells, ("zero-shot", "router")), cells, "1.0", "2 cores")


class _Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.seen, self.attributes, self.open = [], [], []

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)
        self.attributes += attrs
        if tag not in ("meta", "br", "rect"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.seen.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_the_page_is_whole_and_what_bots_say_is_text():
    page = report_html(a_report())
    tags = _Tags()
    tags.feed(page)
    assert tags.open == []
    assert not {"script", "img", "link", "iframe"} & set(tags.seen)
    assert not any(name in ("src", "href") or name.startswith("on") for name, _ in tags.attributes)
    assert "&lt;script&gt;alert(1)" in page
    assert "url(" not in page


def test_the_page_has_figures_answers_reasons_and_the_recipe():
    page = report_html(a_report())
    figures = ("80%", "58% to 92%", "▲ +60 pts", "p &lt; 0.001", "exact McNemar", "1,200 + 30")
    words = ("Question 7?", "does not say &#39;x&#39;", "version 3", "prefers-color-scheme")
    for text in figures + words:
        assert text in page, text


def test_the_table_lines_up():
    lines = report_text(a_report()).splitlines()
    assert lines[0].split()[:3] == ["variant", "pass", "rate"]
    assert lines[0].endswith("cost")
    assert len({len(line) for line in lines[:4]}) == 1
    assert "router" in lines[3]
    assert "58% to 92%" in lines[3]
    assert "+60 pts" in lines[3]


def test_the_document_is_plain_json():
    data = json.loads(json.dumps(report_json(a_report((Threshold("router", 0.5),)))))
    assert data["variants"][1]["pass_rate"] == 0.8
    assert data["thresholds_met"] is True
    assert len(data["cells"]) == 40
    assert data["recipes"]["router"]["Model"] == "smollm2-135m"


def test_thresholds_are_met_or_not():
    report = a_report((Threshold("router", 0.8), Threshold("zero-shot", 0.21), Threshold("x", 0.0)))
    assert [each.is_met for each in threshold_results(report)] == [True, False, False]
    assert not thresholds_met(report)
    assert "zero-shot: 20%, at least 21% wanted: not met" in report_text(report)
    assert thresholds_met(a_report())


def test_an_empty_run_has_a_page_and_a_table_too():
    suite = Suite("s", (bot("a"),), (ask(),), ())
    run = RunRow("r", "s", "", "", "stopped", 1, 0, 1, "a", ("a",), 1)
    report = RunReport(run, suite, summarise((), ("a",)), ())
    assert "not run" not in report_html(report)
    assert "a" in report_text(report)


def with_error(report, notes):
    """The first cells of the report are errors with these notes."""
    broken = [replace(cell, outcome="error", note=note)
              for cell, note in zip(report.cells, notes, strict=False)]  # fmt: skip
    cells = (*broken, *report.cells[len(notes) :])
    names = [bot.name for bot in report.suite.variants]
    return replace(report, cells=cells, summaries=summarise(cells, names))


def test_each_error_is_named_once_with_its_cells():
    report = with_error(a_report(), ["No model.", "No disk.", "No disk."])
    assert cell_errors(report) == (
        CellError("No disk.", ("router", "zero-shot"), 2),
        CellError("No model.", ("zero-shot",), 1),
    )
    assert report_json(report)["errors"][0]["note"] == "No disk."
    assert is_measured(report)


def test_a_variant_that_has_nothing_but_errors_is_not_measured():
    report = a_report()
    notes = ["No model." if cell.variant == "router" else "" for cell in report.cells]
    broken = tuple(replace(cell, outcome="error") if note else cell
                   for cell, note in zip(report.cells, notes, strict=True))  # fmt: skip
    names = [bot.name for bot in report.suite.variants]
    assert is_measured(report)
    assert not is_measured(replace(report, cells=broken, summaries=summarise(broken, names)))
