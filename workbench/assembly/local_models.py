"""What can be done with local models: listed, loaded, served to others, measured, downloaded."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import uuid4

import psutil

from workbench.assembly.children import Children
from workbench.assembly.downloads import Downloads
from workbench.assembly.host_memory import resident_bytes
from workbench.assembly.model_library import ModelLibrary
from workbench.assembly.model_servers import Serving, loaded_part
from workbench.assembly.speed_test import SpeedMeter, steps
from workbench.cancellation import CancelToken
from workbench.domain.bot import ModelSpec
from workbench.domain.host import Host, Room
from workbench.domain.speed import SpeedTest
from workbench.io_loop import IoLoop
from workbench.machine import MachineSettings, write_machine_settings
from workbench.model_messages import Served, ServerMemory
from workbench.sizing.memory import load_settings

LOOPBACK = "127.0.0.1"


class Machine:
    """The settings of this machine as they are now: read by many, changed by one."""

    def __init__(self, settings: MachineSettings) -> None:
        self.settings = settings

    def change(self, settings: MachineSettings) -> None:
        """Raises `StorageError`, and then nothing has changed."""
        write_machine_settings(settings)
        self.settings = settings


@dataclass(frozen=True, slots=True)
class SpeedNews:
    """`done` of `total` steps; the test as far as it is."""

    done: int
    total: int
    test: SpeedTest


class LocalModels:
    def __init__(
        self, children: Children, machine: Machine, io: IoLoop, downloads: Downloads
    ) -> None:
        self._children = children
        self._io = io
        self.machine = machine
        self.library = ModelLibrary(children.servers.sizes)
        self.downloads = downloads

    # Memory

    def host(self) -> Host:
        return self._children.servers.host.measure()

    def room(self) -> Room:
        return self._children.servers.host.room(self.machine.settings)

    def servers(self) -> tuple[ServerMemory, ...]:
        """What each model takes now, and what it will take by the estimate."""
        return tuple(
            ServerMemory(
                name=each.spec.name,
                used_bytes=resident_bytes(each.supervisor.pid) if each.supervisor.pid else 0,
                needed_bytes=each.need.total if each.need else self._needed(each.spec),
                uses=each.uses,
                spec=each.spec,
            )
            for each in self._children.pool.residents()
            if each.holds_memory
        )

    def helpers(self) -> dict[str, int]:
        """What the embedder and the index take."""
        return {name: resident_bytes(pid) for name, pid in self._children.helper_pids().items()}

    def _needed(self, spec: ModelSpec) -> int:
        return self._children.servers.need(spec).total

    # Loading

    def load(self, spec: ModelSpec, cancel: CancelToken) -> None:
        self._children.model(spec, cancel)

    def reload(self, spec: ModelSpec) -> None:
        """With new settings, if it is loaded and nobody needs it now."""
        found = [each for each in self._children.pool.residents() if each.spec.name == spec.name]
        if any(each.spec != loaded_part(spec) and not each.uses for each in found):
            self.load(spec, CancelToken())

    def unload(self, name: str) -> None:
        """Raises `WorkbenchError` if it is in use."""
        self._children.servers.serving.pop(name, None)
        self._children.pool.unload(name)

    def is_loaded(self, name: str) -> bool:
        return any(each.spec.name == name for each in self._children.pool.residents())

    # Serving

    def serve(self, spec: ModelSpec, serving: Serving, cancel: CancelToken) -> Served:
        """Offer a model to other programs, and keep it loaded. Raises `WorkbenchError`."""
        servers, pool = self._children.servers, self._children.pool
        if servers.serving.get(spec.name, Serving()) != serving:
            pool.unload(spec.name)
        servers.serving[spec.name] = serving
        try:
            self.load(spec, cancel)
        except BaseException:
            servers.serving.pop(spec.name, None)
            raise
        pool.pin(spec.name, pinned=True)
        return next(each for each in self.served() if each.name == spec.name)

    def served(self) -> tuple[Served, ...]:
        """What is offered now, with addresses and keys as they are now."""
        found = []
        for each in self._children.pool.residents():
            serving = self._children.servers.serving.get(each.spec.name)
            address = each.supervisor.listening()
            if serving and address:
                host = _network_address() if serving.on_network else LOOPBACK
                url = f"http://{host}:{address.port}/v1"
                found.append(Served(each.spec.name, url, address.token, serving.on_network))
        return tuple(found)

    def stop_serving(self, name: str) -> None:
        """Unload it, so that its key opens nothing any more. Raises if it is answering."""
        self._children.pool.unload(name)
        self._children.servers.serving.pop(name, None)

    # Speed

    def measure_speed(self, spec: ModelSpec, cancel: CancelToken) -> Iterator[SpeedNews]:
        """Ends with the whole test. Raises `WorkbenchError`, `StoppedError`."""
        facts = self._children.servers.sizes.facts(spec)
        context = load_settings(spec, facts.shape).context_tokens
        plan = steps(context)
        test = SpeedTest(
            test_id=uuid4().hex,
            model=spec.name,
            quantisation=facts.quantisation,
            started_at=datetime.now(UTC).isoformat(),
            context_tokens=spec.context_tokens,
            gpu_layers=spec.gpu_layers,
            kv_type=spec.kv_type,
            threads=spec.threads,
            points=(),
            on_battery=_on_battery(),
        )
        with self._children.using(spec, cancel) as supervisor:
            yield SpeedNews(0, len(plan), test)
            meter = SpeedMeter(supervisor.address(cancel), self._io, context)
            for done, point in enumerate(meter.measure(plan, cancel), start=1):
                if point:
                    test = replace(test, points=(*test.points, point))
                yield SpeedNews(done, len(plan), test)


def same_server(one: ModelSpec, other: ModelSpec) -> bool:
    return loaded_part(one) == loaded_part(other)


def _on_battery() -> bool | None:
    battery = psutil.sensors_battery() if hasattr(psutil, "sensors_battery") else None
    return None if battery is None else not battery.power_plugged


def _network_address() -> str:
    """By which other machines reach this one, as far as it can be told."""
    for addresses in psutil.net_if_addrs().values():
        for address in addresses:
            if address.family.name == "AF_INET" and not address.address.startswith("127."):
                return str(address.address)
    return LOOPBACK
