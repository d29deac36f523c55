"""Rows of turns, runs and cells to put into a store."""

from workbench.domain.run import RunRow
from workbench.domain.suite import Score
from workbench.projections.grid import CellRow
from workbench.projections.turns import TurnRow
from workbench.trace.event import TraceEvent
from workbench.trace.facts import TurnFinished


def turn_row(turn_id, **more):
    values = {"bot": "helper", "model": "m", "outcome": "finished", "question": "Why?"}
    started = {"started_at": "2026-11-16T09:00:00+00:00"}
    return TurnRow(turn_id, **(values | started | more))


def cell_row(case_id, variant="a", trial=0, run_id="r1", **more):
    name = f"{run_id}/{case_id}/{variant}/{trial}"
    values = {"outcome": "passed", "scores": (Score("exact", 1.0, is_pass=True),)}
    return CellRow(run_id, case_id, variant, trial, name, **(values | more))


def run_row(run_id="r1", **more):
    values = {
        "suite": "s",
        "title": "S",
        "started_at": "2026-11-16T09:00:00+00:00",
        "state": "running",
        "cells_total": 4,
        "cells_done": 0,
        "trials": 1,
        "baseline": "a",
        "variants": ("a", "b"),
        "cases": 2,
    }
    return RunRow(run_id, **(values | more))


def end(turn_id, seq=0):
    return TraceEvent(turn_id, seq, "turn", None, 0.0, TurnFinished("Bye"))
