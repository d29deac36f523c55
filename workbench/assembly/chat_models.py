"""The models of bots, each with its queue, its patience and its way out."""

import threading
from collections.abc import Callable, Mapping
from functools import partial

from workbench.assembly.children import Children
from workbench.assembly.leased_model import LeasedModel
from workbench.cancellation import CancelToken
from workbench.domain.bot import Bot, ModelSpec
from workbench.domain.listed_model import ListedModel
from workbench.domain.model_call import Admitted
from workbench.engine.ports import ChatModel
from workbench.io_loop import IoLoop
from workbench.keys.key_ring import KeyRing
from workbench.models.anthropic_messages import AnthropicWire
from workbench.models.breaker import Breaker
from workbench.models.chain import ChainLink, ModelChain
from workbench.models.checks import left_out
from workbench.models.gemini import GeminiWire
from workbench.models.openai_compatible import OpenAIWire
from workbench.models.priced import PricedModel
from workbench.models.prices import TABLE, Prices
from workbench.models.provider_list import list_models
from workbench.models.queue import AdaptiveGate, ModelGate, QueuedModel
from workbench.models.remote_model import RemoteModel
from workbench.models.retrying import Patience, RetryingModel
from workbench.models.scripted import ScriptedModel
from workbench.models.served_chat import ServedChatModel
from workbench.models.wire import Link, Wire
from workbench.network.outside import Outside
from workbench.sizing.cache_layout import USUAL_PARALLEL

# A provider says itself when these are too many.
REMOTE_SLOTS_AT_FIRST, REMOTE_SLOTS_AT_MOST = 4, 16


class ChatModels:
    """`_lock` guards the gates and breakers: one gate a local model or provider's address."""

    def __init__(
        self, io: IoLoop, children: Children, outside: Outside, keys: KeyRing, prices: Prices
    ) -> None:
        self._io = io
        self._children = children
        self._outside = outside
        self._keys = keys
        self._prices = prices
        self._wires: Mapping[str, Wire] = {
            "openai_compatible": OpenAIWire(),
            "anthropic": AnthropicWire(),
            "gemini": GeminiWire(),
        }
        self._lock = threading.Lock()
        self._gates: dict[object, ModelGate] = {}
        self._breakers: dict[tuple[str, str], Breaker] = {}

    def of(self, spec: ModelSpec, bot: Bot, *, is_interactive: bool, run_id: str = "") -> ChatModel:
        """One of the bot's models, and behind it those that take over if it fails."""
        specs = (spec, *(other for other in bot.fallback if other.name != spec.name))
        links = []
        for each in specs:
            patience = Patience(is_interactive, has_other=each is not specs[-1])
            links.append(ChainLink(each, self._one(each, bot, patience, run_id)))
        return ModelChain(links)

    def alone(self, spec: ModelSpec) -> ChatModel:
        """The model behind its queue, outside any turn; a person waits for it."""
        link = LeasedModel(
            QueuedModel(
                self._plain(spec, Patience(is_interactive=True, has_other=False), ""),
                self._gate(spec),
                is_interactive=True,
                admitted=Admitted(spec.name),
            ),
            partial(self._children.using, spec),
        )
        return PricedModel(link, spec, self._prices)

    def slots(self, spec: ModelSpec) -> int:
        """How many requests it answers at once, as far as is known."""
        return self._gate(spec).slots

    def listed(self, spec: ModelSpec, cancel: CancelToken) -> tuple[ListedModel, ...]:
        """What the provider of that model has. Raises `ModelError`."""
        return list_models(spec, self._link(spec), self._wires[spec.provider], cancel)

    def beginning(self, spec: ModelSpec, cancel: CancelToken) -> Callable[[], object]:
        """Starts, or loads, what it takes to ask that model."""

        def begin() -> None:
            if spec.provider == "llama_cpp":
                self._children.model(spec, cancel)
            elif spec.is_remote and not self._outside.switch.blocks(spec.address):
                self._wires[spec.provider].sdk.begin()
                TABLE.begin()

        return begin

    def _one(self, spec: ModelSpec, bot: Bot, patience: Patience, run_id: str) -> ChatModel:
        """Behind its queue; what it answers has its cost."""
        queued = QueuedModel(
            self._plain(spec, patience, run_id),
            self._gate(spec),
            is_interactive=patience.is_interactive,
            admitted=Admitted(spec.name, left_out(spec, bot.sampling)),
        )
        model: ChatModel = queued
        if spec.provider == "llama_cpp":
            model = LeasedModel(queued, partial(self._children.using, spec))
        if spec.is_remote:
            model = RetryingModel(queued, self._breaker(spec), patience)
        return PricedModel(model, spec, self._prices)

    def _plain(self, spec: ModelSpec, patience: Patience, run_id: str) -> ChatModel:
        match spec.provider:
            case "scripted":
                return ScriptedModel(*spec.script, gap_s=spec.gap_s)
            case "llama_cpp":
                find = partial(self._children.model, spec)
                return ServedChatModel(spec, find, self._io, is_interactive=patience.is_interactive)
            case _:
                return RemoteModel(spec, self._link(spec, run_id), self._wires[spec.provider])

    def _link(self, spec: ModelSpec, run_id: str = "") -> Link:
        return Link(
            io=self._io,
            outside=self._outside,
            find_key=partial(self._keys.find, spec),
            on_status=partial(self._keys.note_status, spec.key_name),
            run_id=run_id,
        )

    def _gate(self, spec: ModelSpec) -> ModelGate:
        with self._lock:
            if not spec.is_remote:
                slots = (spec.parallel or USUAL_PARALLEL) if spec.provider == "llama_cpp" else 1
                return self._gates.setdefault(spec, ModelGate(slots))
            fresh = AdaptiveGate(REMOTE_SLOTS_AT_FIRST, REMOTE_SLOTS_AT_MOST)
            return self._gates.setdefault(spec.address, fresh)

    def _breaker(self, spec: ModelSpec) -> Breaker:
        with self._lock:
            place = (spec.address, spec.remote_name or spec.name)
            return self._breakers.setdefault(place, Breaker(spec.name))
