"""Who embeds for an index: a server of our own, or an API."""

import threading
from collections.abc import Sequence
from functools import partial

from workbench.assembly.children import Children
from workbench.domain.bot import ModelSpec
from workbench.domain.knowledge_settings import EmbedderSpec
from workbench.engine.ports import Embedder
from workbench.io_loop import IoLoop
from workbench.keys.key_ring import KeyRing
from workbench.models.embedder import CachedEmbedder, ServedEmbedder
from workbench.models.remote_embedder import RemoteEmbedder
from workbench.network.outside import Outside


class Embedders:
    """Each is made once. `_lock` guards the table."""

    def __init__(self, children: Children, io: IoLoop, outside: Outside, keys: KeyRing) -> None:
        self._children = children
        self._io = io
        self._outside = outside
        self._keys = keys
        self._lock = threading.Lock()
        self._made: dict[EmbedderSpec, CachedEmbedder] = {}

    def of(self, spec: EmbedderSpec) -> Embedder:
        with self._lock:
            if spec not in self._made:
                self._made[spec] = CachedEmbedder(self._inner(spec))
            return self._made[spec]

    def unremembering(self, spec: EmbedderSpec) -> Embedder:
        """For whoever remembers by itself, and measures how long embedding takes."""
        return self._inner(spec)

    def forget(self, texts: Sequence[str]) -> None:
        with self._lock:
            for each in self._made.values():
                each.forget(texts)

    def _inner(self, spec: EmbedderSpec) -> Embedder:
        match spec.provider:
            case "minilm":
                return ServedEmbedder(self._children.embedder, self._io)
            case "sentence_transformers":
                return ServedEmbedder(
                    lambda cancel: self._children.sentence_embedder(spec, cancel), self._io
                )
            case "openai_compatible":
                find_key = partial(self._keys.find, _as_model(spec))
                return RemoteEmbedder(spec, find_key, self._io, self._outside)


def _as_model(spec: EmbedderSpec) -> ModelSpec:
    """Keys are kept for whoever is at an address, whatever the model is for."""
    return ModelSpec(
        name=spec.title,
        provider="openai_compatible",
        base_url=spec.base_url,
        remote_name=spec.name,
        key_env=spec.key_env,
    )
