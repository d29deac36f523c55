"""How much memory this machine has, and which devices llama.cpp can use."""

import json
import subprocess
import threading

import psutil

from workbench.domain.host import Device, Host, Room
from workbench.machine import MachineSettings
from workbench.processes.launch import child_command

ASK_S = 60.0
# What drivers and the desktop keep of a GPU's own memory.
GPU_SHARE = 0.95


class HostMemory:
    """The devices are asked once, in a child: only there is llama.cpp loaded. `_lock` guards."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: tuple[str, tuple[Device, ...]] | None = None

    def measure(self) -> Host:
        """Takes as long as the child the first time, about half a second."""
        engine, devices = self._devices()
        memory = psutil.virtual_memory()
        return Host(int(memory.total), int(memory.available), devices, engine)

    def room(self, settings: MachineSettings, *, ask: bool = True) -> Room:
        """What models may take by the settings. Without `ask`, GPUs count once they are known."""
        _, devices = self._devices() if ask else self._known or ("", ())
        memory = psutil.virtual_memory()
        host = Host(int(memory.total), int(memory.available), devices)
        gpu = int(GPU_SHARE * host.gpu_bytes)
        return Room(settings.memory_limit(host.total_bytes), gpu, host.has_gpu)

    def _devices(self) -> tuple[str, tuple[Device, ...]]:
        with self._lock:
            if self._known is None:
                self._known = _asked()
            return self._known


def resident_bytes(process_id: int) -> int:
    """What a process takes of the RAM; 0 if it is gone."""
    try:
        return int(psutil.Process(process_id).memory_info().rss)
    except psutil.Error:
        return 0


def _asked() -> tuple[str, tuple[Device, ...]]:
    """Nothing is known of a GPU if the child cannot say: then models are taken to be in RAM."""
    try:
        with subprocess.Popen(
            child_command("model_server", "devices"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as child:
            timer = threading.Timer(ASK_S, child.kill)
            timer.start()
            said = json.loads(child.stdout.readline() if child.stdout else b"")
            timer.cancel()
        return str(said["version"]), tuple(Device(**each) for each in said["devices"])
    except (OSError, ValueError, KeyError, TypeError):
        return "", ()
