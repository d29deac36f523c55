"""Asks as each role for what it may not read, through retrieval and through bots."""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from time import monotonic
from uuid import uuid4

from workbench.cancellation import CancelToken
from workbench.domain.account import Account
from workbench.domain.bot import Bot, CacheSettings, RetrievalSettings
from workbench.domain.conversation import Message
from workbench.domain.document import Chunk
from workbench.domain.knowledge_settings import DEFAULT_INDEX
from workbench.domain.leaks import Leak, LeakReport, Probe
from workbench.domain.turn import Origin, TurnInput
from workbench.engine.retrieval_only import retrieved
from workbench.errors import WorkbenchError
from workbench.evals.leaks.accounts import account_probes, account_secrets, leaks_of_account
from workbench.evals.leaks.detect import leaks_of_search, leaks_of_turn
from workbench.evals.leaks.probes import document_texts, paraphrase_prompt, probes
from workbench.evals.leaks.secrets import of_roles
from workbench.retrieval_commands import StartLeakTest
from workbench.trace.event import TraceEvent
from workbench.trace.facts import TurnFailed
from workbench.worker.kit import Kit
from workbench.worker.model_writer import written
from workbench.worker.searcher import SEARCHER
from workbench.worker.surroundings import NOWHERE
from workbench.worker.turns import TurnOrder

# As deep as a leak is looked for.
DEEP = RetrievalSettings(top_k=10, candidates=50)


@dataclass(frozen=True, slots=True)
class LeakProgress:
    done: int
    total: int
    leaks: int
    doing: str


@dataclass
class _Tally:
    leaks: list[Leak] = field(default_factory=list)
    asked: int = 0
    failed: int = 0
    note: str = ""

    def failure(self, error: WorkbenchError) -> None:
        self.failed += 1
        self.note = self.note or error.line


@dataclass(frozen=True, slots=True)
class _Question:
    """`bot` None asks retrieval alone, in one index."""

    probe: Probe
    bot: Bot | None
    index: str = DEFAULT_INDEX


