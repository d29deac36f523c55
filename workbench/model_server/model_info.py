"""What `/v1/models` says of the one model that is served."""

import time
from dataclasses import dataclass, field
from typing import Any

from workbench.model_server.native.model import LlamaModel


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """`context_tokens`: the longest prompt and answer together. `is_exact`: see `exactness`."""

    name: str
    model: LlamaModel
    context_tokens: int
    parallel: int
    is_exact: bool
    created: int = field(default_factory=lambda: int(time.time()))

    def entry(self) -> dict[str, Any]:
        meta = {
            "n_ctx": self.context_tokens,
            "n_ctx_train": self.model.trained_context_tokens,
            "n_params": self.model.parameters,
            "n_vocab": self.model.vocab_size,
            "size": self.model.size_bytes,
            "parallel": self.parallel,
            "is_exact": self.is_exact,
            "has_chat_template": self.model.has_own_template,
        }
        return {
            "id": self.name,
            "object": "model",
            "created": self.created,
            "owned_by": "local",
            "meta": meta,
        }
