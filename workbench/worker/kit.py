"""What the worker's desks share, and how their commands are told apart."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

from workbench.assembly import Assembly
from workbench.cancellation import CancelToken
from workbench.domain.run import RunRow
from workbench.worker.egress_book import EgressBook
from workbench.worker.lanes import Lanes
from workbench.worker.ledger import Ledger
from workbench.worker.open_workspace import OpenWorkspace
from workbench.worker.outlays import Outlays
from workbench.worker.outlet import Outlet
from workbench.worker.recorder import Recorder
from workbench.worker.turns import TurnRunner

# The method for each class of command. It takes that class, which a dict cannot say.
Handlers = Mapping[type[Any], Callable[[Any], None]]


class Tokens:
    """What can still be stopped, by name: a token lives as long as its turn or run."""

    def __init__(self) -> None:
        self._tokens: WeakValueDictionary[str, CancelToken] = WeakValueDictionary()
        self._lock = threading.Lock()

    def new(self, name: str) -> CancelToken:
        with self._lock:
            token = self._tokens[name] = CancelToken()
        return token

    def has(self, name: str) -> bool:
        return name in self._tokens

    def drop(self, name: str) -> None:
        """What it was for has ended, though its token may live on."""
        self._tokens.pop(name, None)

    def cancel(self, name: str) -> None:
        if token := self._tokens.get(name):
            token.cancel()

    def cancel_all(self) -> None:
        for token in list(self._tokens.values()):
            token.cancel()


@dataclass(frozen=True, slots=True)
class Kit:
    store_path: Path
    workspace: OpenWorkspace
    assembly: Assembly
    outlet: Outlet
    recorder: Recorder
    ledger: Ledger
    runner: TurnRunner
    egress: EgressBook
    lanes: Lanes
    tokens: Tokens

    @property
    def outlays(self) -> Outlays:
        return Outlays(self.store_path, self.assembly, self.ledger)

    def as_it_goes(self, run: RunRow) -> RunRow:
        """A run that nobody carries out has stopped, whatever the worker that died left written."""
        is_left = run.state == "running" and not self.tokens.has(run.run_id)
        return replace(run, state="stopped") if is_left else run
