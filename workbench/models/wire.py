"""What it takes to speak to a vendor: its SDK, its address, its key."""

from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Protocol

import httpx2

from workbench.cancellation import CancelToken
from workbench.domain.bot import ModelSpec
from workbench.domain.conversation import Completion
from workbench.domain.listed_model import ListedModel
from workbench.domain.model_call import ModelRequest
from workbench.errors import ModelError
from workbench.io_loop import IoLoop
from workbench.models.failures import Failures
from workbench.models.late_module import LateModule
from workbench.models.piece import Piece
from workbench.models.tool_calls import calls_in
from workbench.models.usage import estimated
from workbench.network.outside import Outside


class Reply(Protocol):
    """What has arrived of an answer."""

    def take(self, chunk: Any) -> Piece:
        """Add what the SDK gives."""
        ...

    def completion(self) -> Completion:
        """Raises `ModelDroppedError` if the stream ended before the answer did."""
        ...


class Wire(Protocol):
    """One vendor's SDK: how it is opened, asked and understood."""

    @property
    def sdk(self) -> LateModule: ...

    def chunks(self, call: "Call") -> AsyncGenerator[Any, None]:
        """Ask; then what arrives, piece by piece. Closing it hangs up."""
        ...

    def reply(self, call: "Call") -> Reply: ...

    async def listed(self, call: "Call") -> list[ListedModel]:
        """The models that can be talked to; any exception means that it was no list."""
        ...

    def translated(self, error: Exception, call: "Call") -> ModelError | None:
        """What the SDK raised, in words; None if it is nothing of the SDK's own."""
        ...


@dataclass(frozen=True, slots=True)
class Link:
    """The way to a remote model. `find_key` may wait for a person to unlock the keychain.

    `on_status` is told the HTTP status of a refusal, or 200: it tells a bad key.
    """

    io: IoLoop
    outside: Outside
    find_key: Callable[[CancelToken], str]
    on_status: Callable[[int], object]
    run_id: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """One request, and whom it goes to."""

    module: ModuleType
    http: Callable[[], httpx2.AsyncClient]
    spec: ModelSpec
    request: ModelRequest
    key: str
    failures: Failures

    @property
    def url(self) -> str:
        return self.spec.address

    @property
    def prompt_estimate(self) -> int:
        """Tokens of the prompt, for servers that do not tell."""
        return estimated(0, [message.text for message in self.request.messages]).reply

    @property
    def calls_before(self) -> int:
        """Of tools, earlier in the turn."""
        return len(calls_in(self.request.messages))


def call_of(
    spec: ModelSpec, request: ModelRequest, link: Link, wire: Wire, cancel: CancelToken
) -> Call:
    """What it takes to ask. Raises `OfflineError` and `NoKeyError` before anything is sent."""
    url = spec.address
    link.outside.switch.check(spec.name, url)
    key = link.find_key(cancel)
    return Call(
        module=wire.sdk.get(cancel),
        http=lambda: link.outside.client(url),
        spec=spec,
        request=request,
        key=key,
        failures=Failures(spec, url, key),
    )
