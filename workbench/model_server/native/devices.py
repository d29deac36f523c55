"""The accelerators that llama.cpp sees, and how much of a model fits into their memory."""

import ctypes
from collections.abc import Iterator
from pathlib import Path

import llama_cpp

# ggml_backend_dev_type of ggml-backend.h: GGML_BACKEND_DEVICE_TYPE_CPU is 0, then GPU and IGPU.
GPU_TYPES = {1, 2}
LIBRARY_ENDINGS = {".so", ".dylib", ".dll"}
# Part of the memory is for the key-value cache and what is computed in between.
SHARE_FOR_WEIGHTS = 0.75


def free_gpu_bytes() -> int:
    """The sum over all GPUs; 0 where there is none."""
    return sum(free for _, free in gpus())


def gpus() -> Iterator[tuple[str, int]]:
    """Name and free bytes of each."""
    library = _library()
    for number in range(library.ggml_backend_dev_count()):
        device = library.ggml_backend_dev_get(number)
        if library.ggml_backend_dev_type(device) in GPU_TYPES:
            free, total = ctypes.c_size_t(), ctypes.c_size_t()
            library.ggml_backend_dev_memory(device, ctypes.byref(free), ctypes.byref(total))
            name: bytes = library.ggml_backend_dev_description(device)
            yield name.decode("utf-8", "replace"), free.value


def layers_that_fit(model_bytes: int, free_bytes: int, layers: int) -> int:
    """How many of so many equally large layers fit, with their part of the cache."""
    room = free_bytes * SHARE_FOR_WEIGHTS
    return layers if model_bytes <= room else int(layers * room / model_bytes)


def _library() -> ctypes.CDLL:
    folder = Path(llama_cpp.__file__).parent / "lib"
    found = sorted(
        each for each in folder.glob("*ggml.*") if each.suffix in {".so", ".dylib", ".dll"}
    )
    library = ctypes.CDLL(str(found[0]))
    library.ggml_backend_dev_count.restype = ctypes.c_size_t
    library.ggml_backend_dev_get.restype = ctypes.c_void_p
    library.ggml_backend_dev_get.argtypes = [ctypes.c_size_t]
    library.ggml_backend_dev_type.argtypes = [ctypes.c_void_p]
    library.ggml_backend_dev_description.argtypes = [ctypes.c_void_p]
    library.ggml_backend_dev_description.restype = ctypes.c_char_p
    size_p = ctypes.POINTER(ctypes.c_size_t)
    library.ggml_backend_dev_memory.argtypes = [ctypes.c_void_p, size_p, size_p]
    return library
