"""The weights of a model, its vocabulary and its chat template."""

import ctypes
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import llama_cpp

from workbench.errors import ModelUnavailableError
from workbench.model_server.native.chat_template import ChatTemplate
from workbench.model_server.native.devices import free_gpu_bytes, layers_that_fit
from workbench.model_server.native.log import NativeErrors, keep_native_errors

CHATML = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n"
    "{{ message['content'] }}<|im_end|>\n{% endfor %}<|im_start|>assistant\n"
)
LONGEST_VALUE_BYTES = 1 << 20

# Half of its functions have no types.
api: Any = llama_cpp


class LlamaModel:
    """May be used by several threads at once; nothing in it changes."""

    def __init__(
        self, path: Path, gpu_layers: int = -1, on_progress: Callable[[float], None] | None = None
    ) -> None:
        """`gpu_layers` -1: all that fit. `on_progress` is told the share that is loaded."""
        check_file(path)
        self.path = path
        self.handle = _load(path, gpu_layers, on_progress)
        self.vocab = api.llama_model_get_vocab(self.handle)
        self.vocab_size = int(api.llama_vocab_n_tokens(self.vocab))
        self.trained_context_tokens = int(api.llama_model_n_ctx_train(self.handle))
        self.size_bytes = int(api.llama_model_size(self.handle))
        self.parameters = int(api.llama_model_n_params(self.handle))
        self.can_cut = not (
            api.llama_model_is_recurrent(self.handle) or api.llama_model_is_hybrid(self.handle)
        )
        self._pieces: dict[tuple[int, bool], bytes] = {}
        known = self.metadata("tokenizer.chat_template")
        self.has_own_template = bool(known)
        self.template = ChatTemplate(
            known or CHATML,
            bos_token=self._text_of(api.llama_vocab_bos(self.vocab)),
            eos_token=self._text_of(api.llama_vocab_eos(self.vocab)),
        )

    def kv_bytes_per_token(self, bytes_per_value: float) -> float:
        """Keys and values of all layers, with as many heads as the model keeps of them."""
        heads = int(api.llama_model_n_head(self.handle)) or 1
        width = int(api.llama_model_n_embd(self.handle)) // heads
        known = self.metadata(f"{self.metadata('general.architecture')}.attention.key_length")
        head_size = int(known) if known.isdigit() else width
        kept = int(api.llama_model_n_head_kv(self.handle)) or heads
        return 2 * int(api.llama_model_n_layer(self.handle)) * kept * head_size * bytes_per_value

    def metadata(self, key: str) -> str:
        """A value of the file's header; empty if it has none."""
        buffer = ctypes.create_string_buffer(LONGEST_VALUE_BYTES)
        size = api.llama_model_meta_val_str(self.handle, key.encode(), buffer, LONGEST_VALUE_BYTES)
        return buffer.value.decode("utf-8", "replace") if size >= 0 else ""

    def tokenize(self, text: str, *, special: bool = False) -> list[int]:
        """`special`: `<|im_end|>` and the like are one token, not their letters."""
        if not text:
            return []
        data = text.encode()
        room = len(data) + 2
        tokens = (api.llama_token * room)()
        add_begin = False
        count = api.llama_tokenize(self.vocab, data, len(data), tokens, room, add_begin, special)
        return list(tokens[:count])

    def piece(self, token: int, *, special: bool = False) -> bytes:
        """The bytes of one token: not always whole characters; special ones only if asked for."""
        known = self._pieces.get((token, special))
        if known is None:
            known = self._pieces[token, special] = self._read_piece(token, special=special)
        return known

    def detokenize(self, tokens: Sequence[int]) -> str:
        joined = b"".join(self.piece(token, special=True) for token in tokens)
        return joined.decode("utf-8", "replace")

    def is_end(self, token: int) -> bool:
        return bool(api.llama_vocab_is_eog(self.vocab, token))

    def is_token(self, token: int) -> bool:
        return 0 <= token < self.vocab_size

    def _read_piece(self, token: int, *, special: bool) -> bytes:
        room = 64
        while True:
            buffer = ctypes.create_string_buffer(room)
            size = api.llama_token_to_piece(self.vocab, token, buffer, room, 0, special)
            if size >= 0:
                return buffer.raw[:size]
            room = -size

    def _text_of(self, token: int) -> str:
        text: bytes = api.llama_vocab_get_text(self.vocab, token) if token >= 0 else b""
        return text.decode("utf-8", "replace")


def check_file(path: Path) -> None:
    try:
        with path.open("rb") as file:
            magic = file.read(4)
    except OSError as error:
        raise ModelUnavailableError(
            f"The model file {path} cannot be read: {error.strerror}.",
            "Check the path, or pick another model.",
        ) from error
    if magic != b"GGUF":
        raise ModelUnavailableError(
            f"{path.name} is not a GGUF file.", "Pick a file that ends in .gguf."
        )


def _load(path: Path, gpu_layers: int, on_progress: Callable[[float], None] | None) -> Any:
    errors = keep_native_errors()
    api.llama_backend_init()
    settings = api.llama_model_default_params()
    settings.n_gpu_layers = _gpu_layers(path, gpu_layers)
    told = api.llama_progress_callback(_teller(on_progress))
    settings.progress_callback = told
    model = api.llama_model_load_from_file(str(path).encode(), settings)
    if not model:
        raise _refusal(path, errors)
    return model


def _gpu_layers(path: Path, wished: int) -> int:
    if wished >= 0 or not api.llama_supports_gpu_offload():
        return max(wished, 0)
    return layers_that_fit(path.stat().st_size, free_gpu_bytes(), _layer_count(path))


def _layer_count(path: Path) -> int:
    """The blocks and the output layer; 0 if the file cannot be read."""
    settings = api.llama_model_default_params()
    settings.vocab_only = True
    header = api.llama_model_load_from_file(str(path).encode(), settings)
    if not header:
        return 0
    count = int(api.llama_model_n_layer(header)) + 1
    api.llama_model_free(header)
    return count


def _teller(on_progress: Callable[[float], None] | None) -> Callable[[float, object], bool]:
    def tell(share: float, _: object) -> bool:
        if on_progress:
            on_progress(share)
        return True

    return tell


def _refusal(path: Path, errors: NativeErrors) -> ModelUnavailableError:
    reason = errors.reason() or "llama.cpp gave no reason"
    if "unknown model architecture" in reason:
        return ModelUnavailableError(
            f"{path.name} cannot be loaded: {reason}",
            "This version of llama.cpp does not know it: update the app, or pick another model.",
        )
    if "alloc" in reason or "not enough" in reason:
        return ModelUnavailableError(
            f"There is not enough memory for {path.name}: {reason}",
            "Close other models, offload fewer layers, or pick a smaller one.",
        )
    return ModelUnavailableError(
        f"{path.name} cannot be loaded: {reason}",
        "The file may be cut short or damaged: download it again, or pick another model.",
    )
