"""Local models: listed, loaded and unloaded, served to others."""

import os
from functools import partial
from pathlib import Path

from workbench.assembly import Serving
from workbench.domain.bot import ModelSpec
from workbench.errors import WorkbenchError
from workbench.model_commands import (
    ChangeMachine,
    InspectModelFile,
    ListLocalModels,
    LoadModel,
    MeasureMemory,
    ServeModel,
    StopServing,
    UnloadModel,
)
from workbench.model_messages import (
    LocalModelsListed,
    MemoryMeasured,
    ModelLoaded,
    Served,
    ServingChanged,
)
from workbench.worker.kit import Handlers, Kit
from workbench.worker.pieces import batches
from workbench.worker.transfer_desk import TransferDesk


class ModelDesk:
    """What waits for a model to load runs aside; the rest in the lane of queries."""

    def __init__(self, kit: Kit, transfers: TransferDesk) -> None:
        self._kit = kit
        self._local = kit.assembly.local
        self._transfers = transfers
        self._served: tuple[Served, ...] = ()

    def handlers(self) -> Handlers:
        query, aside = self._kit.lanes.query, self._kit.lanes.aside
        return {
            ListLocalModels: lambda command: query(partial(self._list, command)),
            InspectModelFile: lambda command: query(partial(self._inspect, command)),
            MeasureMemory: lambda command: query(partial(self._measure, command)),
            LoadModel: lambda command: aside(partial(self._load, command)),
            UnloadModel: lambda command: aside(partial(self._unload, command)),
            ServeModel: lambda command: aside(partial(self._serve, command)),
            StopServing: lambda command: aside(partial(self._stop_serving, command)),
            ChangeMachine: lambda command: query(partial(self._change_machine, command)),
        }

    def open(self) -> None:
        """Load what is to be kept warm."""
        for name in self._local.machine.settings.keeps_warm:
            if any(spec.name == name for spec in self._kit.workspace.current.models):
                self._kit.lanes.aside(partial(self._load, LoadModel("", name)))

    def look(self) -> None:
        """Called now and then: a served model that was started again has another port."""
        if (served := self._local.served()) != self._served:
            self._served = served
            self._kit.outlet.tell(ServingChanged("", served))

    def spec(self, name: str) -> ModelSpec:
        """Raises `WorkbenchError` with the names there are."""
        return self._kit.workspace.current.model(name)

    def _list(self, command: ListLocalModels) -> None:
        self._tell_models(command.request_id)
        self._transfers.tell_again()
        self._kit.outlet.tell(ServingChanged("", self._local.served()))

    def _tell_models(self, request_id: str) -> None:
        settings = self._local.machine.settings
        models = self._local.library.models(self._kit.workspace.current.models, settings)
        for is_first, is_last, some in batches(models):
            message = LocalModelsListed(request_id, some, settings, is_first, is_last)
            self._kit.outlet.tell(message)

    def _inspect(self, command: InspectModelFile) -> None:
        found = self._local.library.of_file(Path(command.path))
        if found.shape is None:
            raise WorkbenchError(found.problem, found.hint)
        settings = self._local.machine.settings
        self._kit.outlet.tell(LocalModelsListed(command.request_id, (found,), settings))

    def _measure(self, command: MeasureMemory) -> None:
        local = self._local
        self._kit.outlet.tell(
            MemoryMeasured(
                command.request_id, local.host(), local.room(), local.servers(), local.helpers()
            )
        )

    def _load(self, command: LoadModel) -> None:
        spec = self._local_spec(command.name)
        self._local.load(spec, self._kit.tokens.new(f"load {command.name}"))
        self._kit.outlet.tell(ModelLoaded(command.request_id, command.name, is_loaded=True))

    def _unload(self, command: UnloadModel) -> None:
        """Who waits for it to load is let go first."""
        if not self._local.is_loaded(command.name):
            self._kit.tokens.cancel(f"load {command.name}")
        self._local.unload(command.name)
        self._kit.outlet.tell(ModelLoaded(command.request_id, command.name, is_loaded=False))

    def _serve(self, command: ServeModel) -> None:
        key = os.environ.get(command.key_env, "") if command.key_env else ""
        if command.key_env and not key:
            raise WorkbenchError(
                f"{command.key_env} is not set, so there is no key to serve with.",
                f"Start with {command.key_env} in the environment, or leave the key to the app.",
            )
        serving = Serving(command.port, command.on_network, key)
        token = self._kit.tokens.new(f"load {command.name}")
        self._local.serve(self._local_spec(command.name), serving, token)
        self._tell_served(command.request_id)

    def _stop_serving(self, command: StopServing) -> None:
        self._local.stop_serving(command.name)
        self._tell_served(command.request_id)

    def _tell_served(self, request_id: str) -> None:
        self._served = self._local.served()
        self._kit.outlet.tell(ServingChanged(request_id, self._served))

    def _change_machine(self, command: ChangeMachine) -> None:
        self._local.machine.change(command.settings)
        self._tell_models(command.request_id)

    def _local_spec(self, name: str) -> ModelSpec:
        spec = self.spec(name)
        if spec.provider != "llama_cpp":
            raise WorkbenchError(f"{name} is not a local model.", "Pick one that has a GGUF file.")
        return spec
