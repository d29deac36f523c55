"""Tokens of a call as its vendor counts them, and what they cost."""

from collections.abc import Iterable
from dataclasses import dataclass

from workbench.domain.bot import ModelSpec

MILLION = 1_000_000
CHARACTERS_PER_TOKEN = 4


@dataclass(frozen=True, slots=True)
class Usage:
    """`reasoning` are part of `reply`, `cached` part of `prompt`. Not `is_told`: estimated."""

    prompt: int
    reply: int
    cached: int = 0
    reasoning: int = 0
    is_told: bool = True


def estimated(prompt_tokens: int, texts: Iterable[str]) -> Usage:
    """For a server that told nothing: four characters a token."""
    letters = sum(len(text) for text in texts)
    return Usage(prompt_tokens, -(-letters // CHARACTERS_PER_TOKEN), is_told=False)


def cost_usd(spec: ModelSpec, usage: Usage) -> float | None:
    """0 for a local model; None where price or usage is unknown."""
    if spec.is_local:
        return 0.0
    into, out_of = spec.input_price_usd, spec.output_price_usd
    if not usage.is_told or into is None or out_of is None:
        return None
    return float(usage.prompt * into + usage.reply * out_of) / MILLION
