"""The open indexes of one workspace: each opened when it is first asked for."""

import sys
import threading
from pathlib import Path

from workbench.domain.document import Candidates
from workbench.domain.embedding_map import EmbeddingMap
from workbench.domain.knowledge_settings import DEFAULT_INDEX
from workbench.errors import RetrievalError
from workbench.retrieval.index import Index
from workbench.retrieval.wire import MapRequest, SearchRequest

# A build of so many chunks takes a few seconds: whoever asks for it waits.
BUILT_AT_ONCE = 5000


class Indexes:
    """For many threads. `_lock` guards the table and what is building."""

    def __init__(self, knowledge: Path, folder: Path) -> None:
        self._knowledge = knowledge
        self._folder = folder
        self._lock = threading.Lock()
        self._open: dict[str, Index] = {}
        self._building: set[str] = set()

    def search(self, name: str, request: SearchRequest) -> Candidates:
        index = self._index(name)
        found = index.search(request)
        if index.is_build_due:
            self._build_beside(name, index)
        return found

    def embedding_map(self, name: str, request: MapRequest) -> EmbeddingMap:
        return self._index(name).embedding_map(request)

    def refresh(self, name: str = DEFAULT_INDEX) -> int:
        """Take over what SQLite says now, in every open index; the number of chunks of `name`.

        A large build goes on afterwards, and its chunks are found meanwhile.
        """
        self._index(name)
        with self._lock:
            every = list(self._open.items())
        for each, index in every:
            index.take_over()
            if index.is_build_due and (index.chunk_count or 0) > BUILT_AT_ONCE:
                self._build_beside(each, index)
            else:
                index.settle()
        return self.chunk_count(name)

    def chunk_count(self, name: str = DEFAULT_INDEX) -> int:
        with self._lock:
            index = self._open.get(name)
        return (index.chunk_count if index else None) or 0

    def _index(self, name: str) -> Index:
        with self._lock:
            if name not in self._open:
                place = self._folder if name == DEFAULT_INDEX else self._folder / "more" / name
                self._open[name] = Index(self._knowledge, place, name)
            return self._open[name]

    def _build_beside(self, name: str, index: Index) -> None:
        with self._lock:
            if name in self._building:
                return
            self._building.add(name)
        threading.Thread(target=self._settle, args=(name, index), daemon=True).start()

    def _settle(self, name: str, index: Index) -> None:
        try:
            index.settle()
        except RetrievalError as error:
            sys.stderr.write(f"{error.message}\n")
        finally:
            with self._lock:
                self._building.discard(name)
