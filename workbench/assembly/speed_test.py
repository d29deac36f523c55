"""Measures a served model by its HTTP API: reading, writing, first token, alone and in parallel."""

import asyncio
import json
import secrets
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import httpx2

from workbench.cancellation import CancelToken
from workbench.domain.speed import SpeedPoint
from workbench.errors import ModelUnavailableError
from workbench.io_loop import IoLoop
from workbench.models.loopback import authorization, open_client, refusal
from workbench.processes.announcement import Address

LENGTHS = (512, 1024, 2048, 4096, 8192, 16384)
PARALLEL = (1, 2, 4, 8)
SHORT = 512
REPLY_TOKENS = 32
SILENCE_S = 300.0
# A longer prompt is left out if it would take longer than this.
LONGEST_S = 60.0
SPARE_TOKENS = 64
FEWEST_TOKENS = 4
SENTENCE = "On day {} customer {} paid invoice {} and moved a lesson to room {}. "
TASK = "\nWrite a long letter to the customers about all of this, with every detail."
FEW, MANY, SENTENCE_TOKENS = 2, 24, 40
ATTEMPTS = 3
DATA, DONE = "data: ", "[DONE]"


@dataclass(frozen=True, slots=True)
class Step:
    """A measurement to make: prompts of `length` tokens, `parallel` at once."""

    length: int
    parallel: int


@dataclass(frozen=True, slots=True)
class Reply:
    """One streamed answer, by the clock of whoever asked; `sent_s` is the same for all."""

    prompt_tokens: int
    reply_tokens: int
    sent_s: float
    first_s: float
    last_s: float

    @property
    def ttft_s(self) -> float:
        return self.first_s - self.sent_s

    @property
    def write_tps(self) -> float | None:
        """The first token waits for the prompt, so it does not count."""
        time_s = self.last_s - self.first_s
        is_long = self.reply_tokens >= FEWEST_TOKENS and time_s > 0
        return (self.reply_tokens - 1) / time_s if is_long else None


