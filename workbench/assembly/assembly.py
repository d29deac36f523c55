"""The services of a turn, and what outlives turns: the I/O loop and the child processes."""

import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from workbench.assembly.children import Children
from workbench.assembly.embedders import Embedders
from workbench.assembly.knowledge import Knowledge, Places, Plan, Roles
from workbench.assembly.leased_model import LeasedModel
from workbench.assembly.local_models import LocalModels, Machine
from workbench.assembly.provider_check import ProviderCheck
from workbench.assembly.retrieving import Retrieving, reranker
from workbench.cancellation import CancelToken, StoppedError
from workbench.domain.bot import Bot, ModelSpec
from workbench.domain.conversation import ToolCall
from workbench.domain.knowledge_settings import EmbedderSpec, KnowledgePlan
from workbench.domain.price import Price
from workbench.domain.turn import TurnInput
from workbench.engine.ports import ChatModel, Services
from workbench.errors import ModelUnavailableError, WorkbenchError
from workbench.guardrails.message_length import MessageLength
from workbench.guardrails.other_account import OtherAccount
from workbench.io_loop import IoLoop
from workbench.machine import read_machine_settings
from workbench.messages import ServerState
from workbench.models.answer_key import Asker
from workbench.models.answer_store import AnswerStore
from workbench.models.openai_compatible import SDK, Endpoint, OpenAICompatibleModel
from workbench.models.priced import PricedModel
from workbench.models.prices import TABLE, Prices
from workbench.models.queue import ModelGate, QueuedModel
from workbench.models.reusing import Cache, ReusingModel
from workbench.models.scripted import ScriptedModel
from workbench.models.served_chat import ServedChatModel
from workbench.models.unasked import UnaskedModel
from workbench.retrieval.client import IndexServer
from workbench.retrieval.sweep.bench import RetrievalBench
from workbench.sizing.cache_layout import USUAL_PARALLEL
from workbench.tools.toolbox import StubToolbox

MIB = 1024 * 1024
DEFAULT_CACHE_BYTES = 100 * MIB


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds now: prices, how much kept answers may take, whether the network may be used,
    what is said of documents and indexes."""

    prices: Callable[[], Mapping[str, Price]] = dict
    cache_bytes: Callable[[], int] = lambda: DEFAULT_CACHE_BYTES
    is_offline: Callable[[], bool] = lambda: False
    knowledge: Plan = KnowledgePlan


REMOTE_SLOTS = 4


class Assembly:
    """`_lock` guards the gates, one for each model."""

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
        self.local = LocalModels(self.children, machine, self._io, terms.is_offline)
        self.providers = ProviderCheck(self._io, _key, terms.is_offline)
        embedders = Embedders(self.children, self._io, terms.is_offline)
        self._embedder = embedders.of(EmbedderSpec())
        self._index = IndexServer(self.children.index, self._io)
        places = Places(folder / "knowledge", data, self._index)
        self.knowledge = Knowledge(places, embedders, roles, terms.knowledge)
        self.retrieving = Retrieving(self._index, self.knowledge, roles)
        self.answers = AnswerStore(data / "answers.sqlite", terms.cache_bytes)
        self._lock = threading.Lock()
        self._gates: dict[ModelSpec, ModelGate] = {}
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
        with self.retrieving.bench(today, self._embedder, self._data) as bench:
            yield bench

    def warm_up(self, bot: Bot, cancel: CancelToken) -> None:
        """Start what the bot needs, and return when it is there; what fails is told by turns."""
        needs: list[Callable[[], object]] = []
        for spec in bot.models:
            if spec.provider == "llama_cpp":
                needs.append(partial(self.children.model, spec, cancel))
            if spec.provider == "openai_compatible":
                needs += [SDK.begin, TABLE.begin]
        if bot.intents or bot.retrieval or bot.routes:
            phrases = [phrase for intent in bot.intents for phrase in intent.phrases]
            phrases += [*bot.routes.hard, *bot.routes.easy] if bot.routes else []
            needs.append(lambda: self._embedder.embed([*phrases, "warm up"], cancel))
        for need in needs:
            threading.Thread(target=_quietly, args=(need,), daemon=True).start()

    def slots(self, spec: ModelSpec) -> int:
        """How many requests it answers at once."""
        if spec.provider == "llama_cpp":
            return spec.parallel or USUAL_PARALLEL
        return REMOTE_SLOTS

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

    def close(self) -> None:
        self.children.close()
        self._io.close()
        self.answers.close()

    def _queued(self, spec: ModelSpec, *, is_interactive: bool) -> ChatModel:
        inner = self._model(spec, is_interactive=is_interactive)
        queued = QueuedModel(inner, self._gate(spec), is_interactive=is_interactive)
        if spec.provider != "llama_cpp":
            return queued
        return LeasedModel(queued, partial(self.children.using, spec))

    def _gate(self, spec: ModelSpec) -> ModelGate:
        with self._lock:
            return self._gates.setdefault(spec, ModelGate(self.slots(spec)))

    def _answering(self, spec: ModelSpec, given: TurnInput, *, is_interactive: bool) -> ChatModel:
        """A model as a turn asks it: its caches, then its price, then its queue."""
        priced = self._priced(spec, is_interactive=is_interactive)
        settings = given.bot.cache
        if not settings.is_on:
            return priced
        return ReusingModel(
            priced, spec, settings, _asker(given), Cache(self.answers, self._embedder)
        )

    def _priced(self, spec: ModelSpec, *, is_interactive: bool) -> ChatModel:
        """Behind its queue; what it answers has its cost."""
        queued = self._queued(spec, is_interactive=is_interactive)
        return PricedModel(queued, spec, self.prices)

    def _model(self, spec: ModelSpec, *, is_interactive: bool) -> ChatModel:
        match spec.provider:
            case "scripted":
                return ScriptedModel(*spec.script, gap_s=spec.gap_s)
            case "llama_cpp":
                find = partial(self.children.model, spec)
                return ServedChatModel(spec, find, self._io, is_interactive=is_interactive)
            case "openai_compatible":
                return OpenAICompatibleModel(spec, Endpoint(spec.base_url, _key(spec)), self._io)


def _asker(given: TurnInput) -> Asker:
    return Asker(
        given.account.id if given.account else "",
        given.role,
        given.origin.trial,
        given.conversation[-1].text,
    )


def _key(spec: ModelSpec) -> str:
    if not spec.key_env:
        return ""
    if key := os.environ.get(spec.key_env):
        return key
    raise ModelUnavailableError(
        f"{spec.name} needs a key, and {spec.key_env} is not set.",
        f"Start the app with {spec.key_env} in its environment.",
    )


def _past_calls(given: TurnInput) -> list[ToolCall]:
    """Calls that succeeded earlier in the conversation: they are what the account's state is."""
    return [call for message in given.conversation for call in message.tool_calls]


def _quietly(need: Callable[[], object]) -> None:
    try:
        need()
    except (WorkbenchError, StoppedError):
        return
