"""A model at a vendor: what its API has in common with all others.

The vendors' SDKs speak the wire formats; a `Wire` is what is left to say for each of them.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Generator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from json import JSONDecodeError
from types import ModuleType
from typing import Any, Protocol

import httpx2

from workbench.cancellation import CancelToken, StoppedError
from workbench.domain.abilities import abilities_of
from workbench.domain.bot import ModelSpec
from workbench.domain.conversation import Completion
from workbench.domain.model_call import Exchanged, ModelRequest, Streamed
from workbench.errors import ModelError, WorkbenchError
from workbench.io_loop import IoLoop
from workbench.models.failures import Failures
from workbench.models.late_module import LateModule
from workbench.models.tool_calls import calls_in
from workbench.models.usage import estimated
from workbench.network.counted import BlockedError, LineTooLongError
from workbench.network.errand import ERRAND, Errand
from workbench.network.offline import OfflineSwitch
from workbench.network.outside import Outside

FIRST_TOKEN_S, NEXT_TOKEN_S = 60.0, 30.0
# A model that thinks tells nothing for long; a program of the user's may load the model first.
FIRST_TOKEN_PATIENT_S = 300.0


class Reply(Protocol):
    """What has arrived of an answer."""

    def take(self, chunk: Any) -> str:
        """Add what the SDK gives; the text that it brought."""
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

    @property
    def switch(self) -> OfflineSwitch:
        return self.outside.switch


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


class RemoteModel:
    def __init__(self, spec: ModelSpec, link: Link, wire: Wire) -> None:
        self._spec = spec
        self._link = link
        self._wire = wire

    def stream(self, request: ModelRequest, cancel: CancelToken) -> Generator[Streamed, None, None]:
        errand = Errand(f"chat with {self._spec.name}", self._link.run_id)
        call = self._call(request, cancel)
        try:
            for piece in self._link.io.stream(self._answer(call, errand), cancel):
                if isinstance(piece, Completion):
                    self._link.on_status(200)
                    yield from _exchanged(errand)
                yield piece
        except ModelError as error:
            if error.status:
                self._link.on_status(error.status)
            yield from _exchanged(errand)
            raise
        except StoppedError:
            yield from _exchanged(errand)
            raise

    def count_tokens(self, texts: Sequence[str], cancel: CancelToken) -> tuple[int, ...] | None:
        """Vendors have no common way to be asked, and it would send each prompt twice."""
        del texts, cancel
        return None

    def _call(self, request: ModelRequest, cancel: CancelToken) -> Call:
        url = self._spec.address
        self._link.switch.check(self._spec.name, url)
        key = self._link.find_key(cancel)
        return Call(
            module=self._wire.sdk.get(cancel),
            http=lambda: self._link.outside.client(url),
            spec=self._spec,
            request=request,
            key=key,
            failures=Failures(self._spec, url, key),
        )

    async def _answer(self, call: Call, errand: Errand) -> AsyncGenerator[str | Completion, None]:
        ERRAND.set(errand)
        reply = self._wire.reply(call)
        has_begun = False
        try:
            async with aclosing(self._wire.chunks(call)) as chunks:
                while (chunk := await self._next(chunks, call, has_begun=has_begun)) is not None:
                    has_begun = True
                    if text := reply.take(chunk):
                        yield text
            completion = reply.completion()
        except WorkbenchError:
            raise
        except Exception as error:
            raise self._translated(error, call, has_begun=has_begun) from error
        yield completion

    async def _next(self, chunks: AsyncGenerator[Any, None], call: Call, *, has_begun: bool) -> Any:
        patience_s = NEXT_TOKEN_S if has_begun else _first_token_s(call.spec)
        try:
            async with asyncio.timeout(patience_s):
                return await anext(chunks, None)
        except TimeoutError as error:
            raise call.failures.too_slow(patience_s, has_begun=has_begun) from error

    def _translated(self, error: Exception, call: Call, *, has_begun: bool) -> WorkbenchError:
        failures = call.failures
        match _cause(error):
            case BlockedError():
                self._link.switch.check(call.spec.name, call.url)
                return failures.unreachable()
            case LineTooLongError():
                return failures.flood()
            case httpx2.ConnectTimeout():
                return failures.connects_slowly()
            case httpx2.TransportError() | OSError():
                return failures.dropped() if has_begun else failures.unreachable()
            case JSONDecodeError():
                return failures.not_json()
        return self._wire.translated(error, call) or failures.not_understood()


def _first_token_s(spec: ModelSpec) -> float:
    is_patient = spec.who.runs_here or "reasoning" in abilities_of(spec)
    return max(FIRST_TOKEN_S, FIRST_TOKEN_PATIENT_S) if is_patient else FIRST_TOKEN_S


def _cause(error: BaseException) -> BaseException:
    """What an SDK wraps: the fault of the network or of the JSON below it."""
    known = (httpx2.TransportError, OSError, JSONDecodeError)
    seen: BaseException | None = error
    while seen is not None and not isinstance(seen, known):
        seen = seen.__cause__
    return seen or error


def _exchanged(errand: Errand) -> Generator[Streamed, None, None]:
    if errand.host:
        yield Exchanged(errand.host, errand.bytes_out, errand.bytes_in)