def steps(context_tokens: int) -> tuple[Step, ...]:
    """Longer and longer prompts alone, then short ones in parallel."""
    room = context_tokens - REPLY_TOKENS - SPARE_TOKENS
    lengths = [length for length in LENGTHS if length <= room] or [max(room // 2, 16)]
    alone = [Step(length, 1) for length in lengths]
    return (*alone, *(Step(lengths[0], parallel) for parallel in PARALLEL[1:]))


class SpeedMeter:
    """Asks one server; each prompt is new, so nothing of it is in any cache."""

    def __init__(self, address: Address, io: IoLoop, context_tokens: int) -> None:
        self._address = address
        self._io = io
        self._context_tokens = context_tokens
        self._sentences_a_token, self._frame_tokens = 0.05, 0.0

    def measure(self, plan: tuple[Step, ...], cancel: CancelToken) -> Iterator[SpeedPoint | None]:
        """A point for each step, None for one that would take too long.

        Raises `ModelUnavailableError` or `ModelRefusedError`, and `StoppedError` when cancelled.
        """
        self._calibrate(cancel)
        pace_s = 0.0
        for step in plan:
            if step.parallel == 1 and pace_s * step.length > LONGEST_S:
                yield None
                continue
            point = self._point(step, self._asked(step, cancel))
            if step.parallel == 1:
                pace_s = point.ttft_s / max(point.prompt_tokens, 1)
            yield point

    def _calibrate(self, cancel: CancelToken) -> None:
        """Loads what the first request loads, and learns how many tokens a sentence has."""
        many = max(FEW + 1, min(MANY, self._context_tokens // 2 // SENTENCE_TOKENS))
        short, long = (
            self._io.run(partial(self._together, [_prompt(count)], 1), cancel)[0].prompt_tokens
            for count in (FEW, many)
        )
        if long > short:
            self._sentences_a_token = (many - FEW) / (long - short)
            self._frame_tokens = short - FEW / self._sentences_a_token

    def _asked(self, step: Step, cancel: CancelToken) -> list[Reply]:
        """Once more if a model had nothing to say."""
        count = max(1, round((step.length - self._frame_tokens) * self._sentences_a_token))
        for _ in range(ATTEMPTS):
            prompts = [_prompt(count) for _ in range(step.parallel)]
            replies = self._io.run(partial(self._together, prompts, REPLY_TOKENS), cancel)
            if any(reply.write_tps for reply in replies):
                break
        return replies

    def _point(self, step: Step, replies: list[Reply]) -> SpeedPoint:
        ttft_s = statistics.median(reply.ttft_s for reply in replies)
        prompt = round(statistics.median(reply.prompt_tokens for reply in replies))
        speeds = [reply.write_tps for reply in replies if reply.write_tps]
        took_s = max(reply.last_s for reply in replies) - replies[0].sent_s
        return SpeedPoint(
            length=step.length,
            parallel=step.parallel,
            prompt_tokens=prompt,
            reply_tokens=round(statistics.median(reply.reply_tokens for reply in replies)),
            ttft_s=ttft_s,
            read_tps=prompt / ttft_s if step.parallel == 1 and ttft_s > 0 else None,
            write_tps=statistics.median(speeds) if speeds else None,
            total_tps=sum(reply.reply_tokens for reply in replies) / took_s if took_s > 0 else 0.0,
        )

    async def _together(self, prompts: list[str], reply_tokens: int) -> list[Reply]:
        try:
            async with open_client(SILENCE_S) as client:
                sent_s = time.perf_counter()
                asked = [self._ask(client, each, reply_tokens, sent_s) for each in prompts]
                return list(await asyncio.gather(*asked))
        except httpx2.TransportError as error:
            raise ModelUnavailableError(
                "The model's server stopped during the speed test.",
                "Look at its log; test it with fewer parallel answers or a shorter context.",
            ) from error

    async def _ask(
        self, client: httpx2.AsyncClient, prompt: str, reply_tokens: int, sent_s: float
    ) -> Reply:
        url = f"{self._address.base_url}/v1/chat/completions"
        headers = authorization(self._address)
        first_s = last_s = 0.0
        usage: dict[str, Any] = {}
        async with client.stream(
            "POST", url, json=_body(prompt, reply_tokens), headers=headers
        ) as response:
            if not response.is_success:
                await response.aread()
                raise refusal(response)
            async for line in response.aiter_lines():
                if not line.startswith(DATA) or (data := line.removeprefix(DATA)) == DONE:
                    continue
                chunk = json.loads(data)
                usage = chunk.get("usage") or usage
                if _has_text(chunk):
                    last_s = time.perf_counter()
                    first_s = first_s or last_s
        now_s = time.perf_counter()
        return Reply(
            prompt_tokens=int(usage.get("prompt_tokens", 0)),
            reply_tokens=int(usage.get("completion_tokens", 0)),
            sent_s=sent_s,
            first_s=first_s or now_s,
            last_s=last_s or now_s,
        )


def _body(prompt: str, reply_tokens: int) -> dict[str, Any]:
    return {
        "model": "local",
        "messages": [{"role": "user", "content": prompt}],
        "max_tokens": reply_tokens,
        "temperature": 0,
        "stream": True,
        "stream_options": {"include_usage": True},
        "ignore_eos": True,
    }


def _prompt(sentences: int) -> str:
    """No two begin alike."""
    below = secrets.SystemRandom().randrange
    lines = (SENTENCE.format(*(below(10, 99) for _ in range(4))) for _ in range(sentences))
    return f"{secrets.token_hex(4)} {''.join(lines)}{TASK}"


def _has_text(chunk: dict[str, Any]) -> bool:
    return any(choice.get("delta", {}).get("content") for choice in chunk.get("choices", []))
