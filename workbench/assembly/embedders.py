"""Who embeds for an index: a server of our own, or an API."""

import os
import threading
from collections.abc import Callable

from workbench.assembly.children import Children
from workbench.domain.knowledge_settings import EmbedderSpec
from workbench.engine.ports import Embedder
from workbench.errors import ModelUnavailableError
from workbench.io_loop import IoLoop
from workbench.models.embedder import CachedEmbedder, ServedEmbedder
from workbench.models.remote_embedder import RemoteEmbedder, is_loopback


class Embedders:
    """Each is made once. `_lock` guards the table."""

    def __init__(self, children: Children, io: IoLoop, is_offline: Callable[[], bool]) -> None:
        self._children = children
        self._io = io
        self._is_offline = is_offline
        self._lock = threading.Lock()
        self._made: dict[EmbedderSpec, CachedEmbedder] = {}

    def of(self, spec: EmbedderSpec) -> Embedder:
        with self._lock:
            if spec not in self._made:
                self._made[spec] = CachedEmbedder(self._inner(spec))
            return self._made[spec]

    def _inner(self, spec: EmbedderSpec) -> Embedder:
        match spec.provider:
            case "minilm":
                return ServedEmbedder(self._children.embedder, self._io)
            case "sentence_transformers":
                return ServedEmbedder(
                    lambda cancel: self._children.sentence_embedder(spec, cancel), self._io
                )
            case "openai_compatible":
                return RemoteEmbedder(spec, lambda: self._key(spec), self._io)

    def _key(self, spec: EmbedderSpec) -> str:
        if self._is_offline() and not is_loopback(spec.base_url):
            raise ModelUnavailableError(
                "Offline mode is on.", f"Turn it off, or use another embedder than {spec.title}."
            )
        key = os.environ.get(spec.key_env, "") if spec.key_env else ""
        if spec.key_env and not key:
            raise ModelUnavailableError(
                f"{spec.title} needs a key, and {spec.key_env} is not set.",
                f"Set the environment variable {spec.key_env} and start the app again.",
            )
        return key
