"""The door to sentence-transformers: embedding models and cross-encoders, by path or name."""

import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from workbench.errors import ModelUnavailableError
from workbench.model_server.embedder import Embedded

INSTALL = 'Install the extra: pip install "support-bot-workbench[sentence-transformers]".'
BATCH_SIZE = 32


class SentenceEmbedder:
    """Any embedding model. Its engine takes one batch at a time."""

    def __init__(self, model: str) -> None:
        library = _library()
        self._model: Any = _loaded(model, library.SentenceTransformer)
        self._lock = threading.Lock()

    def embed(self, texts: Sequence[str]) -> Embedded:
        with self._lock:
            vectors = self._model.encode(
                list(texts),
                batch_size=BATCH_SIZE,
                normalize_embeddings=True,
                convert_to_numpy=True,
                show_progress_bar=False,
            )
            count = sum(len(self._model.tokenizer.encode(text, truncation=True)) for text in texts)
        return Embedded(np.asarray(vectors, dtype=np.float32), count)


class CrossEncoder:
    """How well each text answers a question, from 0 to 1."""

    def __init__(self, model: str) -> None:
        library = _library()
        self._model: Any = _loaded(model, library.CrossEncoder)
        self._lock = threading.Lock()

    def scores(self, query: str, texts: Sequence[str]) -> list[float]:
        import torch  # noqa: PLC0415 - loaded by the servers of sentence-transformers only

        with self._lock:
            scores = self._model.predict(
                [(query, text) for text in texts],
                activation_fn=torch.nn.Sigmoid(),
                batch_size=BATCH_SIZE,
                show_progress_bar=False,
            )
        return [float(score) for score in np.asarray(scores).reshape(len(texts), -1)[:, -1]]


def _library() -> Any:
    """Raises `ModelUnavailableError` where the extra is not installed."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    try:
        import sentence_transformers  # noqa: PLC0415 - takes 5 to 9 s, in its own servers only
    except ImportError as error:
        raise ModelUnavailableError("sentence-transformers is not installed.", INSTALL) from error
    return sentence_transformers


def _loaded(model: str, kind: Any) -> Any:
    """Code that a model brings along is never run."""
    if (is_path := Path(model).is_absolute() or model.startswith(".")) and not Path(model).is_dir():
        raise ModelUnavailableError(f"There is no folder {model}.", "Correct the model's path.")
    try:
        return kind(model, device="cpu", trust_remote_code=False, local_files_only=is_path)
    except Exception as error:
        first = str(error).strip().split("\n", maxsplit=1)[0][:200]
        raise ModelUnavailableError(
            f"{model} cannot be loaded: {first}",
            "Check its name or path. By name it is downloaded once, which needs the network.",
        ) from error
