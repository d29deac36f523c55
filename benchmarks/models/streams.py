"""One stream against a bare loop, and eight of which one hangs up every second."""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from benchmarks.models.contenders import Server
from benchmarks.models.workload import STREAM_TOKENS, Item, case_major

STREAMS, STREAMS_S, HANG_UP_EVERY_S = 8, 8.0, 1.0


@dataclass(frozen=True, slots=True)
class Pace:
    ttft_s: float
    tokens_per_s: float


def bare_loop(model: Path, prompt: str) -> Pace:
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks.models.raw_loop", str(model)],
        input=prompt, capture_output=True, text=True, check=True,
    )  # fmt: skip
    ttft_s, tokens_per_s = map(float, told.stdout.split()[-2:])
    return Pace(ttft_s, tokens_per_s)


def one_stream(server: Server, prompt: str) -> Pace:
    return asyncio.run(_one_stream(server, prompt))


async def _one_stream(server: Server, prompt: str) -> Pace:
    body = {"prompt": prompt, "max_tokens": STREAM_TOKENS, "temperature": 0, "ignore_eos": True}
    async with server.client() as client:
        # Connected before, as a person's client is.
        await client.get("/health")
        began = time.perf_counter()
        first = 0.0
        async for chunk in _chunks(client, "/v1/completions", body):
            if not first and any(choice["text"] for choice in chunk["choices"]):
                first = time.perf_counter()
        took_s = time.perf_counter() - first
    return Pace(first - began, (STREAM_TOKENS - 1) / took_s)


def pace_of_eight(server: Server, *, hangs_up: bool) -> float:
    """Tokens a second of the seven that stay; the eighth begins anew whenever it has hung up."""
    return asyncio.run(_pace_of_eight(server, hangs_up=hangs_up))


async def _pace_of_eight(server: Server, *, hangs_up: bool) -> float:
    items = case_major()[:: len(case_major()) // STREAMS]
    async with server.client() as client:
        counts = [0] * STREAMS
        tasks = [
            asyncio.create_task(_count(client, items[place], counts, place))
            for place in range(STREAMS)
        ]
        while not all(counts):
            await asyncio.sleep(0.05)
        before, began = sum(counts[1:]), time.perf_counter()
        while time.perf_counter() - began < STREAMS_S:
            await asyncio.sleep(HANG_UP_EVERY_S)
            if hangs_up:
                tasks[0].cancel()
                tasks[0] = asyncio.create_task(_count(client, items[0], counts, 0))
        pace = (sum(counts[1:]) - before) / (time.perf_counter() - began)
        for task in tasks:
            task.cancel()
    return pace


async def _count(client: httpx2.AsyncClient, item: Item, counts: list[int], place: int) -> None:
    body = {"messages": item.messages, "temperature": 0, "ignore_eos": True,
            "max_tokens": 3000, "logprobs": False}  # fmt: skip
    async for chunk in _chunks(client, "/v1/chat/completions", body):
        text = "".join(choice["delta"].get("content") or "" for choice in chunk["choices"])
        # Pieces of text may hold several tokens: characters stand for them, alike on both sides.
        counts[place] += len(text)


async def _chunks(
    client: httpx2.AsyncClient, path: str, body: dict[str, Any]
) -> AsyncIterator[dict[str, Any]]:
    async with client.stream("POST", path, json=body | {"stream": True}) as response:
        async for line in response.aiter_lines():
            if line.startswith("data: {"):
                yield json.loads(line.removeprefix("data: "))
