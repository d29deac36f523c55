"""An interactive turn beside a running grid: how much later does it end than alone?"""

import statistics
import time
from collections.abc import Iterator
from dataclasses import replace

from benchmarks.scripted import question, sample_copy, scripted_bot
from workbench.client import WorkerClient
from workbench.commands import StartRun, StartTurn, StopRun
from workbench.domain.suite import Case, Suite
from workbench.domain.turn import TurnInput
from workbench.messages import RunProgressed
from workbench.trace.event import TraceEvent

ALONE, BESIDE = 10, 30


def run() -> Iterator[str]:
    bot = scripted_bot("quick", 20, 0.0)
    grid_bot = replace(scripted_bot("grid", 20, 0.002), name="grid")
    cases = tuple(Case(str(n), (f"Question {n}?",), facts=("word1",)) for n in range(500))
    suite = Suite("beside", (grid_bot,), cases, ("expected_facts",), 4)
    with sample_copy() as folder, WorkerClient(folder) as client:
        alone = [_turn(client, question(bot), f"alone-{n}") for n in range(ALONE)]
        client.send(StartRun("beside", suite=suite))
        client.until(lambda told: isinstance(told, RunProgressed) and told.run.cells_done > 0)
        beside = [_turn(client, question(bot), f"beside-{n}") for n in range(BESIDE)]
        client.send(StopRun("beside"))
    yield (
        f"scripted turn alone: median {statistics.median(alone):.0f} ms; beside a grid: median "
        f"{statistics.median(beside):.0f} ms, worst {max(beside):.0f} ms"
    )


def _turn(client: WorkerClient, given: TurnInput, turn_id: str) -> float:
    started = time.monotonic()
    client.send(StartTurn(turn_id, given))
    client.until(
        lambda told: (
            isinstance(told, TraceEvent)
            and (told.turn_id, told.fact.kind) == (turn_id, "turn_finished")
        )
    )
    return (time.monotonic() - started) * 1000