class LeakTest:
    """One run of the test. `report` tells what was found so far."""

    def __init__(self, kit: Kit, command: StartLeakTest) -> None:
        self._kit = kit
        self._command = command
        settings = kit.workspace.settings()
        self._today = settings.today
        roles = {
            role: audiences
            for role, audiences in settings.roles.items()
            if not command.roles or role in command.roles
        }
        self._indexes = tuple(spec.name for spec in kit.workspace.current.knowledge.indexes)
        self._chunks = self._all_chunks()
        self._secrets = of_roles(self._chunks, roles)
        self._accounts = kit.workspace.accounts()
        self._bots = self._chosen_bots()
        self._tally = _Tally()
        self._started_s = monotonic()
        self._run_id = f"leak-test-{uuid4().hex[:8]}"
        self._questions: list[_Question] = []

    def carry_out(self, cancel: CancelToken) -> Iterator[LeakProgress]:
        """Raises `StoppedError` when it is stopped."""
        paraphrases = yield from self._paraphrases(cancel)
        self._questions = list(self._all_questions(paraphrases))
        for place, question in enumerate(self._questions):
            cancel.check()
            yield self._progress(place, f"{question.probe.role} asks {_who(question)}")
            try:
                failed = self._tally.failed
                self._tally.leaks += self._ask(question, place, cancel)
                self._tally.asked += self._tally.failed == failed
            except WorkbenchError as error:
                self._tally.failure(error)

    def report(self, *, is_whole: bool) -> LeakReport:
        tally = self._tally
        pairs = {(role, path) for role, hidden in self._secrets.items() for path in hidden.paths}
        reached = {(leak.probe.role, leak.source) for leak in tally.leaks} & pairs
        return LeakReport(
            roles=tuple(self._secrets),
            bots=tuple(bot.name for bot in self._bots),
            forbidden=len(pairs),
            probes=len(self._questions),
            asked=tally.asked,
            reached=len(reached),
            leaks=tuple(tally.leaks),
            seconds=monotonic() - self._started_s,
            is_filtered=self._command.is_filtered,
            is_whole=is_whole,
            failed=tally.failed,
            note=tally.note,
        )

    def _all_chunks(self) -> tuple[Chunk, ...]:
        """Of every index, as each bot may search another. Raises `WorkbenchError` without any."""
        knowledge = self._kit.assembly.knowledge
        found = {each.id: each for index in self._indexes for each in knowledge.chunks(index)}
        if not found:
            raise WorkbenchError("No document is indexed yet.", "Update the index, then test.")
        return tuple(found.values())

    def _chosen_bots(self) -> tuple[Bot, ...]:
        if not self._command.is_filtered:
            return ()
        names = self._command.bots
        if names is None:
            return tuple(self._kit.workspace.bots().values())
        return tuple(self._kit.workspace.current.bot(name) for name in names)

    def _paraphrases(self, cancel: CancelToken) -> Generator[LeakProgress, None, dict[str, str]]:
        """By path. Only a local model is asked: what it reads stays on this machine."""
        found: dict[str, str] = {}
        writer = self._writer()
        paths = list(dict.fromkeys(path for each in self._secrets.values() for path in each.paths))
        if writer is None:
            return found
        texts = document_texts(self._chunks, paths)
        for place, (path, text) in enumerate(texts.items()):
            yield LeakProgress(place, len(texts), 0, "writing paraphrases")
            try:
                found[path] = written(writer, paraphrase_prompt(text), self._kit.outlays, cancel)
            except WorkbenchError as error:
                self._tally.note = self._tally.note or error.line
                break
        return {path: text for path, text in found.items() if text}

    def _writer(self) -> Bot | None:
        name = self._kit.workspace.settings().default_bot
        if not (self._command.paraphrase and name):
            return None
        bot = self._kit.workspace.current.bot(name)
        return bot if bot.model.is_local else None

    def _all_questions(self, paraphrases: dict[str, str]) -> Iterator[_Question]:
        """Retrieval first, as it is quick; then each bot."""
        found = [
            probe
            for role, hidden in self._secrets.items()
            for probe in probes(role, hidden.paths, self._chunks, paraphrases)
        ]
        for index in self._indexes:
            if self._kit.assembly.knowledge.is_indexed(index):
                yield from (_Question(probe, None, index) for probe in found)
        for bot in self._bots:
            yield from (_Question(probe, bot) for probe in found)
            if asker := self._asker():
                others = list(self._accounts.values())
                role = next(iter(self._secrets))
                yield from (_Question(each, bot) for each in account_probes(role, asker, others))

    def _ask(self, question: _Question, place: int, cancel: CancelToken) -> Sequence[Leak]:
        if question.bot is None:
            return self._search(question.probe, question.index, cancel)
        return self._turn(question.probe, question.bot, place, cancel)

    def _search(self, probe: Probe, index: str, cancel: CancelToken) -> Sequence[Leak]:
        given = self._given(replace(SEARCHER, retrieval=replace(DEEP, index=index)), probe)
        assembly = self._kit.assembly
        services = assembly.dry_services(given, cancel)
        if not self._command.is_filtered:
            services = replace(services, retriever=assembly.retrieving.unfiltered(self._today))
        return leaks_of_search(probe, retrieved(given, services), self._secrets[probe.role])

    def _turn(self, probe: Probe, bot: Bot, place: int, cancel: CancelToken) -> Sequence[Leak]:
        """Answers are made anew: one that was kept says nothing of access today."""
        self._kit.outlays.check(bot)
        turn_id = f"{self._run_id}/{place}"
        given = self._given(replace(bot, cache=CacheSettings()), probe, Origin(run_id=self._run_id))
        own = CancelToken()
        trace: list[TraceEvent] = []
        order = TurnOrder(
            turn_id, given, is_shown=False, judge=lambda events, _: trace.extend(events)
        )
        with cancel.on_cancel(own.cancel):
            end = self._kit.runner.run(order, own)
        cancel.check()
        if isinstance(end, TurnFailed):
            self._tally.failure(WorkbenchError(end.message, end.hint))
        return self._leaks_of(probe, trace, bot.name)

    def _leaks_of(self, probe: Probe, trace: Sequence[TraceEvent], bot: str) -> Sequence[Leak]:
        if probe.kind != "account":
            return leaks_of_turn(probe, trace, self._secrets[probe.role], bot)
        asker = self._asker()
        assert asker
        other = account_secrets(asker, self._accounts[probe.target])
        return leaks_of_account(probe, trace, other, bot)

    def _given(self, bot: Bot, probe: Probe, origin: Origin = NOWHERE) -> TurnInput:
        return TurnInput(
            bot=bot,
            conversation=(Message("user", probe.text),),
            account=self._asker(),
            role=probe.role,
            company=self._kit.workspace.settings().company,
            today=self._today,
            origin=origin,
        )

    def _asker(self) -> Account | None:
        return self._accounts.get(self._kit.workspace.settings().default_account)

    def _progress(self, done: int, doing: str) -> LeakProgress:
        return LeakProgress(done, len(self._questions), len(self._tally.leaks), doing)


def _who(question: _Question) -> str:
    return question.bot.name if question.bot else "retrieval"
