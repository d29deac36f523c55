"""What the local models of a workspace need, told by their files; read once for each state."""

import threading
from dataclasses import replace
from pathlib import Path

from workbench.domain.bot import ModelSpec
from workbench.domain.host import Room
from workbench.domain.local_model import GgufFacts
from workbench.errors import ModelUnavailableError, WorkbenchError
from workbench.models.catalog import bundled_chat_model
from workbench.models.gguf_facts import read_facts
from workbench.sizing.memory import (
    LoadSettings,
    MemoryNeed,
    load_settings,
    longest_context,
    memory_needed,
)
from workbench.sizing.words import size_words


class ModelSizes:
    """`_lock` guards the table of what is known, by path, size and time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[tuple[str, int, int], GgufFacts] = {}

    def facts(self, spec: ModelSpec) -> GgufFacts:
        """Of a llama_cpp model; the bundled one as the copy that is read instead of it.

        Raises `ModelUnavailableError` if there is no file, or none that can be read.
        """
        if spec.path:
            return self.facts_of(Path(spec.path))
        facts = self.facts_of(bundled_chat_model(spec.name))
        return replace(facts, shape=replace(facts.shape, weight_bytes=facts.fast_copy_bytes))

    def facts_of(self, path: Path) -> GgufFacts:
        try:
            status = path.stat()
        except OSError as error:
            raise ModelUnavailableError(
                f"The model file {path} cannot be read: {error.strerror}.",
                "Check the path, or pick another model.",
            ) from error
        state = (str(path), status.st_size, status.st_mtime_ns)
        with self._lock:
            known = self._known.get(state)
        if known is None:
            known = read_facts(path)
            with self._lock:
                self._known[state] = known
        return known

    def need(self, spec: ModelSpec, room: Room) -> MemoryNeed:
        shape = self.facts(spec).shape
        return memory_needed(shape, load_settings(spec, shape), has_gpu=room.has_gpu)

    def check_fits(self, spec: ModelSpec, need: MemoryNeed, room: Room) -> None:
        """Raises `ModelUnavailableError` if it does not fit even alone."""
        if fits(need, room):
            return
        allowed, needed = room.ram_bytes, need.ram_bytes
        if room.gpu_bytes and need.gpu_bytes > room.gpu_bytes:
            allowed, needed = room.gpu_bytes, need.gpu_bytes
        raise ModelUnavailableError(
            f"{spec.name} does not fit: it needs {size_words(needed)}, and models may use "
            f"{size_words(allowed)}.",
            self._remedy(spec, room),
        )

    def _remedy(self, spec: ModelSpec, room: Room) -> str:
        shape = self.facts(spec).shape
        load = load_settings(spec, shape)
        context = longest_context(shape, load, room.total, has_gpu=room.has_gpu)
        if context:
            return f"Use {context:,} tokens of context, or raise the limit in Settings."
        one = replace(load, parallel=1, kv_type="q4_0")
        if longest_context(shape, one, room.total, has_gpu=room.has_gpu):
            return "Use fewer parallel answers or a quantised key-value cache."
        return "Take a smaller model or a smaller quantisation, or raise the limit in Settings."


def fits(need: MemoryNeed, room: Room, *others: MemoryNeed) -> bool:
    """Whether it fits beside the others, in RAM and on the GPUs."""
    every = (need, *others)
    if not room.gpu_bytes:
        return sum(each.total for each in every) <= room.ram_bytes
    in_ram = sum(each.ram_bytes for each in every) <= room.ram_bytes
    return in_ram and sum(each.gpu_bytes for each in every) <= room.gpu_bytes


def usable(facts: GgufFacts) -> None:
    """Raises what is wrong with the file as a chat model."""
    if facts.problem:
        raise WorkbenchError(facts.problem, facts.hint)


__all__ = ["LoadSettings", "ModelSizes", "fits", "usable"]
