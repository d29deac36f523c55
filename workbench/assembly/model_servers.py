"""How the server of a local model is started: its command, its key, what it needs."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from workbench.assembly.host_memory import HostMemory
from workbench.assembly.model_sizes import ModelSizes, fits
from workbench.domain.bot import ModelSpec
from workbench.domain.host import Room
from workbench.machine import MachineSettings
from workbench.models.catalog import bundled_chat_model
from workbench.places import cache_folder
from workbench.processes.launch import child_command
from workbench.processes.supervisor import Supervisor
from workbench.sizing.memory import MemoryNeed

# Loading a big model from a slow disk takes this long at worst.
MODEL_READY_S = 300.0
SERVER_KEY = "WORKBENCH_SERVER_KEY"
EVERY_ADDRESS = "0.0.0.0"
# Keys and values of a token: 0.5 MB in a model of 7 billion parameters without shared heads.
LARGEST_TOKEN_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Serving:
    """How a model is offered to other programs: by which port and key, to whom.

    `port` 0 is any free one; `key` empty makes a new one.
    """

    port: int = 0
    on_network: bool = False
    key: str = ""


class ModelServers:
    """Starts what the pool asks for. `serving`: what is offered to others, by name."""

    def __init__(
        self, logs: Path, settings: Callable[[], MachineSettings], sizes: ModelSizes
    ) -> None:
        self._logs = logs
        self._settings = settings
        self._host = HostMemory()
        self.sizes = sizes
        self.serving: dict[str, Serving] = {}

    @property
    def host(self) -> HostMemory:
        return self._host

    def is_small(self, spec: ModelSpec) -> bool:
        """Whether it surely fits where nothing else is loaded, without a look into its file."""
        path = Path(spec.path or bundled_chat_model(spec.name))
        if not path.is_file():
            return False
        size = path.stat().st_size
        cache = spec.context_tokens * max(1, spec.parallel) * LARGEST_TOKEN_BYTES
        return 2 * size + cache <= self.room().ram_bytes

    def need(self, spec: ModelSpec) -> MemoryNeed:
        """GPUs are asked about only where the RAM alone is too small: that takes a moment."""
        room = self.room()
        need = self.sizes.need(spec, room)
        if not fits(need, room):
            room = self._host.room(self._settings())
            need = self.sizes.need(spec, room)
        self.sizes.check_fits(spec, need, room)
        return need

    def room(self) -> Room:
        return self._host.room(self._settings(), ask=False)

    def keeps_warm(self, name: str) -> bool:
        return name in self._settings().keeps_warm

    def start(self, spec: ModelSpec) -> Supervisor:
        serving = self.serving.get(spec.name, Serving())
        made = Supervisor(
            child_command("model_server", "chat", *_flags(spec), *_offer(serving)),
            name=f"The server of {spec.name}",
            ready_timeout_s=MODEL_READY_S,
            log_path=self._logs / f"model-{_file_name(spec.name)}.log",
        )
        made.environment = _key(serving)
        return made


def loaded_part(spec: ModelSpec) -> ModelSpec:
    """What of a model its server depends on: prices and the like start no other one."""
    return ModelSpec(
        spec.name,
        path=spec.path,
        context_tokens=spec.context_tokens,
        parallel=spec.parallel,
        gpu_layers=spec.gpu_layers,
        kv_type=spec.kv_type,
        threads=spec.threads,
        lora=spec.lora,
    )


def _flags(spec: ModelSpec) -> list[str]:
    path = spec.path or str(bundled_chat_model(spec.name))
    flags = [
        "--model", path, "--name", spec.name,
        "--context", str(spec.context_tokens), "--parallel", str(spec.parallel),
        "--gpu-layers", str(spec.gpu_layers), "--kv-type", spec.kv_type,
        "--threads", str(spec.threads),
    ]  # fmt: skip
    for adapter in spec.lora:
        flags += ["--lora", adapter]
    # The bundled model is read from a copy that is faster on a CPU.
    return flags if spec.path else [*flags, "--fast-copies", str(cache_folder() / "models")]


def _offer(serving: Serving) -> list[str]:
    host = ["--host", EVERY_ADDRESS] if serving.on_network else []
    return [*host, "--port", str(serving.port)] if serving.port else host


def _key(serving: Serving) -> Mapping[str, str]:
    """Chosen here, so that a server that is started again keeps it."""
    return {SERVER_KEY: serving.key or secrets.token_urlsafe(32)}


def _file_name(name: str) -> str:
    return "".join(letter if letter.isalnum() or letter in "-_." else "-" for letter in name)
