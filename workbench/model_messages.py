"""What the worker tells of local models."""

from dataclasses import dataclass, field
from typing import Literal

from workbench.domain.bot import ModelSpec
from workbench.domain.host import Host, Room
from workbench.domain.local_model import LocalModel
from workbench.domain.speed import SpeedTest
from workbench.machine import MachineSettings


@dataclass(frozen=True, slots=True)
class LocalModelsListed:
    """Some of the local models: in the picker, in the models folder, to be downloaded."""

    request_id: str
    models: tuple[LocalModel, ...]
    settings: MachineSettings
    is_first: bool = True
    is_last: bool = True
    kind: Literal["local_models_listed"] = "local_models_listed"


@dataclass(frozen=True, slots=True)
class ServerMemory:
    """A loaded model: what it takes now and what it is to take; `uses` answers need it."""

    name: str
    used_bytes: int
    needed_bytes: int
    uses: int
    spec: ModelSpec


@dataclass(frozen=True, slots=True)
class MemoryMeasured:
    """`room`: what models may take in all, by the settings. `helpers`: bytes of the embedder and
    the index, by name."""

    request_id: str
    host: Host
    room: Room
    servers: tuple[ServerMemory, ...]
    helpers: dict[str, int] = field(default_factory=dict)
    kind: Literal["memory_measured"] = "memory_measured"


@dataclass(frozen=True, slots=True)
class ModelLoaded:
    """Also when it was unloaded: `is_loaded` says which."""

    request_id: str
    name: str
    is_loaded: bool
    kind: Literal["model_loaded"] = "model_loaded"


@dataclass(frozen=True, slots=True)
class DownloadProgressed:
    """`state` fetching, checking, done, stopped or failed; then `detail` says why."""

    name: str
    file: str
    done_bytes: int
    total_bytes: int
    state: Literal["waiting", "fetching", "checking", "done", "stopped", "failed"]
    bytes_per_s: float = 0.0
    detail: str = ""
    kind: Literal["download_progressed"] = "download_progressed"


@dataclass(frozen=True, slots=True)
class SpeedTestProgressed:
    """`done` of `total` measurements; the test so far. `state` tells how it ended."""

    name: str
    done: int
    total: int
    test: SpeedTest | None
    state: Literal["running", "done", "stopped", "failed"]
    detail: str = ""
    kind: Literal["speed_test_progressed"] = "speed_test_progressed"


@dataclass(frozen=True, slots=True)
class SpeedTestsListed:
    """Newest first."""

    request_id: str
    tests: tuple[SpeedTest, ...]
    is_first: bool = True
    is_last: bool = True
    kind: Literal["speed_tests_listed"] = "speed_tests_listed"


@dataclass(frozen=True, slots=True)
class Served:
    """A model that other programs can use. The key is shown to whoever sits at this machine."""

    name: str
    base_url: str
    key: str = field(repr=False)
    on_network: bool = False


@dataclass(frozen=True, slots=True)
class ServingChanged:
    """All models that are served now; `request_id` is empty if nobody asked."""

    request_id: str
    served: tuple[Served, ...]
    kind: Literal["serving_changed"] = "serving_changed"


ModelMessage = (
    LocalModelsListed
    | MemoryMeasured
    | ModelLoaded
    | DownloadProgressed
    | SpeedTestProgressed
    | SpeedTestsListed
    | ServingChanged
)
