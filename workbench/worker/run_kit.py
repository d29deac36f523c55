"""What a run works with."""

from dataclasses import dataclass
from pathlib import Path

from workbench.worker.egress_book import EgressBook
from workbench.worker.forecaster import Forecaster
from workbench.worker.lanes import Lanes
from workbench.worker.outlet import Outlet
from workbench.worker.run_budget import RunBudget
from workbench.worker.turns import TurnRunner


@dataclass(frozen=True, slots=True)
class RunKit:
    store_path: Path
    runner: TurnRunner
    lanes: Lanes
    outlet: Outlet
    budget: RunBudget
    forecaster: Forecaster
    egress: EgressBook
