"""The child processes of one worker: a server for each local model, the embedder, the index."""

import threading
from pathlib import Path

from workbench.cancellation import CancelToken
from workbench.domain.bot import ModelSpec
from workbench.errors import RetrievalError
from workbench.messages import ServerState
from workbench.models.catalog import bundled_chat_model, bundled_embedder
from workbench.places import cache_folder
from workbench.processes.announcement import Address
from workbench.processes.launch import child_command
from workbench.processes.supervisor import Supervisor

EMBEDDER, INDEX = "embedder", "index"
# Loading a big model from a slow disk takes this long at worst.
MODEL_READY_S = 300.0
INDEX_READY_S = 60.0


class Children:
    """Each child is started when it is first needed. `_lock` guards the table of them."""

    def __init__(self, data: Path, logs: Path) -> None:
        self._data = data
        self._logs = logs
        self._lock = threading.Lock()
        self._models: dict[tuple[str, str, int], Supervisor] = {}
        self._names: dict[tuple[str, str, int], str] = {}
        self._others: dict[str, Supervisor] = {}

    def model(self, spec: ModelSpec, cancel: CancelToken) -> Address:
        """Where the server of a llama.cpp model listens. Raises `ModelUnavailableError`."""
        return self._model(spec).address(cancel)

    def embedder(self, cancel: CancelToken) -> Address:
        return self._other(EMBEDDER).address(cancel)

    def index(self, cancel: CancelToken) -> Address:
        return self._other(INDEX).address(cancel)

    def states(self) -> tuple[ServerState, ...]:
        with self._lock:
            models = [(self._names[key], each) for key, each in self._models.items()]
            others = list(self._others.items())
        return tuple(
            ServerState(name, each.state, _detail(each)) for name, each in [*models, *others]
        )

    def pids(self) -> dict[str, int]:
        """Of the children that run, by name."""
        with self._lock:
            models = [(self._names[key], each) for key, each in self._models.items()]
            others = list(self._others.items())
        return {name: each.pid for name, each in [*models, *others] if each.pid}

    def close(self) -> None:
        with self._lock:
            supervisors = [*self._models.values(), *self._others.values()]
        enders = [threading.Thread(target=each.close) for each in supervisors]
        for ender in enders:
            ender.start()
        for ender in enders:
            ender.join()

    def _model(self, spec: ModelSpec) -> Supervisor:
        path = spec.path or str(bundled_chat_model(spec.name))
        key = (spec.name, path, spec.context_tokens)
        with self._lock:
            if key not in self._models:
                context = str(spec.context_tokens)
                argv = child_command(
                    "model_server", "chat", "--model", path, "--context", context,
                    "--name", spec.name, *([] if spec.path else _fast_copies()),
                )  # fmt: skip
                self._models[key] = Supervisor(
                    argv,
                    name=f"The server of {spec.name}",
                    ready_timeout_s=MODEL_READY_S,
                    log_path=self._logs / f"model-{_file_name(spec.name)}.log",
                )
                self._names[key] = spec.name
            return self._models[key]

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


def _file_name(name: str) -> str:
    return "".join(letter if letter.isalnum() or letter in "-_." else "-" for letter in name)


def _fast_copies() -> list[str]:
    """The bundled model is read from a copy that is faster on a CPU."""
    return ["--fast-copies", str(cache_folder() / "models")]
