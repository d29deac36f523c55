"""Asks the worker for a search and for the texts of what it ranked; what is on its way is left."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal

from ui.pages.knowledge.microscope.ladders import shown_ids
from ui.session import Session
from workbench.domain.bot import RetrievalSettings
from workbench.domain.document import Chunk, Retrieved
from workbench.domain.knowledge_settings import DEFAULT_INDEX
from workbench.knowledge_commands import ReadChunks
from workbench.knowledge_messages import ChunksListed
from workbench.messages import Message, Refused, SearchAnswered
from workbench.retrieval_commands import SearchKnowledge, StopSearch


@dataclass(frozen=True, slots=True)
class Question:
    """Who asks what: `account` for its region, `bot` for its settings; both may be empty."""

    text: str
    role: str
    account: str = ""
    bot: str = ""

    @property
    def who(self) -> str:
        more = [each for each in (self.account, self.bot) if each]
        return ", ".join([f"as {self.role}", *more])

    def is_for_other_eyes(self, other: "Question | None") -> bool:
        """What was found for the one is not to be seen while the other is asked."""
        return other is None or (self.role, self.account) != (other.role, other.account)


class Lookup(QObject):
    """`question` and `found`: what is shown; `asking`: what is on its way.

    Signals:
        changed: any of them.
        failed: a sentence; nothing is shown any more.
    """

    changed = Signal()
    failed = Signal(str)

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self.index = DEFAULT_INDEX
        self.question: Question | None = None
        self.asking: Question | None = None
        self.found: Retrieved | None = None
        self.chunks: dict[str, Chunk] = {}
        self._judged: tuple[str, ...] = ()
        self._search_id = self._read_id = ""
        session.worker_stopped.connect(self._on_worker_stopped)

    def settings(self, name: str) -> RetrievalSettings:
        """Those of a bot, or the worker's own in the index that is shown."""
        bot = self._session.state.bots.get(name)
        return (bot.retrieval if bot else None) or RetrievalSettings(top_k=5, index=self.index)

    def ask(self, question: Question, judged: Iterable[str] = ()) -> None:
        """`judged`: ids whose chunks are read too, if they may be."""
        self.stop()
        if question.is_for_other_eyes(self.question):
            self.forget()
        self.asking, self._judged = question, tuple(judged)
        own = None if question.bot else self.settings("")
        search = partial(_search, question, own)
        self._search_id = self._session.ask(search, self._on_found)
        self.changed.emit()

    def stop(self) -> None:
        """Leave what is on its way; what is shown stays."""
        if self.asking:
            self._session.send(StopSearch(self._search_id))
        self.asking, self._search_id = None, ""
        self.changed.emit()

    def forget(self) -> None:
        """Show nothing any more."""
        self.question, self.found, self.chunks, self._read_id = None, None, {}, ""
        self.changed.emit()

    def _on_found(self, answer: Message) -> None:
        if getattr(answer, "request_id", "") != self._search_id or self.asking is None:
            return
        question, self.asking, self._search_id = self.asking, None, ""
        match answer:
            case SearchAnswered(retrieved=found):
                self.question, self.found = question, found
                self.chunks = {chunk.id: chunk for chunk in found.chunks}
                self._read(question, found)
                self.changed.emit()
            case Refused():
                self.forget()
                self.failed.emit(answer.line)

    def _read(self, question: Question, found: Retrieved) -> None:
        ids = tuple(dict.fromkeys((*shown_ids(found), *self._judged)))
        index = self.settings(question.bot).index
        self._read_id = self._session.ask(
            lambda request_id: ReadChunks(request_id, ids, question.role, index), self._on_read
        )

    def _on_read(self, answer: Message) -> None:
        if getattr(answer, "request_id", "") != self._read_id:
            return
        match answer:
            case ChunksListed(chunks=chunks, is_last=is_last):
                self.chunks |= {chunk.id: chunk for chunk in chunks}
                if is_last:
                    self.changed.emit()
            case Refused():
                self.failed.emit(answer.line)

    def _on_worker_stopped(self) -> None:
        if self.asking:
            self.asking, self._search_id = None, ""
            self.failed.emit("The engine stopped before it had searched. Search again.")


def _search(
    question: Question, settings: RetrievalSettings | None, request_id: str
) -> SearchKnowledge:
    return SearchKnowledge(
        request_id,
        question.text,
        question.role,
        settings=settings,
        bot=question.bot,
        account=question.account,
    )
