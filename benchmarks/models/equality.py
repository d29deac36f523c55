"""How many greedy answers of a batch are, token for token, those of a lone run."""

import asyncio
from collections.abc import Sequence

import httpx2

from benchmarks.models.contenders import Server, body_of
from benchmarks.models.workload import Item, questions, systems

PROMPTS = 200


def prompts() -> list[Item]:
    """Each with a customer of its own, so that no two are alike."""
    made = [
        Item(system, f"{question} And customer {turn:04d}?")
        for turn in range(100)
        for system in systems()
        for question in questions()
    ]
    return made[:PROMPTS]


def answers(server: Server, items: Sequence[Item], *, at_once: int) -> list[str]:
    return asyncio.run(_answers(server, items, at_once))


async def _answers(server: Server, items: Sequence[Item], at_once: int) -> list[str]:
    places = asyncio.Semaphore(at_once)
    async with server.client() as client:
        return list(await asyncio.gather(*(_ask(client, item, places) for item in items)))


async def _ask(client: httpx2.AsyncClient, item: Item, places: asyncio.Semaphore) -> str:
    async with places:
        answer = (await client.post("/v1/chat/completions", json=body_of(item))).json()
    return str(answer["choices"][0]["message"]["content"])
