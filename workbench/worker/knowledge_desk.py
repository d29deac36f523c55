"""The documents: indexed, searched, opened at the place that was cited."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from functools import partial

from workbench.assembly import IndexNews
from workbench.cancellation import CancelToken, StoppedError
from workbench.commands import WarmUp
from workbench.domain.bot import RetrievalSettings
from workbench.domain.conversation import Message
from workbench.domain.knowledge_settings import DEFAULT_INDEX
from workbench.domain.turn import TurnInput
from workbench.engine.retrieval_only import retrieved
from workbench.errors import RetrievalError, WorkbenchError
from workbench.knowledge_commands import StopIndex, UpdateIndex
from workbench.messages import DocumentRead, IndexProgressed, Problem, SearchAnswered
from workbench.retrieval_commands import ReadDocument, SearchKnowledge, StopSearch
from workbench.worker.kit import Handlers, Kit
from workbench.worker.searcher import SEARCHER

UPDATE = "index update"
# Somebody may edit all the time: what is left after so many rounds waits for the next edit.
MOST_ROUNDS = 8


class KnowledgeDesk:
    def __init__(self, kit: Kit) -> None:
        self._kit = kit

    def handlers(self) -> Handlers:
        query = self._kit.lanes.query
        return {
            UpdateIndex: self._update,
            StopIndex: self._stop,
            SearchKnowledge: self._begin_search,
            StopSearch: lambda command: self._kit.tokens.cancel(_search_name(command.search_id)),
            ReadDocument: lambda command: query(partial(self._read, command)),
            WarmUp: self._warm_up,
        }

    def look(self) -> None:
        """After edits outside: what is indexed follows, at once what others may not read."""
        if self._kit.tokens.has(UPDATE):
            self._kit.assembly.knowledge.withdraw(CancelToken())
            return
        # Nobody asked: what hinders it is told to whoever does.
        with suppress(RetrievalError):
            if stale := self._stale():
                self._update(UpdateIndex(stale[0]))

    def _update(self, command: UpdateIndex) -> None:
        if not self._kit.tokens.has(UPDATE):
            cancel = self._kit.tokens.new(UPDATE)
            self._kit.lanes.query(partial(self._carry_out, command.index, cancel))

    def _stop(self, _: StopIndex) -> None:
        self._kit.tokens.cancel(UPDATE)

    def _carry_out(self, index: str, cancel: CancelToken) -> None:
        """Files that change meanwhile, and other indexes that know them, come next."""
        knowledge = self._kit.assembly.knowledge
        try:
            todo = [index]
            for _ in range(MOST_ROUNDS):
                for news in knowledge.update(
                    self._kit.workspace.settings().today, cancel, todo.pop(0)
                ):
                    self._tell(news)
                todo = todo or list(self._stale())
                if not todo:
                    break
        except StoppedError:
            # What was indexed so far is kept; the next update goes on from there.
            self._tell_state(index)
        except WorkbenchError:
            with suppress(WorkbenchError):
                self._tell_state(index)
            raise

    def _stale(self) -> tuple[str, ...]:
        """Indexes that are in use, fit their settings and lag behind the files."""
        knowledge = self._kit.assembly.knowledge
        return tuple(
            spec.name
            for spec in self._kit.workspace.current.knowledge.indexes
            if knowledge.is_indexed(spec.name)
            and not knowledge.mismatch(spec.name)
            and knowledge.is_stale(spec.name)
        )

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
                index=news.index,
                embedded=news.embedded,
                removed=news.removed,
                relabelled=news.relabelled,
            )
        )

    def _tell_state(self, index: str = DEFAULT_INDEX) -> None:
        knowledge = self._kit.assembly.knowledge
        self._kit.outlet.tell(
            IndexProgressed(
                0,
                0,
                "",
                is_done=True,
                documents=0,
                chunks=knowledge.chunk_count(index),
                is_stale=knowledge.is_stale(index),
                index=index,
                mismatch=knowledge.mismatch(index),
            )
        )

    def _begin_search(self, command: SearchKnowledge) -> None:
        """Its token is there before it begins: it can be stopped while it waits."""
        cancel = self._kit.tokens.new(_search_name(command.request_id))
        self._kit.lanes.query(partial(self._search, command, cancel))

    def _search(self, command: SearchKnowledge, cancel: CancelToken) -> None:
        cancel.check()
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
        if settings != settings.without_model():
            kit.outlays.check(given.bot)
        services = kit.assembly.services(given, cancel, {}, is_interactive=True)
        found = retrieved(given, services, partial(kit.outlays.book, "search", given.bot))
        kit.outlet.tell(SearchAnswered(command.request_id, found))

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
        knowledge = self._kit.assembly.knowledge
        if knowledge.is_stale() and not knowledge.mismatch():
            self._update(UpdateIndex())
        else:
            self._tell_state()


def _search_name(request_id: str) -> str:
    return f"search {request_id}"


def _problems(news: IndexNews) -> Iterable[Problem]:
    for each in news.problems:
        yield Problem(f"knowledge/{each.path}", each.line, each.message, each.hint)
