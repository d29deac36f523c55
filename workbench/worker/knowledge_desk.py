"""The documents: indexed, searched, opened at the place that was cited."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from workbench.assembly import IndexNews
from workbench.cancellation import CancelToken, StoppedError
from workbench.commands import ReadDocument, StopIndex, UpdateIndex, WarmUp
from workbench.domain.bot import RetrievalSettings
from workbench.domain.conversation import Message
from workbench.domain.turn import TurnInput
from workbench.engine.retrieval_only import retrieved
from workbench.errors import WorkbenchError
from workbench.messages import DocumentRead, IndexProgressed, Problem, SearchAnswered
from workbench.retrieval_commands import SearchKnowledge
from workbench.worker.kit import Handlers, Kit
from workbench.worker.searcher import SEARCHER

UPDATE = "index update"


class KnowledgeDesk:
    def __init__(self, kit: Kit) -> None:
        self._kit = kit

    def handlers(self) -> Handlers:
        query = self._kit.lanes.query
        return {
            UpdateIndex: self._update,
            StopIndex: self._stop,
            SearchKnowledge: lambda command: query(partial(self._search, command)),
            ReadDocument: lambda command: query(partial(self._read, command)),
            WarmUp: self._warm_up,
        }

    def _update(self, _: UpdateIndex) -> None:
        if not self._kit.tokens.has(UPDATE):
            cancel = self._kit.tokens.new(UPDATE)
            self._kit.lanes.query(partial(self._carry_out, cancel))

    def _stop(self, _: StopIndex) -> None:
        self._kit.tokens.cancel(UPDATE)

    def _carry_out(self, cancel: CancelToken) -> None:
        knowledge = self._kit.assembly.knowledge
        try:
            for news in knowledge.update(self._kit.workspace.settings().today, cancel):
                self._tell(news)
        except StoppedError:
            # What was indexed so far is kept; the next update goes on from there.
            self._tell_state()

    def _tell(self, news: IndexNews) -> None:
        self._kit.outlet.tell(
            IndexProgressed(
                news.done,
                news.total,
                news.path,
                news.is_done,
                news.documents,
                news.chunks,
                problems=tuple(_problems(news)),
            )
        )

    def _tell_state(self) -> None:
        knowledge = self._kit.assembly.knowledge
        chunks, is_stale = knowledge.chunk_count(), knowledge.is_stale()
        self._kit.outlet.tell(
            IndexProgressed(0, 0, "", is_done=True, documents=0, chunks=chunks, is_stale=is_stale)
        )

    def _search(self, command: SearchKnowledge) -> None:
        kit, workspace = self._kit, self._kit.workspace
        bot = workspace.current.bot(command.bot) if command.bot else SEARCHER
        settings = command.settings or bot.retrieval or RetrievalSettings(command.top_k)
        given = TurnInput(
            bot=replace(bot, retrieval=settings if command.bot else settings.without_model()),
            conversation=(Message("user", command.query),),
            account=workspace.current.account(command.account) if command.account else None,
            role=command.role,
            today=workspace.settings().today,
        )
        services = kit.assembly.services(given, CancelToken(), {}, is_interactive=True)
        kit.outlet.tell(SearchAnswered(command.request_id, retrieved(given, services)))

    def _read(self, command: ReadDocument) -> None:
        document = self._kit.assembly.knowledge.document(command.path, command.role)
        self._kit.outlet.tell(DocumentRead(command.request_id, document))

    def _warm_up(self, command: WarmUp) -> None:
        """Index what changed, and start what these bots need, before anybody asks."""
        for name in command.bots:
            try:
                bot = self._kit.workspace.current.bot(name)
            except WorkbenchError:
                continue
            self._kit.assembly.warm_up(bot, CancelToken())
        self._kit.lanes.query(self._freshen)

    def _freshen(self) -> None:
        if self._kit.assembly.knowledge.is_stale():
            self._update(UpdateIndex())
        else:
            self._tell_state()


def _problems(news: IndexNews) -> Iterable[Problem]:
    for each in news.problems:
        yield Problem(f"knowledge/{each.path}", each.line, each.message, each.hint)
