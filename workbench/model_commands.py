"""What the window and the CLI ask of the worker about local models."""

from dataclasses import dataclass
from typing import Literal

from workbench.domain.bot import ModelSpec
from workbench.machine import MachineSettings


@dataclass(frozen=True, slots=True)
class ListLocalModels:
    """Answered by `LocalModelsListed`, in several pieces if there are many."""

    request_id: str
    kind: Literal["list_local_models"] = "list_local_models"


@dataclass(frozen=True, slots=True)
class InspectModelFile:
    """Read a GGUF file's header. Answered by `LocalModelsListed` with that one, or `Refused`."""

    request_id: str
    path: str
    kind: Literal["inspect_model_file"] = "inspect_model_file"


@dataclass(frozen=True, slots=True)
class MeasureMemory:
    """Answered by `MemoryMeasured`."""

    request_id: str
    kind: Literal["measure_memory"] = "measure_memory"


@dataclass(frozen=True, slots=True)
class LoadModel:
    """Answered by `ModelLoaded` or `Refused`."""

    request_id: str
    name: str
    kind: Literal["load_model"] = "load_model"


@dataclass(frozen=True, slots=True)
class UnloadModel:
    """Also ends loading. Answered by `ModelLoaded`, or `Refused` if it is in use."""

    request_id: str
    name: str
    kind: Literal["unload_model"] = "unload_model"


@dataclass(frozen=True, slots=True)
class AddModelFile:
    """Put a GGUF file into the picker, where it lies. Answered by `Saved` or `Refused`."""

    request_id: str
    path: str
    name: str = ""
    kind: Literal["add_model_file"] = "add_model_file"


@dataclass(frozen=True, slots=True)
class ChangeModel:
    """Write a model's settings; a loaded one is loaded anew. Answered by `Saved` or `Refused`."""

    request_id: str
    model: ModelSpec
    kind: Literal["change_model"] = "change_model"


@dataclass(frozen=True, slots=True)
class RemoveModel:
    """Take a model out of the picker; its file stays. Answered by `Saved` or `Refused`."""

    request_id: str
    name: str
    kind: Literal["remove_model"] = "remove_model"


@dataclass(frozen=True, slots=True)
class DownloadModel:
    """A model of the catalog by `name`, or any file of the hub. Told by `DownloadProgressed`."""

    name: str
    repository: str = ""
    file: str = ""
    revision: str = "main"
    kind: Literal["download_model"] = "download_model"


@dataclass(frozen=True, slots=True)
class StopDownload:
    """What has arrived is kept; the next `DownloadModel` goes on from there."""

    name: str
    kind: Literal["stop_download"] = "stop_download"


@dataclass(frozen=True, slots=True)
class StartSpeedTest:
    """Told by `SpeedTestProgressed`."""

    name: str
    kind: Literal["start_speed_test"] = "start_speed_test"


@dataclass(frozen=True, slots=True)
class StopSpeedTest:
    name: str
    kind: Literal["stop_speed_test"] = "stop_speed_test"


@dataclass(frozen=True, slots=True)
class ListSpeedTests:
    """Answered by `SpeedTestsListed`."""

    request_id: str
    kind: Literal["list_speed_tests"] = "list_speed_tests"


@dataclass(frozen=True, slots=True)
class ServeModel:
    """Offer a model to other programs. Answered by `ServingChanged` or `Refused`.

    `port` 0: any free one. `key_env`: an environment variable with the key; empty makes a new one.
    """

    request_id: str
    name: str
    port: int = 0
    on_network: bool = False
    key_env: str = ""
    kind: Literal["serve_model"] = "serve_model"


@dataclass(frozen=True, slots=True)
class StopServing:
    """The model is unloaded, and its key opens nothing any more. Answered by `ServingChanged`."""

    request_id: str
    name: str
    kind: Literal["stop_serving"] = "stop_serving"


@dataclass(frozen=True, slots=True)
class ChangeMachine:
    """Answered by `LocalModelsListed` or `Refused`."""

    request_id: str
    settings: MachineSettings
    kind: Literal["change_machine"] = "change_machine"


ModelCommand = (
    ListLocalModels
    | InspectModelFile
    | MeasureMemory
    | LoadModel
    | UnloadModel
    | AddModelFile
    | ChangeModel
    | RemoveModel
    | DownloadModel
    | StopDownload
    | StartSpeedTest
    | StopSpeedTest
    | ListSpeedTests
    | ServeModel
    | StopServing
    | ChangeMachine
)
