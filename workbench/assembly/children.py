"""The child processes of one worker: a server for each local model, the embedder, the index."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from workbench.assembly.model_pool import ModelPool
from workbench.assembly.model_servers import ModelServers, loaded_part
from workbench.assembly.model_sizes import ModelSizes
from workbench.cancellation import CancelToken
from workbench.domain.bot import ModelSpec
from workbench.errors import RetrievalError
from workbench.machine import MachineSettings, read_machine_settings
from workbench.messages import ServerState
from workbench.models.catalog import bundled_embedder
from workbench.processes.announcement import Address
from workbench.processes.launch import child_command
from workbench.processes.supervisor import Supervisor

EMBEDDER, INDEX = "embedder", "index"
INDEX_READY_S = 60.0


class Children:
    """Each child is started when it is first needed. `_lock` guards the table of those that are
    no models; the models are in `pool`."""

    def __init__(
        self,
        data: Path,
        logs: Path,
        settings: Callable[[], MachineSettings] = read_machine_settings,
    ) -> None:
        self._data = data
        self._logs = logs
        self._lock = threading.Lock()
        self._others: dict[str, Supervisor] = {}
        self.servers = ModelServers(logs, settings, ModelSizes())
        self.pool = ModelPool(self.servers)

    def model(self, spec: ModelSpec, cancel: CancelToken) -> Address:
        """Where the server of a llama.cpp model listens. Raises `ModelUnavailableError`."""
        return self.pool.load(loaded_part(spec), cancel)

    def using(self, spec: ModelSpec, cancel: CancelToken) -> AbstractContextManager[Supervisor]:
        """The model stays loaded as long as the block."""
        return self.pool.using(loaded_part(spec), cancel)

    def embedder(self, cancel: CancelToken) -> Address:
        return self._other(EMBEDDER).address(cancel)

    def index(self, cancel: CancelToken) -> Address:
        return self._other(INDEX).address(cancel)

    def states(self) -> tuple[ServerState, ...]:
        with self._lock:
            others = list(self._others.items())
        return (
            *self.pool.states(),
            *(ServerState(name, each.state, _detail(each)) for name, each in others),
        )

    def pids(self) -> dict[str, int]:
        """Of the children that run, by name."""
        models = [(each.spec.name, each.supervisor) for each in self.pool.residents()]
        return {name: each.pid for name, each in models if each.pid} | self.helper_pids()

    def helper_pids(self) -> dict[str, int]:
        """Of those that are no chat models."""
        with self._lock:
            others = list(self._others.items())
        return {name: each.pid for name, each in others if each.pid}

    def close(self) -> None:
        with self._lock:
            supervisors = list(self._others.values())
        enders = [threading.Thread(target=each.close) for each in supervisors]
        for ender in enders:
            ender.start()
        self.pool.close()
        for ender in enders:
            ender.join()

    def _other(self, name: str) -> Supervisor:
        with self._lock:
            if name not in self._others:
                self._others[name] = self._embedder() if name == EMBEDDER else self._index()
            return self._others[name]

    def _embedder(self) -> Supervisor:
        argv = child_command("model_server", "embed", "--model-dir", str(bundled_embedder()))
        return Supervisor(argv, name="The embedder", log_path=self._logs / "embedder.log")

    def _index(self) -> Supervisor:
        argv = child_command(
            "retrieval", str(self._data / "knowledge.sqlite"), str(self._data / "index")
        )
        return Supervisor(
            argv,
            name="The index server",
            ready_timeout_s=INDEX_READY_S,
            log_path=self._logs / "index.log",
            error=RetrievalError,
        )


def _detail(supervisor: Supervisor) -> str:
    crashes = supervisor.crash_count
    return f"restarted {crashes} {'time' if crashes == 1 else 'times'}" if crashes else ""
