"""Who finds evidence: the index that a bot names, a reranker, and a bench for sweeps."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from workbench.assembly.children import Children
from workbench.assembly.knowledge import Knowledge, Roles
from workbench.cancellation import CancelToken
from workbench.domain.addresses import host_of, is_loopback
from workbench.domain.bot import RetrievalSettings
from workbench.domain.document import Candidates, Search
from workbench.domain.embedding_map import EmbeddingMap
from workbench.engine.ports import Reranker
from workbench.errors import ModelUnavailableError
from workbench.io_loop import IoLoop
from workbench.models.reranker import ServedReranker
from workbench.processes.announcement import Address
from workbench.retrieval.client import IndexRetriever, IndexServer
from workbench.retrieval.sweep.bench import RetrievalBench, Ways
from workbench.retrieval.sweep.vector_cache import VectorCache
from workbench.retrieval.wire import MapRequest


@dataclass(frozen=True, slots=True)
class ByIndex:
    """Searches the index that the settings name, with the embedder that made it."""

    server: IndexServer
    knowledge: Knowledge
    roles: Mapping[str, tuple[str, ...]]
    today: date

    def candidates(
        self, search: Search, settings: RetrievalSettings, cancel: CancelToken
    ) -> Candidates:
        return IndexRetriever(
            self.server.of(settings.index),
            self.knowledge.embedder(settings.index),
            self.roles,
            lambda: self.today,
        ).candidates(search, settings, cancel)


class Retrieving:
    def __init__(self, server: IndexServer, knowledge: Knowledge, roles: Roles) -> None:
        self._server = server
        self._knowledge = knowledge
        self._roles = roles

    def retriever(self, today: str) -> ByIndex:
        """`today` is ISO, or empty for the real date: it decides which documents are in force."""
        return ByIndex(self._server, self._knowledge, self._roles(), _day(today))

    def unfiltered(self, today: str) -> ByIndex:
        """Whoever asks finds everything: for the test of the leak test, and for nothing else."""
        everyone = tuple({chunk.audience for chunk in self._knowledge.chunks()})
        roles = dict.fromkeys(self._roles(), everyone)
        return ByIndex(self._server, self._knowledge, roles, _day(today))

    def embedding_map(self, query: str, index: str, most: int, cancel: CancelToken) -> EmbeddingMap:
        embedder = self._knowledge.embedder(index)
        embedding = embedder.embed([query], cancel)[0] if query.strip() else ()
        return self._server.of(index).embedding_map(MapRequest(embedding, most), cancel)

    @contextmanager
    def bench(self, today: str, data: Path) -> Iterator[RetrievalBench]:
        """All documents of the workspace, to be cut, embedded and searched in many ways."""
        embedders = self._knowledge.sweep_embedders()
        ways = Ways(self._knowledge.cut, embedders, self._roles(), _day(today))
        with closing(VectorCache(data / "sweep.sqlite")) as cache:
            yield RetrievalBench(tuple(self._knowledge.texts()), ways, cache)


def reranker(settings: RetrievalSettings, children: Children, io: IoLoop) -> Reranker | None:
    """A server on this machine by its address, or a cross-encoder that is served when it is asked.

    Raises `ModelUnavailableError` for an address elsewhere.
    """
    if settings.rerank != "cross_encoder":
        return None
    return ServedReranker(settings.reranker, _server(settings.reranker, children), io)


def _server(name: str, children: Children) -> Callable[[CancelToken], Address]:
    if not name.startswith("http"):
        return lambda cancel: children.reranker(name, cancel)
    port = urlsplit(name).port
    if port is None or not is_loopback(host_of(name)):
        raise ModelUnavailableError(
            f"{name} is no reranker on this machine.",
            "Write http://127.0.0.1:PORT, or a model's name or folder.",
        )
    return lambda _: Address(port, "")


def _day(today: str) -> date:
    return date.fromisoformat(today) if today else date.today()
