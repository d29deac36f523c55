"""The services of a turn, and what outlives turns: the I/O loop and the child processes."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from workbench.assembly.chat_models import ChatModels
from workbench.assembly.children import Children
from workbench.assembly.downloads import Downloads
from workbench.assembly.embedders import Embedders
from workbench.assembly.inside import Inside
from workbench.assembly.knowledge import Knowledge, Places, Plan, Roles
from workbench.assembly.local_models import LocalModels, Machine
from workbench.assembly.retrieving import Retrieving, reranker
from workbench.cancellation import CancelToken, StoppedError
from workbench.domain.bot import Bot, ModelSpec
from workbench.domain.conversation import ToolCall
from workbench.domain.egress import EgressRow
from workbench.domain.knowledge_settings import EmbedderSpec, KnowledgePlan
from workbench.domain.price import Price
from workbench.domain.turn import TurnInput
from workbench.engine.ports import ChatModel, Services
from workbench.errors import WorkbenchError
from workbench.guardrails.message_length import MessageLength
from workbench.guardrails.other_account import OtherAccount
from workbench.io_loop import IoLoop
from workbench.keys.key_ring import KeyRing
from workbench.keys.keychain import Keychain
from workbench.machine import read_machine_settings
from workbench.messages import ServerState
from workbench.models.answer_key import Asker
from workbench.models.answer_store import AnswerStore
from workbench.models.prices import Prices
from workbench.models.reusing import Cache, ReusingModel
from workbench.models.unasked import UnaskedModel
from workbench.network.guard import starts_offline
from workbench.network.offline import OfflineSwitch
from workbench.network.outside import Outside
from workbench.retrieval.client import IndexServer
from workbench.retrieval.sweep.bench import RetrievalBench
from workbench.tools.toolbox import StubToolbox

MIB = 1024 * 1024
DEFAULT_CACHE_BYTES = 100 * MIB


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds now: prices, how much kept answers may take, what is said of documents.

    `on_egress` is told a row for each request that leaves this machine.
    """

    prices: Callable[[], Mapping[str, Price]] = dict
    cache_bytes: Callable[[], int] = lambda: DEFAULT_CACHE_BYTES
    on_egress: Callable[[EgressRow], object] = lambda _: None
    knowledge: Plan = KnowledgePlan


