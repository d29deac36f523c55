"""The servers of local models within a memory limit: idle ones give way, the longest idle first.

What is in use is never unloaded: whoever needs its memory waits.
"""

import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from workbench.assembly.model_sizes import fits
from workbench.cancellation import CancelToken
from workbench.domain.bot import ModelSpec
from workbench.domain.host import Room
from workbench.errors import ModelUnavailableError, WorkbenchError
from workbench.messages import ServerState
from workbench.processes.announcement import Address
from workbench.processes.supervisor import Supervisor
from workbench.sizing.memory import MemoryNeed
from workbench.sizing.words import size_words

# A turn asks its model several times, with moments between: they are no time to unload it.
QUIET_S = 1.0
LOOK_EVERY_S = 0.2


class Starter(Protocol):
    """What the pool needs to know and to do for a model."""

    def is_small(self, spec: ModelSpec) -> bool:
        """Whether it surely fits while nothing else is loaded."""

    def need(self, spec: ModelSpec) -> MemoryNeed:
        """Raises `WorkbenchError` if the model cannot be used at all, or never fits."""

    def room(self) -> Room: ...

    def start(self, spec: ModelSpec) -> Supervisor:
        """Not running before its address is asked for."""

    def keeps_warm(self, name: str) -> bool: ...


@dataclass(eq=False, slots=True)
class Resident:
    """A model with a server. `uses`: how many need it now; the pool's lock guards all fields.

    `need` is None until it matters: the first model of a start is loaded without a look at it.
    """

    spec: ModelSpec
    supervisor: Supervisor
    need: MemoryNeed | None = None
    uses: int = 0
    used_s: float = field(default_factory=time.monotonic)
    is_pinned: bool = False
    is_leaving: bool = False

    @property
    def holds_memory(self) -> bool:
        return self.supervisor.state in {"starting", "restarting", "ready"} or self.is_leaving


