"""The report of a leak test in three forms: never more of a text than it carries. Qt-free."""

import csv
import json
from collections.abc import Sequence
from dataclasses import asdict
from io import StringIO

from ui.pages.knowledge.leaks.words import (
    ASKED,
    PLACES,
    WAYS,
    result_notes,
    result_sentence,
)
from workbench.domain.leaks import Leak, LeakReport

_HEAD = ("Role", "Document", "Asked", "Through", "Where", "What got through", "Detail", "Trace")


def json_text(report: LeakReport) -> str:
    """What `workbench leak-test --json` writes."""
    return json.dumps(asdict(report), ensure_ascii=False, indent=2) + "\n"


def csv_text(report: LeakReport) -> str:
    """One line a leak, with the question."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(
        ("role", "target", "asked_by", "question", "bot", "place", "way", "source", "detail",
         "turn_id")
    )  # fmt: skip
    for leak in report.leaks:
        probe = leak.probe
        writer.writerow(
            (probe.role, probe.target, probe.kind, probe.text, leak.bot, leak.place, leak.way,
             leak.source, leak.detail, leak.turn_id)
        )  # fmt: skip
    return out.getvalue()


def markdown(report: LeakReport) -> str:
    roles, bots = ", ".join(report.roles), ", ".join(("retrieval", *report.bots))
    lines = ["# Leak test", "", f"**{result_sentence(report)}**", ""]
    if notes := result_notes(report):
        lines += [notes, ""]
    lines += [f"- Roles: {roles}", f"- Through: {bots}",
              f"- Access control: {'on' if report.is_filtered else 'off, on purpose'}"]  # fmt: skip
    if report.leaks:
        lines += ["", _row(_HEAD), _row(["---"] * len(_HEAD)), *map(_leak_row, report.leaks)]
    return "\n".join(lines) + "\n"


def _leak_row(leak: Leak) -> str:
    return _row(
        (leak.probe.role, leak.source, ASKED[leak.probe.kind], leak.bot or "retrieval",
         PLACES[leak.place], WAYS[leak.way], leak.detail, leak.turn_id)
    )  # fmt: skip


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(' '.join(cell.replace('|', chr(92) + '|').split()) for cell in cells)} |"
