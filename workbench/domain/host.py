"""The memory of this machine, and what may be used of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Device:
    """A GPU that llama.cpp can compute on. `is_unified`: its memory is the RAM itself."""

    name: str
    description: str
    total_bytes: int
    free_bytes: int
    is_unified: bool = False


@dataclass(frozen=True, slots=True)
class Host:
    """`engine`: the version of llama.cpp's bindings, empty while it was not asked."""

    total_bytes: int
    available_bytes: int
    devices: tuple[Device, ...] = ()
    engine: str = ""

    @property
    def has_gpu(self) -> bool:
        return bool(self.devices)

    @property
    def gpu_bytes(self) -> int:
        """Of GPUs with memory of their own; 0 where it is the RAM's."""
        return sum(device.total_bytes for device in self.devices if not device.is_unified)


@dataclass(frozen=True, slots=True)
class Room:
    """Bytes that models may take in all: in RAM, and on GPUs with memory of their own."""

    ram_bytes: int
    gpu_bytes: int = 0
    has_gpu: bool = False

    @property
    def total(self) -> int:
        return self.ram_bytes + self.gpu_bytes