class Assembly:
    def __init__(
        self,
        folder: Path,
        data: Path,
        logs: Path,
        roles: Roles,
        terms: Terms = Terms(),
    ) -> None:
        self._roles = roles
        self._data = data
        self.prices = Prices(terms.prices)
        self._io = IoLoop()
        machine = Machine(read_machine_settings())
        self.children = Children(data, logs, lambda: machine.settings)
        self.switch = OfflineSwitch(is_on=starts_offline())
        self._outside = Outside(self._io, self.switch, terms.on_egress)
        downloads = Downloads(self.switch, terms.on_egress)
        self.local = LocalModels(self.children, machine, self._io, downloads)
        self.keys = KeyRing(folder, data, Keychain())
        self.models = ChatModels(self._io, self.children, self._outside, self.keys, self.prices)
        self.inside = Inside(self.children, self._io, self.models.alone)
        embedders = Embedders(self.children, self._io, self._outside, self.keys)
        self._embedder = embedders.of(EmbedderSpec())
        self._index = IndexServer(self.children.index, self._io)
        places = Places(folder / "knowledge", data, self._index)
        self.knowledge = Knowledge(places, embedders, roles, terms.knowledge)
        self.retrieving = Retrieving(self._index, self.knowledge, roles)
        self.answers = AnswerStore(data / "answers.sqlite", terms.cache_bytes)
        self._told: tuple[ServerState, ...] = ()

    def services(
        self,
        given: TurnInput,
        cancel: CancelToken,
        approvals: Mapping[str, bool],
        *,
        is_interactive: bool,
    ) -> Services:
        """Raises `WorkbenchError` if the bot's model cannot be used at all."""
        routes = given.bot.routes
        return replace(
            self.dry_services(given, cancel),
            model=self._answering(given.bot.model, given, is_interactive=is_interactive),
            strong=self._answering(routes.strong, given, is_interactive=is_interactive)
            if routes
            else None,
            approvals=approvals,
        )

    def dry_services(self, given: TurnInput, cancel: CancelToken) -> Services:
        """For a turn that goes no further than its first prompt: its model can't be asked."""
        found = given.bot.retrieval
        return Services(
            model=UnaskedModel(),
            retriever=self.retrieving.retriever(given.today),
            reranker=reranker(found, self.children, self._io) if found else None,
            embedder=self._embedder,
            toolbox=StubToolbox(given.bot.tools, given.account, given.today, _past_calls(given)),
            cancel=cancel,
            input_guards=(MessageLength(),),
            output_guards=(OtherAccount(),),
        )

    @contextmanager
    def retrieval_bench(self, today: str) -> Iterator[RetrievalBench]:
        """For sweeps; see `Retrieving.bench`."""
        with self.retrieving.bench(today, self._data) as bench:
            yield bench

    def warm_up(self, bot: Bot, cancel: CancelToken) -> None:
        """Start what the bot needs, and return when it is there; what fails is told by turns."""
        # Models of this machine that are asked only if another fails would take its memory.
        wanted = [spec for spec in bot.models if spec.is_remote or spec not in bot.fallback]
        needs: list[Callable[[], object]] = [self.models.beginning(each, cancel) for each in wanted]
        if bot.intents or bot.retrieval or bot.routes:
            phrases = [phrase for intent in bot.intents for phrase in intent.phrases]
            phrases += [*bot.routes.hard, *bot.routes.easy] if bot.routes else []
            needs.append(lambda: self._embedder.embed([*phrases, "warm up"], cancel))
        for need in needs:
            threading.Thread(target=_quietly, args=(need,), daemon=True).start()

    def is_free(self, bot: Bot) -> bool:
        """Whether it is known that its turns cost nothing."""
        return all(self.prices.is_free(spec) for spec in bot.models)

    def likeness(self, one: str, other: str, cancel: CancelToken) -> float:
        """The cosine of two texts."""
        first, second = self._embedder.embed([one, other], cancel)
        return sum(a * b for a, b in zip(first, second, strict=True))

    def news(self) -> tuple[ServerState, ...]:
        """The states of all servers if one changed since the last call, else nothing."""
        states = self.children.states()
        if states == self._told:
            return ()
        self._told = states
        return states

    def set_offline(self, *, is_on: bool) -> None:
        """Going offline hangs up on everybody elsewhere at once, downloads too."""
        self.switch.set(is_on=is_on)
        if is_on:
            self._outside.cut()
            self.local.downloads.cut()

    def close(self) -> None:
        self.children.close()
        self._outside.close()
        self._io.close()
        self.answers.close()

    def _answering(self, spec: ModelSpec, given: TurnInput, *, is_interactive: bool) -> ChatModel:
        """A model as a turn asks it: its caches first, then itself or who takes over from it."""
        model = self.models.of(
            spec, given.bot, is_interactive=is_interactive, run_id=given.origin.run_id
        )
        settings = given.bot.cache
        if not settings.is_on:
            return model
        return ReusingModel(
            model, spec, settings, _asker(given), Cache(self.answers, self._embedder)
        )


def _asker(given: TurnInput) -> Asker:
    return Asker(
        given.account.id if given.account else "",
        given.role,
        given.origin.trial,
        given.conversation[-1].text,
    )


def _past_calls(given: TurnInput) -> list[ToolCall]:
    """Calls that succeeded earlier in the conversation: they are what the account's state is."""
    return [call for message in given.conversation for call in message.tool_calls]


def _quietly(need: Callable[[], object]) -> None:
    try:
        need()
    except (WorkbenchError, StoppedError):
        return
