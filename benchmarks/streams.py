"""Four answers at 200 tokens/s each while a run of 10,000 cells opens: is the window awake?"""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import cast

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from benchmarks.scripted import sample_copy, scripted_bot
from benchmarks.ticker import Ticker
from ui.app import App
from ui.pages.bench.page import BenchPage
from ui.tour.waiting import let_live, wait_until
from workbench.domain.run import RunRow
from workbench.domain.suite import Case, Score, Suite
from workbench.projections.grid import CellRow
from workbench.store.event_store import EventStore
from workbench.store.library import Library
from workbench.trace.event import TraceEvent
from workbench.trace.facts import TurnFinished

CASES, VARIANTS, TRIALS = 500, 4, 5
STREAM_S = 6
SETTLE_MS = 5_000


def run() -> Iterator[str]:
    qt = QApplication.instance() or QApplication(sys.argv[:1])
    with sample_copy() as folder, tempfile.TemporaryDirectory() as own:
        _put_run(folder / ".workbench" / "store.sqlite")
        app = App(QSettings(f"{own}/x.ini", QSettings.Format.IniFormat), qt)
        window = app.open(folder)
        window.resize(1440, 900)
        window.show()
        bench = cast("BenchPage", window.page)
        wait_until(lambda: len(bench.chat.state.columns) > 0, "bots", 60)
        bench.chat.set_count(VARIANTS)
        for place in range(VARIANTS):
            words = 200 * STREAM_S
            bench.chat.edits.change(place, scripted_bot(f"fast-{place}", words, 1 / 200))
        # As after a start: the pages are made ahead.
        let_live(SETTLE_MS)
        gaps = Ticker()
        bench.chat.send("Say a lot.")
        let_live(1500)
        yield gaps.told("4 streams alone")
        window.open_page("grid", {"run_id": "big"})
        wait_until(lambda: not bench.is_running(), "the streams", 120)
        let_live(1000)
        yield gaps.told("while the run of 10,000 cells is opened")
        app.close()


def _put_run(path: Path) -> None:
    path.parent.mkdir()
    bots = tuple(scripted_bot(f"bot-{n}", 5, 0.0) for n in range(VARIANTS))
    cases = tuple(Case(f"case-{n}", (f"Question {n}?",), tags=("status",)) for n in range(CASES))
    suite = Suite("big", bots, cases, ("expected_facts",), TRIALS)
    names = tuple(bot.name for bot in bots)
    total = CASES * VARIANTS * TRIALS
    row = RunRow("big", "big", "Big", "2026-11-16T09:00:00+00:00", "finished", total, total,
                 TRIALS, names[0], names, CASES)  # fmt: skip
    with closing(Library(path)) as library, closing(EventStore(path)) as store:
        library.add_run(row, suite)
        cells = [
            _cell(f"case-{c}", name, trial)
            for c in range(CASES) for name in names for trial in range(TRIALS)
        ]  # fmt: skip
        for start in range(0, total, 1000):
            some = cells[start : start + 1000]
            ends = [(start + n + 1, _end(cell), False) for n, cell in enumerate(some)]
            store.append(ends, some)


def _end(cell: CellRow) -> TraceEvent:
    return TraceEvent(cell.turn_id, 0, "turn", None, 0.0, TurnFinished("x"))


def _cell(case_id: str, variant: str, trial: int) -> CellRow:
    passed = hash((case_id, variant, trial)) % 3 > 0
    return CellRow(
        run_id="big",
        case_id=case_id,
        variant=variant,
        trial=trial,
        turn_id=f"big/{case_id}/{variant}/{trial}",
        outcome="passed" if passed else "failed",
        scores=(Score("expected_facts", float(passed), is_pass=passed),),
        answer="Your account is suspended because your payment failed on 2026-11-03.",
        ttft_s=0.2,
        total_s=1.0,
        prompt_tokens=300,
        reply_tokens=20,
        cost_usd=0.0,
    )
