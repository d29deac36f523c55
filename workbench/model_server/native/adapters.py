"""LoRA adapters: small files that change the weights of a model."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import llama_cpp

from workbench.errors import ModelUnavailableError
from workbench.model_server.native.log import keep_native_errors
from workbench.model_server.native.model import LlamaModel, check_file

api: Any = llama_cpp


@dataclass(frozen=True, slots=True)
class Adapter:
    handle: Any
    scale: float = 1.0


def load_adapters(model: LlamaModel, paths: Sequence[Path]) -> list[Adapter]:
    """Raises `ModelUnavailableError` for a file that is none, or belongs to another model."""
    return [_load(model, path) for path in paths]


def _load(model: LlamaModel, path: Path) -> Adapter:
    check_file(path)
    errors = keep_native_errors()
    handle = api.llama_adapter_lora_init(model.handle, str(path).encode())
    if not handle:
        raise ModelUnavailableError(
            f"The adapter {path.name} cannot be used with {model.path.name}: "
            f"{errors.reason() or 'llama.cpp gave no reason'}",
            "Pick an adapter that was made for this model, as a GGUF file.",
        )
    return Adapter(handle)
