"""The table as CSV, JSON and Markdown: the cases that are shown, all variants. Qt-free."""

import csv
import json
from dataclasses import asdict
from io import StringIO
from typing import Literal

from ui.pages.grid.cell import MARK_WORDS
from ui.pages.grid.heads import Head, head
from ui.pages.grid.state import GridState
from workbench.domain.egress import left_in_words
from workbench.projections.retrieval_summary import miss_of

ExportFormat = Literal["csv", "json", "md"]
_FIGURES = (
    "cells_done", "cases", "passed", "failed", "errors", "pass_rate", "low", "high", "interval",
    "difference", "p_value", "p_adjusted", "test", "fixed", "broke", "p50_s", "p95_s",
    "ttft_p50_s", "prompt_tokens_mean", "reply_tokens_mean", "cost_usd", "reused",
)  # fmt: skip


def export(state: GridState, form: ExportFormat) -> str:
    made = {"csv": _csv, "json": _json, "md": _markdown}
    return made[form](state)


def _csv(state: GridState) -> str:
    """One line a cell: case, variant, trial and all that is known of it."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(
        ("case", "question", "tags", "variant", "trial", "outcome", "scores", "answer", "note",
         "ttft_s", "total_s", "prompt_tokens", "reply_tokens", "cost_usd", "label", "label_note",
         "turn_id", "answered_by", "route", "cache", "retrieval", "miss")
    )  # fmt: skip
    for case_id in state.rows:
        line = state.line(case_id)
        for variant in state.variants:
            for cell in state.trials(case_id, variant).values():
                scores = "; ".join(f"{each.scorer} {each.value:.2f}" for each in cell.scores)
                writer.writerow(
                    (case_id, line.title, line.tags, variant, cell.trial + 1, cell.outcome, scores,
                     cell.answer, cell.note, cell.ttft_s, cell.total_s, cell.prompt_tokens,
                     cell.reply_tokens, cell.cost_usd, cell.label, cell.label_note, cell.turn_id,
                     cell.answered_by, cell.route, cell.cache,
                     "; ".join(f"{name} {value:.2f}" for name, value in cell.retrieval),
                     miss_of(cell))
                )  # fmt: skip
    return out.getvalue()


def _json(state: GridState) -> str:
    run = state.progress.run if state.progress else None
    document = {
        "run_id": state.run_id,
        "suite": run.suite if run else state.suite.name if state.suite else "",
        "started_at": run.started_at if run else None,
        "baseline": state.baseline,
        "trials": state.trials_wanted,
        "egress": asdict(state.progress.egress) if state.progress else None,
        "variants": [_variant_json(state, each) for each in state.variants],
        "cases": [
            {
                "case": case_id,
                "question": state.line(case_id).title,
                "tags": state.line(case_id).tags,
                "cells": [_cell_json(state, case_id, variant) for variant in state.variants],
            }
            for case_id in state.rows
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _variant_json(state: GridState, variant: str) -> dict[str, object]:
    found = next((each for each in state.summaries if each.variant == variant), None)
    figures = {key: getattr(found, key) for key in _FIGURES} if found else {}
    routing = asdict(found.routing) if found and found.routing else None
    return {"variant": variant, "title": state.name(variant), **figures, "routing": routing}


def _cell_json(state: GridState, case_id: str, variant: str) -> dict[str, object]:
    view = state.view(case_id, variant)
    trials = [
        {
            "trial": cell.trial + 1,
            "outcome": cell.outcome,
            "scores": {score.scorer: score.value for score in cell.scores},
            "answer": cell.answer,
            "note": cell.note,
            "total_s": cell.total_s,
            "ttft_s": cell.ttft_s,
            "label": cell.label,
            "label_note": cell.label_note,
            "turn_id": cell.turn_id,
            "cost_usd": cell.cost_usd,
            "answered_by": cell.answered_by,
            "route": cell.route,
            "cache": cell.cache,
            "retrieval": dict(cell.retrieval),
            "miss": miss_of(cell),
        }
        for cell in state.trials(case_id, variant).values()
    ]
    return {"variant": variant, "verdict": MARK_WORDS[view.mark], "change": view.change,
            "trials": trials}  # fmt: skip


def _markdown(state: GridState) -> str:
    """Heads as rows first, then the cases with a verdict in each column."""
    found = {each.variant: each for each in state.summaries}
    heads = [head("", name, None, found.get(name)) for name in state.variants]
    rows = [_head_row(state, name, each) for name, each in zip(state.variants, heads, strict=True)]
    names = [_plain(state.name(name)) for name in state.variants]
    lines = [
        "| Variant | Pass rate | Against the baseline | p50, p95 | Tokens · cost |",
        "| --- | ---: | --- | ---: | ---: |",
        *rows,
        "",
        f"| Case | {' | '.join(names)} |",
        f"| --- |{' --- |' * len(names)}",
        *(_case_row(state, case_id) for case_id in state.rows),
    ]
    if state.progress:
        lines += ["", f"{left_in_words(state.progress.egress.bytes_out)}."]
    return "\n".join(lines) + "\n"


def _head_row(state: GridState, variant: str, shown: Head) -> str:
    is_baseline = variant == state.baseline
    against = "baseline" if is_baseline else f"{shown.difference}, {shown.p_text}"
    cells = (state.name(variant), shown.rate_text, against, shown.latency, shown.spent)
    return f"| {' | '.join(_plain(cell) for cell in cells)} |"


def _case_row(state: GridState, case_id: str) -> str:
    cells = [state.view(case_id, variant) for variant in state.variants]
    words = [", ".join(part for part in (MARK_WORDS[cell.mark], cell.chip, cell.change) if part)
             for cell in cells]  # fmt: skip
    return f"| {' | '.join(_plain(part) for part in (state.line(case_id).title, *words))} |"


def _plain(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
