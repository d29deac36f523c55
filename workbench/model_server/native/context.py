"""The working memory of a model: many sequences in one key-value cache, read in one batch."""

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import llama_cpp
import numpy as np
import numpy.typing as npt

from workbench.domain.bot import KvType
from workbench.errors import ModelUnavailableError
from workbench.model_server.native.adapters import Adapter
from workbench.model_server.native.batch import Piece, TokenBatch
from workbench.model_server.native.log import keep_native_errors
from workbench.model_server.native.model import LlamaModel

# ggml_type of ggml.h.
KV_TYPES: dict[KvType, int] = {"f16": 1, "q8_0": 8, "q4_0": 2}
# llama_flash_attn_type of llama.h.
FLASH_AUTO, FLASH_OFF = -1, 0

Logits = npt.NDArray[np.float32]

api: Any = llama_cpp


@dataclass(frozen=True, slots=True)
class ContextSettings:
    """`cells`: tokens that the cache holds, of all sequences together.

    `is_shared`: all sequences use one cache, in which common beginnings are there once; else each
    has a cache of its own with an equal part of the cells.
    """

    cells: int
    sequences: int
    batch_tokens: int
    threads: int
    kv_type: KvType = "f16"
    is_shared: bool = False


@dataclass(frozen=True, slots=True)
class SavedState:
    """The cache of one sequence, put aside. It is only right for the context it came from."""

    data: ctypes.Array[ctypes.c_uint8]

    @property
    def size_bytes(self) -> int:
        return len(self.data)


@dataclass(frozen=True, slots=True)
class _Snapshot:
    """What one sequence had read, for all that begin like it."""

    sequence: int
    tokens: int
    state: SavedState


class DecodeError(RuntimeError):
    """llama.cpp could not compute a batch."""


class LlamaContext:
    """For one thread. `adapters` change the weights for all sequences.

    With caches of their own the sequences do not disturb each other: what is computed for one is
    the same to the last bit, whatever others do. In a shared cache their order decides in which
    order numbers are added up.
    """

    def __init__(
        self, model: LlamaModel, settings: ContextSettings, adapters: Sequence[Adapter] = ()
    ) -> None:
        self.settings = settings
        self._model = model
        self._batch = TokenBatch(settings.batch_tokens)
        self.handle = _make(model, settings)
        self._memory = api.llama_get_memory(self.handle)
        self._adapters = tuple(adapters)
        self._snapshot: _Snapshot | None = None
        _set_adapters(self.handle, self._adapters)

    def decode(self, pieces: Sequence[Piece]) -> list[int]:
        """Read them; the row of each piece's last token, for its logits."""
        rows = self._batch.fill(pieces)
        status = api.llama_decode(self.handle, self._batch.native)
        if status:
            raise DecodeError(f"llama.cpp could not compute a batch (status {status}).")
        return rows

    def logits(self, row: int) -> Logits:
        """One number a token of the vocabulary; a view that the next `decode` overwrites."""
        pointer = api.llama_get_logits_ith(self.handle, row)
        return np.ctypeslib.as_array(pointer, (self._model.vocab_size,))

    def share(self, source: int, target: int, tokens: int) -> None:
        """The beginning of one sequence becomes that of another, which is empty."""
        if self.settings.is_shared:
            api.llama_memory_seq_cp(self._memory, source, target, 0, tokens)
            return
        known = self._snapshot
        if not known or known.sequence != source or known.tokens < tokens:
            read = int(api.llama_memory_seq_pos_max(self._memory, source)) + 1
            known = self._snapshot = _Snapshot(source, read, self.save(source))
        self.restore(target, known.state)
        self.forget(target, tokens)

    def forget(self, sequence: int, from_token: int = 0) -> None:
        if self._snapshot and self._snapshot.sequence == sequence:
            self._snapshot = None
        api.llama_memory_seq_rm(self._memory, sequence, from_token, -1)

    def forget_all(self) -> None:
        self._snapshot = None
        api.llama_memory_clear(self._memory, True)  # noqa: FBT003 - C

    def save(self, sequence: int) -> SavedState:
        size = api.llama_state_seq_get_size(self.handle, sequence)
        data = (ctypes.c_uint8 * size)()
        api.llama_state_seq_get_data(self.handle, data, size, sequence)
        return SavedState(data)

    def restore(self, sequence: int, state: SavedState) -> bool:
        """False if there is no room in one piece."""
        read = api.llama_state_seq_set_data(self.handle, state.data, len(state.data), sequence)
        return bool(read)

    def close(self) -> None:
        api.llama_free(self.handle)
        self._batch.close()


def _make(model: LlamaModel, settings: ContextSettings) -> Any:
    errors = keep_native_errors()
    wished = api.llama_context_default_params()
    wished.n_ctx = settings.cells
    wished.n_batch = wished.n_ubatch = settings.batch_tokens
    wished.n_seq_max = settings.sequences
    wished.kv_unified = settings.is_shared
    wished.n_threads = wished.n_threads_batch = settings.threads
    wished.type_k = wished.type_v = KV_TYPES[settings.kv_type]
    wished.flash_attn_type = _flash(settings)
    wished.no_perf = True
    context = api.llama_init_from_model(model.handle, wished)
    if not context:
        raise ModelUnavailableError(
            f"There is not enough memory for {model.path.name} with a cache of "
            f"{settings.cells:,} tokens: {errors.reason() or 'llama.cpp gave no reason'}",
            "Give the model a smaller context, close other models, or pick a smaller one.",
        )
    return context


def _flash(settings: ContextSettings) -> int:
    """On a CPU, flash attention makes writing several answers at once two to three times slower.

    A quantised cache needs it.
    """
    if api.llama_supports_gpu_offload() or settings.kv_type != "f16":
        return FLASH_AUTO
    return FLASH_OFF


def _set_adapters(context: Any, adapters: Sequence[Adapter]) -> None:
    if not adapters:
        return
    handles = (api.llama_adapter_lora_p_ctypes * len(adapters))(*(each.handle for each in adapters))
    scales = (ctypes.c_float * len(adapters))(*(each.scale for each in adapters))
    api.llama_set_adapters_lora(context, handles, len(adapters), scales)
