"""What the page Models knows: a fold of what the worker tells of models. Qt-free."""

from dataclasses import dataclass, field

from ui.pages.models.rows import ModelRow, Situation, status_of
from workbench.domain.bot import ModelSpec
from workbench.domain.host import Host, Room
from workbench.domain.local_model import LocalModel
from workbench.domain.speed import SpeedTest
from workbench.machine import MachineSettings
from workbench.messages import Message, ServerState
from workbench.model_messages import (
    DownloadProgressed,
    LocalModelsListed,
    MemoryMeasured,
    Served,
    ServerMemory,
    ServingChanged,
    SpeedTestProgressed,
    SpeedTestsListed,
)
from workbench.sizing.memory import (
    LoadSettings,
    MemoryNeed,
    load_of_model,
    memory_needed,
    verdict,
)

LOADING = frozenset({"starting", "waiting", "restarting"})


@dataclass(slots=True)
class ModelsState:
    """`models` is None until they were listed. `servers`: as the workspace's state has them."""

    models: tuple[LocalModel, ...] | None = None
    settings: MachineSettings = field(default_factory=MachineSettings)
    memory: MemoryMeasured | None = None
    servers: dict[str, ServerState] = field(default_factory=dict)
    downloads: dict[str, DownloadProgressed] = field(default_factory=dict)
    tests: list[SpeedTest] = field(default_factory=list)
    testing: SpeedTestProgressed | None = None
    served: dict[str, Served] = field(default_factory=dict)
    _listing: list[LocalModel] = field(default_factory=list)

    def take(self, message: Message) -> bool:
        """Fold one message in; False if it changes nothing here."""
        match message:
            case LocalModelsListed():
                self._take_models(message)
            case MemoryMeasured():
                self.memory = message
            case DownloadProgressed():
                self.downloads[message.name] = message
            case SpeedTestProgressed():
                self._take_test(message)
            case SpeedTestsListed(tests=tests, is_first=is_first):
                self.tests = [*([] if is_first else self.tests), *tests]
            case ServingChanged(served=served):
                self.served = {each.name: each for each in served}
            case _:
                return False
        return True

    def _take_models(self, message: LocalModelsListed) -> None:
        self._listing = [*([] if message.is_first else self._listing), *message.models]
        self.settings = message.settings
        if message.is_last:
            self.models = tuple(self._listing)

    def _take_test(self, message: SpeedTestProgressed) -> None:
        self.testing = message
        if message.test and message.test.points:
            others = [test for test in self.tests if test.test_id != message.test.test_id]
            self.tests = [message.test, *others]

    # Memory

    @property
    def host(self) -> Host | None:
        return self.memory.host if self.memory else None

    @property
    def room(self) -> Room:
        return self.memory.room if self.memory else Room(0)

    def server_memory(self, name: str) -> ServerMemory | None:
        servers = self.memory.servers if self.memory else ()
        return next((each for each in servers if each.name == name), None)

    def need(self, model: LocalModel, load: LoadSettings | None = None) -> MemoryNeed | None:
        """With the settings that it has, or with others."""
        if model.shape is None:
            return None
        return memory_needed(model.shape, load or load_of_model(model), has_gpu=self.room.has_gpu)

    @property
    def is_loading(self) -> bool:
        return any(server.state in LOADING for server in self.servers.values())

    @property
    def is_fetching(self) -> bool:
        going = {"waiting", "fetching", "checking"}
        return any(each.state in going for each in self.downloads.values())

    @property
    def is_testing(self) -> bool:
        return self.testing is not None and self.testing.state == "running"

    # Rows

    def rows(self) -> tuple[ModelRow, ...]:
        return tuple(self.row(model) for model in self.models or ())

    def model(self, name: str) -> LocalModel | None:
        return next((each for each in self.models or () if each.name == name), None)

    def row(self, model: LocalModel) -> ModelRow:
        need = self.need(model)
        total = self.room.total
        found = verdict(need.total, total) if need and total else "fits"
        now = Situation(
            verdict=found,
            server=self.servers.get(model.name),
            share=self._loaded_share(model.name),
            download=self.downloads.get(model.name),
        )
        status, act = status_of(model, now)
        test = self.latest_test(model.name)
        context = load_of_model(model).context_tokens if model.shape else 0
        return ModelRow(model, context, need, found, status, act, test.write_tps if test else None)

    def _loaded_share(self, name: str) -> float | None:
        """How much of what it will take is there."""
        server = self.server_memory(name)
        if server is None or not server.needed_bytes:
            return None
        return min(server.used_bytes / server.needed_bytes, 0.99)

    # Speed

    def latest_test(self, name: str) -> SpeedTest | None:
        return next((test for test in self.tests if test.model == name), None)

    def compared_tests(self, name: str, most: int = 4) -> list[SpeedTest]:
        """The last test of this model first, then the last ones of others."""
        found: dict[tuple[str, str], SpeedTest] = {}
        for test in self.tests:
            found.setdefault((test.model, test.quantisation), test)
        own = [test for test in found.values() if test.model == name]
        return [*own, *(test for test in found.values() if test.model != name)][:most]


def remote_models(models: tuple[ModelSpec, ...]) -> tuple[ModelSpec, ...]:
    return tuple(model for model in models if model.provider == "openai_compatible")
