"""Texts to vectors, by the embedder's server; known texts from memory."""

import base64
import struct
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from workbench.cancellation import CancelToken
from workbench.io_loop import IoLoop
from workbench.models.loopback import Loopback
from workbench.processes.announcement import Address

TEXTS_A_REQUEST = 64
TEXTS_KEPT = 4096

Vector = tuple[float, ...]


class ServedEmbedder:
    """Asks in small requests, so that Stop and other callers need not wait for a big one."""

    def __init__(self, find_server: Callable[[CancelToken], Address], io: IoLoop) -> None:
        self._server = Loopback(find_server, io, "The embedder")

    def embed(self, texts: Sequence[str], cancel: CancelToken) -> tuple[Vector, ...]:
        return tuple(vector for part in _parts(texts) for vector in self._embed_part(part, cancel))

    def _embed_part(self, texts: Sequence[str], cancel: CancelToken) -> list[Vector]:
        body = {"model": "embedder", "input": list(texts), "encoding_format": "base64"}
        answer = self._server.ask("/v1/embeddings", body, cancel)
        return [_vector(entry["embedding"]) for entry in answer["data"]]


class Embeds(Protocol):
    def embed(self, texts: Sequence[str], cancel: CancelToken) -> tuple[Vector, ...]: ...


class CachedEmbedder:
    """Remembers the vectors of the texts last asked for. `_lock` guards the memory."""

    def __init__(self, inner: Embeds) -> None:
        self._inner = inner
        self._lock = threading.Lock()
        self._known: OrderedDict[str, Vector] = OrderedDict()

    def embed(self, texts: Sequence[str], cancel: CancelToken) -> tuple[Vector, ...]:
        known = self._recall(texts)
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        if missing:
            fresh = dict(zip(missing, self._inner.embed(missing, cancel), strict=True))
            self._keep(fresh)
            known |= fresh
        return tuple(known[text] for text in texts)

    def forget(self, texts: Sequence[str]) -> None:
        """So that embedding them takes its time again, for whoever measures it."""
        with self._lock:
            for text in texts:
                self._known.pop(text, None)

    def _recall(self, texts: Sequence[str]) -> dict[str, Vector]:
        with self._lock:
            known = {text: self._known[text] for text in texts if text in self._known}
            for text in known:
                self._known.move_to_end(text)
        return known

    def _keep(self, fresh: dict[str, Vector]) -> None:
        with self._lock:
            self._known.update(fresh)
            while len(self._known) > TEXTS_KEPT:
                self._known.popitem(last=False)


def _parts(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(texts), TEXTS_A_REQUEST):
        yield texts[start : start + TEXTS_A_REQUEST]


def _vector(encoded: str) -> Vector:
    raw = base64.b64decode(encoded)
    return struct.unpack(f"<{len(raw) // 4}f", raw)
