"""One answer being written, in steps between which it can be stopped or set aside."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from workbench.model_server.native.model import STEP_TOKENS, LlamaModel
from workbench.model_server.native.sampler import Sampler
from workbench.model_server.stops import PieceDecoder, StopCutter


@dataclass(slots=True)
class Timings:
    """Tokens and seconds of work; waiting for others is not work."""

    cached_tokens: int = 0
    prompt_tokens: int = 0
    prompt_s: float = 0.0
    reply_tokens: int = 0
    reply_s: float = 0.0
    queue_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Assignment:
    """What is to be written: after `prompt`, at most `limit` tokens, up to one of `stops`."""

    prompt: Sequence[int]
    sampler: Sampler
    limit: int
    stops: Sequence[str] = ()


class Generation:
    """`finish_reason` is known when the steps have ended."""

    def __init__(self, model: LlamaModel, assignment: Assignment) -> None:
        self._model = model
        self._assignment = assignment
        self._cutter = StopCutter(assignment.stops)
        self._decoder = PieceDecoder()
        self.timings = Timings()
        self.finish_reason: Literal["stop", "length"] = "stop"

    def steps(self) -> Iterator[str]:
        """Pieces of text, often empty. Between two steps the model may do something else, if its
        memory is put back."""
        yield from self._read_prompt()
        while (piece := self._next_piece()) is not None:
            shown = self._cutter.feed(self._decoder.feed(piece))
            if self._cutter.is_stopped:
                yield shown
                return
            if self.timings.reply_tokens >= self._assignment.limit:
                self.finish_reason = "length"
                yield shown
                break
            yield shown
            self._read_own_token()
        yield self._cutter.feed(self._decoder.finish()) + self._cutter.finish()

    def _read_prompt(self) -> Iterator[str]:
        prompt, timings = list(self._assignment.prompt), self.timings
        timings.cached_tokens = done = self._model.recall(prompt)
        timings.prompt_tokens = len(prompt)
        while done < len(prompt):
            yield ""
            started = time.perf_counter()
            self._model.read(prompt[done : done + STEP_TOKENS])
            timings.prompt_s += time.perf_counter() - started
            done += STEP_TOKENS

    def _next_piece(self) -> bytes | None:
        started = time.perf_counter()
        self._token = self._assignment.sampler.pick()
        self.timings.reply_s += time.perf_counter() - started
        if self._model.is_end(self._token):
            return None
        self.timings.reply_tokens += 1
        return self._model.piece(self._token)

    def _read_own_token(self) -> None:
        started = time.perf_counter()
        self._model.read([self._token])
        self.timings.reply_s += time.perf_counter() - started
