"""The services of a turn, and what outlives turns: the I/O loop and the child processes."""

import threading
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from workbench.assembly.chat_models import ChatModels
from workbench.assembly.children import Children
from workbench.assembly.knowledge import Knowledge, Roles
from workbench.cancellation import CancelToken, StoppedError
from workbench.domain.bot import Bot
from workbench.domain.conversation import ToolCall
from workbench.domain.egress import EgressRow
from workbench.domain.turn import TurnInput
from workbench.engine.ports import Retriever, Services
from workbench.errors import WorkbenchError
from workbench.guardrails.message_length import MessageLength
from workbench.guardrails.other_account import OtherAccount
from workbench.io_loop import IoLoop
from workbench.keys.key_ring import KeyRing
from workbench.keys.keychain import Keychain
from workbench.messages import ServerState
from workbench.models.embedder import CachedEmbedder, ServedEmbedder
from workbench.network.guard import starts_offline
from workbench.network.offline import OfflineSwitch
from workbench.network.outside import Outside
from workbench.retrieval.client import IndexRetriever, IndexServer
from workbench.tools.toolbox import StubToolbox


class Assembly:
    """`on_egress` gets a row for each request that leaves this machine."""

    def __init__(
        self,
        folder: Path,
        data: Path,
        logs: Path,
        roles: Roles,
        on_egress: Callable[[EgressRow], object] = lambda _: None,
    ) -> None:
        self._roles = roles
        self._io = IoLoop()
        self.switch = OfflineSwitch(is_on=starts_offline())
        self._outside = Outside(self._io, self.switch, on_egress)
        self.children = Children(data, logs)
        self.keys = KeyRing(folder, data, Keychain())
        self.models = ChatModels(self._io, self.children, self._outside, self.keys)
        self._embedder = CachedEmbedder(ServedEmbedder(self.children.embedder, self._io))
        self._index = IndexServer(self.children.index, self._io)
        self.knowledge = Knowledge(folder / "knowledge", data, self._index, self._embedder, roles)
        self._told: tuple[ServerState, ...] = ()

    def services(
        self,
        given: TurnInput,
        cancel: CancelToken,
        approvals: Mapping[str, bool],
        *,
        is_interactive: bool,
    ) -> Services:
        """Raises `WorkbenchError` if the turn cannot be begun at all."""
        return Services(
            model=self.models.of(
                given.bot, is_interactive=is_interactive, run_id=given.origin.run_id
            ),
            retriever=self.retriever(given.today),
            embedder=self._embedder,
            toolbox=StubToolbox(given.bot.tools, given.account, given.today, _past_calls(given)),
            cancel=cancel,
            approvals=approvals,
            input_guards=(MessageLength(),),
            output_guards=(OtherAccount(),),
        )

    def retriever(self, today: str) -> Retriever:
        """`today` is ISO, or empty for the real date: it decides which documents are in force."""
        day = date.fromisoformat(today) if today else date.today()
        return IndexRetriever(self._index, self._embedder, self._roles(), lambda: day)

    def warm_up(self, bot: Bot, cancel: CancelToken) -> None:
        """Start what the bot needs, and return when it is there; what fails is told by turns."""
        needs: list[Callable[[], object]] = []
        needs.append(lambda: self.models.begin(bot.model, cancel))
        if bot.intents or bot.retrieval:
            phrases = [phrase for intent in bot.intents for phrase in intent.phrases]
            needs.append(lambda: self._embedder.embed([*phrases, "warm up"], cancel))
        for need in needs:
            threading.Thread(target=_quietly, args=(need,), daemon=True).start()

    def news(self) -> tuple[ServerState, ...]:
        """The states of all servers if one changed since the last call, else nothing."""
        states = self.children.states()
        if states == self._told:
            return ()
        self._told = states
        return states

    def set_offline(self, *, is_on: bool) -> None:
        """Going offline hangs up on everybody elsewhere at once."""
        self.switch.set(is_on=is_on)
        if is_on:
            self._outside.cut()

    def close(self) -> None:
        self.children.close()
        self._outside.close()
        self._io.close()


def _past_calls(given: TurnInput) -> list[ToolCall]:
    """Calls that succeeded earlier in the conversation: they are what the account's state is."""
    return [call for message in given.conversation for call in message.tool_calls]


def _quietly(need: Callable[[], object]) -> None:
    try:
        need()
    except (WorkbenchError, StoppedError):
        return
