"""A model at a vendor: what asking has in common, whoever is asked."""

import asyncio
from collections.abc import AsyncGenerator, Generator, Sequence
from contextlib import aclosing
from typing import Any

from workbench.cancellation import CancelToken, StoppedError
from workbench.domain.abilities import abilities_of
from workbench.domain.bot import ModelSpec
from workbench.domain.conversation import Completion
from workbench.domain.model_call import Exchanged, ModelRequest, Streamed, Thought
from workbench.errors import ModelError, WorkbenchError
from workbench.models.in_words import in_words
from workbench.models.wire import Call, Link, Wire, call_of
from workbench.network.errand import ERRAND, Errand

FIRST_TOKEN_S, NEXT_TOKEN_S = 60.0, 30.0
# A model that thinks tells nothing for long; a program of the user's may load the model first.
FIRST_TOKEN_PATIENT_S = 300.0


class RemoteModel:
    def __init__(self, spec: ModelSpec, link: Link, wire: Wire) -> None:
        self._spec = spec
        self._link = link
        self._wire = wire

    def stream(self, request: ModelRequest, cancel: CancelToken) -> Generator[Streamed, None, None]:
        errand = Errand(f"chat with {self._spec.name}", self._link.run_id)
        call = call_of(self._spec, request, self._link, self._wire, cancel)
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

    async def _answer(
        self, call: Call, errand: Errand
    ) -> AsyncGenerator[Thought | str | Completion, None]:
        ERRAND.set(errand)
        reply = self._wire.reply(call)
        has_begun = False
        try:
            async with aclosing(self._wire.chunks(call)) as chunks:
                while (chunk := await self._next(chunks, call, has_begun=has_begun)) is not None:
                    has_begun = True
                    for piece in reply.take(chunk).told():
                        yield piece
            completion = reply.completion()
        except WorkbenchError:
            raise
        except Exception as error:
            raise in_words(error, self._wire, call, has_begun=has_begun) from error
        yield completion

    async def _next(self, chunks: AsyncGenerator[Any, None], call: Call, *, has_begun: bool) -> Any:
        patience_s = NEXT_TOKEN_S if has_begun else _first_token_s(call.spec)
        try:
            async with asyncio.timeout(patience_s):
                return await anext(chunks, None)
        except TimeoutError as error:
            raise call.failures.too_slow(patience_s, has_begun=has_begun) from error


def _first_token_s(spec: ModelSpec) -> float:
    is_patient = spec.who.runs_here or "reasoning" in abilities_of(spec)
    return max(FIRST_TOKEN_S, FIRST_TOKEN_PATIENT_S) if is_patient else FIRST_TOKEN_S


def _exchanged(errand: Errand) -> Generator[Streamed, None, None]:
    if errand.host:
        yield Exchanged(errand.host, errand.bytes_out, errand.bytes_in)
