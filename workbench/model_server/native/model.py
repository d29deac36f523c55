"""A loaded model: its tokens, its chat template, and its memory of what it has read."""

import ctypes
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import llama_cpp
from jinja2 import TemplateError
from llama_cpp.llama_chat_format import Jinja2ChatFormatter

from workbench.errors import ModelUnavailableError
from workbench.model_server.api_errors import BadRequestError
from workbench.model_server.native.log import keep_native_errors
from workbench.model_server.native.sampler import Sampler, SamplerSettings

CHATML = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n"
    "{{ message['content'] }}<|im_end|>\n{% endfor %}<|im_start|>assistant\n"
)
USUAL_CONTEXT_TOKENS = 8192
# A prompt is read in steps: short, to stop quickly in a long one; hardly slower on a CPU.
STEP_TOKENS = 64

# Half of its functions have no types.
api: Any = llama_cpp


@dataclass(frozen=True, slots=True)
class Memory:
    """What the model had read, to go on from there later."""

    tokens: tuple[int, ...]
    whole_steps_tokens: int
    state: Any


class LlamaModel:
    """Not for several threads at once, but for `tokenize` and `render`.

    The same prompt gives the same numbers whatever was read before: rounding depends on how many
    tokens are read at once, so only whole aligned steps of an earlier prompt are used again.
    """

    def __init__(self, path: Path, context_tokens: int, threads: int) -> None:
        check_file(path)
        self._llama = _load(path, context_tokens, threads)
        self._whole_steps_tokens = 0
        self._vocab = api.llama_model_get_vocab(self._llama.model)
        self.context_tokens = self._llama.n_ctx()
        self.trained_context_tokens = int(api.llama_model_n_ctx_train(self._llama.model))
        self.size_bytes = int(api.llama_model_size(self._llama.model))
        self.parameters = int(api.llama_model_n_params(self._llama.model))
        self.template = self._llama.metadata.get("tokenizer.chat_template", CHATML)
        self._format = Jinja2ChatFormatter(
            self.template,
            eos_token=self._text_of(self._llama.token_eos()),
            bos_token=self._text_of(self._llama.token_bos()),
        )

    def render(self, messages: list[dict[str, Any]], tools: list[dict[str, Any]] | None) -> str:
        """The prompt, made by the model's own chat template (sandboxed)."""
        try:
            return self._format(messages=messages, tools=tools).prompt  # type: ignore[arg-type] # plain dicts are what a template wants
        except (TemplateError, ValueError, TypeError) as error:
            raise BadRequestError(
                f"The model's chat template does not take these messages: {error}"
            ) from error

    def tokenize(self, text: str, *, special: bool = False) -> list[int]:
        return self._llama.tokenize(text.encode(), add_bos=False, special=special) if text else []

    def piece(self, token: int) -> bytes:
        """The bytes of one token: not always whole characters."""
        return self._llama.detokenize([token])

    def is_end(self, token: int) -> bool:
        return bool(api.llama_vocab_is_eog(self._vocab, token))

    def recall(self, prompt: Sequence[int]) -> int:
        """Forget all that is no beginning of `prompt`; how many tokens need not be read again."""
        llama = self._llama
        known = llama.input_ids[: llama.n_tokens].tolist()
        shared = min(_shared_beginning(known, prompt[:-1]), self._whole_steps_tokens)
        shared -= shared % STEP_TOKENS
        memory = api.llama_get_memory(llama.ctx)
        if shared and api.llama_memory_seq_rm(memory, 0, shared, -1):
            llama.n_tokens = self._whole_steps_tokens = shared
        else:
            self.forget()
        return int(llama.n_tokens)

    def forget(self) -> None:
        self._llama.n_tokens = self._whole_steps_tokens = 0
        api.llama_memory_clear(api.llama_get_memory(self._llama.ctx), True)  # noqa: FBT003 - C

    def read(self, tokens: list[int]) -> None:
        """Prompts go in steps of `STEP_TOKENS`, the model's own words one by one."""
        if len(tokens) == STEP_TOKENS and self._llama.n_tokens == self._whole_steps_tokens:
            self._whole_steps_tokens += STEP_TOKENS
        self._llama.eval(tokens)

    def save(self) -> Memory:
        size = api.llama_state_seq_get_size(self._llama.ctx, 0)
        state = (ctypes.c_uint8 * size)()
        api.llama_state_seq_get_data(self._llama.ctx, state, size, 0)
        tokens = self._llama.input_ids[: self._llama.n_tokens].tolist()
        return Memory(tuple(tokens), self._whole_steps_tokens, state)

    def restore(self, memory: Memory) -> None:
        self.forget()
        if api.llama_state_seq_set_data(self._llama.ctx, memory.state, len(memory.state), 0):
            self._llama.input_ids[: len(memory.tokens)] = memory.tokens
            self._llama.n_tokens = len(memory.tokens)
            self._whole_steps_tokens = memory.whole_steps_tokens
        else:
            self.read(list(memory.tokens))

    def sampler(self, settings: SamplerSettings) -> Sampler:
        return Sampler(self._llama, self._vocab, settings)

    def _text_of(self, token: int) -> str:
        text: bytes = api.llama_vocab_get_text(self._vocab, token) if token >= 0 else b""
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


def _load(path: Path, context_tokens: int, threads: int) -> llama_cpp.Llama:
    errors = keep_native_errors()
    try:
        return llama_cpp.Llama(
            str(path),
            n_ctx=min(context_tokens, _longest_context(path, context_tokens)),
            n_threads=threads,
            n_threads_batch=threads,
            verbose=False,
        )
    except (ValueError, MemoryError, OSError, RuntimeError) as error:
        reason = errors.reason() or str(error)
        if "context" in str(error) or isinstance(error, MemoryError):
            raise ModelUnavailableError(
                f"There is not enough memory for {path.name} with a context of "
                f"{context_tokens:,} tokens: {reason}",
                "Give the model a smaller context, close other models, or pick a smaller one.",
            ) from error
        raise ModelUnavailableError(
            f"{path.name} cannot be loaded: {reason}",
            "The file may be cut short or damaged: download it again, or pick another model.",
        ) from error


def _longest_context(path: Path, wished_tokens: int) -> int:
    """What the model was trained for: more would cost memory and give nonsense."""
    if wished_tokens <= USUAL_CONTEXT_TOKENS:
        return wished_tokens
    with closing(llama_cpp.Llama(str(path), vocab_only=True, verbose=False)) as vocabulary:
        architecture = vocabulary.metadata["general.architecture"]
        return int(vocabulary.metadata.get(f"{architecture}.context_length", wished_tokens))


def _shared_beginning(known: Sequence[int], prompt: Sequence[int]) -> int:
    shared = 0
    for one, other in zip(known, prompt, strict=False):
        if one != other:
            break
        shared += 1
    return shared
