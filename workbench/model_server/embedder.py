"""all-MiniLM-L6-v2 through onnxruntime: texts to unit vectors."""

import hashlib
import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime  # type: ignore[import-untyped] # it has no stubs
from tokenizers import Tokenizer

from workbench.errors import ModelUnavailableError

LONGEST_TEXT_TOKENS = 256
BATCH_SIZE = 32
HEAD_BYTES = 65536

Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Embedded:
    vectors: Vectors
    token_count: int


class Embedder:
    """May be used by several threads at once."""

    def __init__(self, model_dir: Path, cache_dir: Path) -> None:
        weights, words = model_dir / "model.safetensors", model_dir / "tokenizer.json"
        for path in (weights, words):
            if not path.is_file():
                raise ModelUnavailableError(
                    f"The embedding model lacks {path}.", "Reinstall the app, or its models."
                )
        self._tokenizer = Tokenizer.from_file(str(words))
        # The file asks for 128 and pads everything to that.
        self._tokenizer.enable_truncation(LONGEST_TEXT_TOKENS)
        self._tokenizer.enable_padding()
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            _cached_graph(weights, cache_dir), options, providers=["CPUExecutionProvider"]
        )

    def embed(self, texts: Sequence[str]) -> Embedded:
        """In batches of texts of about the same length, as short ones are padded to the longest."""
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        vectors, token_count = np.empty((len(texts), 384), dtype=np.float32), 0
        for places in _batches(order):
            batch = self._embed_batch([texts[place] for place in places])
            vectors[places] = batch.vectors
            token_count += batch.token_count
        return Embedded(vectors, token_count)

    def _embed_batch(self, texts: list[str]) -> Embedded:
        encoded = self._tokenizer.encode_batch(texts)
        mask = np.array([text.attention_mask for text in encoded], dtype=np.int64)
        tokens = np.array([text.ids for text in encoded], dtype=np.int64)
        inputs = {"input_ids": tokens, "attention_mask": mask}
        (vectors,) = self._session.run(None, inputs)
        return Embedded(np.asarray(vectors, dtype=np.float32), int(mask.sum()))


def _batches(places: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(places), BATCH_SIZE):
        yield places[start : start + BATCH_SIZE]


def _cached_graph(weights: Path, cache_dir: Path) -> str | bytes:
    """The path of the graph, made once; the graph itself where nothing can be written."""
    path = cache_dir / f"minilm-{_fingerprint(weights)}.onnx"
    if path.is_file():
        return str(path)
    from workbench.model_server.minilm_graph import (  # noqa: PLC0415 - onnx takes 0.3 s, once
        minilm_graph,
    )

    try:
        graph = minilm_graph(weights)
    except Exception as error:
        raise ModelUnavailableError(
            f"{weights} cannot be read: {error}", "It is damaged: reinstall the app's models."
        ) from error
    try:
        _write(path, graph)
    except OSError:
        return graph
    return str(path)


def _write(path: Path, graph: bytes) -> None:
    """All or nothing: another process may be reading, or writing the same."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(graph)
    os.replace(file.name, path)  # noqa: PTH105 - one of the two is a string


def _fingerprint(weights: Path) -> str:
    """Of size and of the beginning, which has the names and sizes of all tensors, and the end."""
    with weights.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        digest = hashlib.sha256(file.read(HEAD_BYTES))
        file.seek(max(0, size - HEAD_BYTES))
        digest.update(file.read())
    digest.update(str(size).encode())
    return digest.hexdigest()[:16]
