"""What the page Knowledge knows: a fold of what the worker tells of documents. Qt-free."""

from dataclasses import dataclass, field
from itertools import zip_longest

from ui.pages.knowledge.rows import KnowledgeRow, Roles, indexed_now, knowledge_rows
from ui.widgets.amounts import count
from workbench.domain.knowledge_settings import DEFAULT_INDEX, ChunkerSettings
from workbench.knowledge_messages import DocumentRow, DocumentsListed, IndexesListed, UsesCounted
from workbench.knowledge_messages import IndexRow as Index
from workbench.messages import IndexProgressed, Message


@dataclass(slots=True)
class KnowledgeState:
    """`documents` is None until they were listed; `uses` until they were counted."""

    index: str = DEFAULT_INDEX
    indexes: tuple[Index, ...] = ()
    documents: tuple[DocumentRow, ...] | None = None
    uses: dict[str, int] | None = None
    turns: int = 0
    roles: Roles = ()
    today: str = ""
    progress: IndexProgressed | None = None
    _listing: list[DocumentRow] = field(default_factory=list)
    _counting: dict[str, int] = field(default_factory=dict)
    _made_of: tuple[object, ...] = ()
    _rows: tuple[KnowledgeRow, ...] = ()

    def take(self, message: Message) -> bool:
        """Fold one message in; False if it changes nothing to be seen, as a piece of a list."""
        match message:
            case IndexesListed(indexes=indexes):
                self.indexes = indexes
                if self.index_row is None:
                    self.show_index(DEFAULT_INDEX)
            case DocumentsListed(index=index) if index == self.index:
                self._listing = [
                    *([] if message.is_first else self._listing),
                    *message.documents,
                ]
                if not message.is_last:
                    return False
                self.documents = tuple(self._listing)
            case UsesCounted(uses=uses):
                before = {} if message.is_first else self._counting
                self._counting = before | {each.path: each.turns for each in uses}
                if not message.is_last:
                    return False
                self.uses, self.turns = self._counting, message.turns
            case _:
                return False
        return True

    def show_index(self, name: str) -> None:
        self.index, self.documents, self._listing = name, None, []

    @property
    def is_indexing(self) -> bool:
        return self.progress is not None and not self.progress.is_done

    def rows(self) -> tuple[KnowledgeRow, ...]:
        """Made once for what was told of the documents; the one that is indexed now is marked."""
        made_of = (self.documents, self.uses, self.today)
        if any(one is not other for one, other in zip_longest(made_of, self._made_of)):
            self._made_of = made_of
            self._rows = knowledge_rows(self.documents or (), self.uses, self.today)
        news = self.progress if self.is_indexing else None
        busy = news.path if news and news.index == self.index else ""
        if not busy:
            return self._rows
        return tuple(indexed_now(row) if row.path == busy else row for row in self._rows)

    def row(self, path: str) -> KnowledgeRow | None:
        return next((each for each in self.rows() if each.path == path), None)

    @property
    def index_row(self) -> Index | None:
        return next((each for each in self.indexes if each.spec.name == self.index), None)

    @property
    def chunker(self) -> ChunkerSettings:
        """How the index that is shown is cut."""
        return self.index_row.spec.chunker if self.index_row else ChunkerSettings()

    def summary(self) -> str:
        """`31 documents, 214 chunks, all-MiniLM-L6-v2`."""
        if self.documents is None:
            return ""
        chunks = sum(each.chunks for each in self.documents)
        model = f", {self.index_row.spec.embedder.title}" if self.index_row else ""
        documents = count(len(self.documents), "document")
        return f"{documents}, {count(chunks, 'chunk')}{model}"
