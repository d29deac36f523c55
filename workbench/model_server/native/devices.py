"""What llama.cpp can compute on here: the GPUs that its build knows, and their memory."""

import ctypes
import json
from typing import Any

import llama_cpp
from llama_cpp import _ggml

# enum ggml_backend_dev_type of ggml-backend.h.
GPU, INTEGRATED_GPU = 1, 2
# Part of the memory is for the key-value cache and what is computed in between.
SHARE_FOR_WEIGHTS = 0.75
_UNIFIED = ("Metal", "MTL")


def devices_line() -> str:
    """A JSON object: the version of llama.cpp's bindings, and its devices."""
    return json.dumps({"version": llama_cpp.__version__, "devices": _devices()})


def free_gpu_bytes() -> int:
    """The sum over all GPUs; 0 where there is none."""
    return sum(int(device["free_bytes"]) for device in _devices())


def layers_that_fit(model_bytes: int, free_bytes: int, layers: int) -> int:
    """How many of so many equally large layers fit, with their part of the cache."""
    room = free_bytes * SHARE_FOR_WEIGHTS
    return layers if model_bytes <= room else int(layers * room / model_bytes)


def _devices() -> list[dict[str, Any]]:
    lib: Any = _ggml.libggml
    lib.ggml_backend_dev_count.restype = ctypes.c_size_t
    lib.ggml_backend_dev_get.restype = ctypes.c_void_p
    lib.ggml_backend_dev_get.argtypes = [ctypes.c_size_t]
    found = (_device(lib.ggml_backend_dev_get(place)) for place in range(_count(lib)))
    return [device for device in found if device]


def _count(lib: Any) -> int:
    """Asking llama.cpp for anything loads its backends first."""
    api: Any = llama_cpp
    api.llama_backend_init()
    return int(lib.ggml_backend_dev_count())


def _device(handle: int) -> dict[str, Any] | None:
    base = _base()
    kind = base.ggml_backend_dev_type(handle)
    if kind not in {GPU, INTEGRATED_GPU}:
        return None
    free, total = ctypes.c_size_t(), ctypes.c_size_t()
    base.ggml_backend_dev_memory(handle, ctypes.byref(free), ctypes.byref(total))
    name = base.ggml_backend_dev_name(handle).decode()
    return {
        "name": name,
        "description": base.ggml_backend_dev_description(handle).decode(),
        "total_bytes": total.value,
        "free_bytes": free.value,
        "is_unified": kind == INTEGRATED_GPU or name.startswith(_UNIFIED),
    }


def _base() -> Any:
    """The functions of a device live in ggml's base library, beside its registry."""
    lib: Any = getattr(_ggml, "libggml_base", None) or _ggml.libggml
    pointer = [ctypes.c_void_p]
    sizes = [ctypes.POINTER(ctypes.c_size_t)] * 2
    for name, result, arguments in (
        ("ggml_backend_dev_type", ctypes.c_int, pointer),
        ("ggml_backend_dev_name", ctypes.c_char_p, pointer),
        ("ggml_backend_dev_description", ctypes.c_char_p, pointer),
        ("ggml_backend_dev_memory", None, [*pointer, *sizes]),
    ):
        function = getattr(lib, name)
        function.restype, function.argtypes = result, arguments
    return lib