class ModelPool:
    """`_changed` guards the residents and who waits."""

    def __init__(self, starter: Starter, quiet_s: float = QUIET_S) -> None:
        self._starter = starter
        self._quiet_s = quiet_s
        self._changed = threading.Condition()
        self._residents: dict[ModelSpec, Resident] = {}
        self._waiting: set[tuple[str, str]] = set()

    @contextmanager
    def using(self, spec: ModelSpec, cancel: CancelToken) -> Iterator[Supervisor]:
        """A ready server that stays as long as the block; waits for memory, then for loading."""
        resident = self._take(spec, cancel)
        try:
            resident.supervisor.address(cancel)
            yield resident.supervisor
        finally:
            self._leave(resident)

    def load(self, spec: ModelSpec, cancel: CancelToken) -> Address:
        with self.using(spec, cancel) as supervisor:
            return supervisor.address(cancel)

    def unload(self, name: str) -> None:
        """Also one that is loading: who waits for it is told. An unknown name is unloaded already.

        Raises `WorkbenchError` if it is answering.
        """
        with self._changed:
            found = [each for each in self._residents.values() if each.spec.name == name]
            for each in found:
                if each.uses and each.supervisor.state == "ready":
                    count = "an answer" if each.uses == 1 else f"{each.uses} answers"
                    hint = "Stop what runs, then unload it."
                    raise WorkbenchError(f"{name} is writing {count}.", hint)
            for each in found:
                each.is_leaving = True
        for each in found:
            self._end(each)

    def pin(self, name: str, *, pinned: bool) -> None:
        """A pinned server stays until it is unloaded by name."""
        with self._changed:
            for each in self._residents.values():
                if each.spec.name == name:
                    each.is_pinned = pinned
            self._changed.notify_all()

    def residents(self) -> tuple[Resident, ...]:
        with self._changed:
            return tuple(self._residents.values())

    def states(self) -> tuple[ServerState, ...]:
        with self._changed:
            loaded = list(self._residents.values())
            waiting = sorted(self._waiting)
        names = {each.spec.name for each in loaded}
        return tuple(
            [ServerState(each.spec.name, each.supervisor.state, _detail(each)) for each in loaded]
            + [ServerState(name, "waiting", why) for name, why in waiting if name not in names]
        )

    def close(self) -> None:
        with self._changed:
            residents = list(self._residents.values())
        enders = [threading.Thread(target=each.supervisor.close) for each in residents]
        for ender in enders:
            ender.start()
        for ender in enders:
            ender.join()

    # Coming and going

    def _take(self, spec: ModelSpec, cancel: CancelToken) -> Resident:
        """In use from now on; waits until there is room."""
        with self._changed:
            if found := self._found(spec) or self._placed_alone(spec):
                return found
        need = self._starter.need(spec)
        waiter = (spec.name, f"for {size_words(need.total)}")
        try:
            with cancel.on_cancel(self._wake):
                while (taken := self._step(spec, need, waiter)) is None:
                    cancel.check()
                return taken
        finally:
            with self._changed:
                self._waiting.discard(waiter)

    def _step(self, spec: ModelSpec, need: MemoryNeed, waiter: tuple[str, str]) -> Resident | None:
        """Place it, or make others leave, or wait a moment."""
        room = self._starter.room()
        for each in self.residents():
            each.need = each.need or self._known_need(each)
        with self._changed:
            if taken := self._found(spec) or self._placed(spec, need, room):
                return taken
            leaving = self._leavers(spec, need, room)
            if not leaving:
                self._waiting.add(waiter)
                self._changed.wait(LOOK_EVERY_S)
        for each in leaving:
            self._end(each)
        return None

    def _known_need(self, resident: Resident) -> MemoryNeed:
        try:
            return self._starter.need(resident.spec)
        except WorkbenchError:
            # Its file cannot be read: it will not load either.
            return MemoryNeed(0, 0, 0, 0)

    def _found(self, spec: ModelSpec) -> Resident | None:
        found = self._residents.get(spec)
        if found is None or found.is_leaving:
            return None
        return self._used(found)

    def _placed_alone(self, spec: ModelSpec) -> Resident | None:
        """Without a look into files, so that the first answer comes soon."""
        if self._residents or not self._starter.is_small(spec):
            return None
        made = self._residents[spec] = Resident(spec, self._starter.start(spec))
        return self._used(made)

    def _placed(self, spec: ModelSpec, need: MemoryNeed, room: Room) -> Resident | None:
        """A new resident, if it fits beside the others."""
        if not self._has_room(spec, need, room):
            return None
        made = self._residents[spec] = Resident(spec, self._starter.start(spec), need)
        return self._used(made)

    def _has_room(
        self, spec: ModelSpec, need: MemoryNeed, room: Room, without: Sequence[Resident] = ()
    ) -> bool:
        """Whether it fits once these are gone. The same model with other settings has to go."""
        others = [each for each in self._residents.values() if each not in without]
        if any(each.spec.name == spec.name for each in others):
            return False
        return fits(need, room, *_needs(others))

    def _leavers(self, spec: ModelSpec, need: MemoryNeed, room: Room) -> list[Resident]:
        """Idle servers that make room by leaving; none if even all of them are not enough yet."""
        idle = [each for each in self._residents.values() if self._is_idle(each)]
        idle.sort(key=lambda each: (each.spec.name != spec.name, each.used_s))
        leaving: list[Resident] = []
        while not self._has_room(spec, need, room, leaving):
            if not idle:
                self._check_hope(spec, need, room)
                return []
            leaving.append(idle.pop(0))
        for each in leaving:
            each.is_leaving = True
        return leaving

    def _used(self, resident: Resident) -> Resident:
        resident.uses += 1
        resident.used_s = time.monotonic()
        return resident

    def _leave(self, resident: Resident) -> None:
        with self._changed:
            resident.uses -= 1
            resident.used_s = time.monotonic()
            self._changed.notify_all()

    def _is_idle(self, resident: Resident) -> bool:
        if resident.uses or resident.is_leaving or self._is_kept(resident):
            return False
        rested_s = time.monotonic() - resident.used_s
        return rested_s >= self._quiet_s or not resident.holds_memory

    def _is_kept(self, resident: Resident) -> bool:
        return resident.is_pinned or self._starter.keeps_warm(resident.spec.name)

    def _check_hope(self, spec: ModelSpec, need: MemoryNeed, room: Room) -> None:
        """Models that are kept never go by themselves: waiting for them would be in vain."""
        kept = [each for each in self._residents.values() if self._is_kept(each)]
        if not fits(need, room, *_needs(kept)):
            names = " and ".join(sorted(each.spec.name for each in kept))
            raise ModelUnavailableError(
                f"{spec.name} needs {size_words(need.total)}, and {names} stays loaded.",
                f"Unload {names}, or raise the limit in Settings.",
            )

    def _end(self, resident: Resident) -> None:
        """Its memory is free when the process is gone, and only then is it told."""
        resident.supervisor.close()
        with self._changed:
            if self._residents.get(resident.spec) is resident:
                del self._residents[resident.spec]
            self._changed.notify_all()

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()


def _needs(residents: Iterable[Resident]) -> list[MemoryNeed]:
    return [each.need for each in residents if each.need and each.holds_memory]


def _detail(resident: Resident) -> str:
    crashes = resident.supervisor.crash_count
    return f"restarted {crashes} {'time' if crashes == 1 else 'times'}" if crashes else ""
