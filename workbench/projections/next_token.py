"""How likely each next token is under rules of sampling, from what a model told of its likeliest.

The rules work in llama.cpp's order: top_k, top_p, min_p, temperature (llama-sampler.cpp). Only the
likeliest tokens are known. What is left of the probability is taken for tokens as likely as the
least likely known one: with that the shares are exact where the rest is cut off, or where the
temperature is 1; below 1 the rest is at most what is shown, above 1 at least.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

# So little is rounding.
_NOTHING = 1e-9


@dataclass(frozen=True, slots=True)
class SamplingRules:
    """`top_k` 0, `top_p` 1 and `min_p` 0 cut nothing off; `temperature` 0 takes the likeliest.

    The defaults of `top_k` and `min_p` are those of our server.
    """

    temperature: float = 1.0
    top_k: int = 40
    top_p: float = 1.0
    min_p: float = 0.05


@dataclass(frozen=True, slots=True)
class Shares:
    """Probabilities under the rules, in the order given; they and `rest` sum to 1.

    0 is what the rules cut off.
    """

    known: tuple[float, ...]
    rest: float = 0.0


def shares(logprobs: Sequence[float], rules: SamplingRules) -> Shares:
    """`logprobs`: natural logarithms, likeliest first, as the model itself has them."""
    if not logprobs:
        return Shares((), 1.0)
    known = [math.exp(each) for each in logprobs]
    if rules.temperature <= 0:
        return Shares((1.0, *(0.0 for _ in known[1:])))
    rest = max(0.0, 1.0 - sum(known))
    known, rest = _top_k(known, rest if rest > _NOTHING else 0.0, rules.top_k)
    known, rest = _top_p(known, rest, rules.top_p)
    known, rest = _min_p(known, rest, rules.min_p, math.exp(logprobs[-1]))
    return _warmed(logprobs, known, rest, rules.temperature)


def _top_k(known: list[float], rest: float, top_k: int) -> tuple[list[float], float]:
    if top_k <= 0:
        return known, rest
    kept = known[:top_k]
    room = max(0, top_k - len(known)) * known[-1]
    return kept + [0.0] * (len(known) - len(kept)), min(rest, room)


def _top_p(known: list[float], rest: float, top_p: float) -> tuple[list[float], float]:
    """The fewest likeliest that reach `top_p` of what is left, at least one."""
    if top_p >= 1:
        return known, rest
    wanted = top_p * (sum(known) + rest)
    reached, kept = 0.0, list[float]()
    for each in known:
        kept.append(0.0 if kept and reached >= wanted - _NOTHING else each)
        reached += each
    return kept, min(rest, max(0.0, wanted - sum(known)))


def _min_p(
    known: list[float], rest: float, min_p: float, least: float
) -> tuple[list[float], float]:
    """None that is less than `min_p` times as likely as the likeliest."""
    limit = min_p * known[0] * (1 - _NOTHING)
    return [each if each >= limit else 0.0 for each in known], rest if least >= limit else 0.0


def _warmed(
    logprobs: Sequence[float], known: list[float], rest: float, temperature: float
) -> Shares:
    """p^(1/T) of what is kept, with the likeliest as 1 so that nothing vanishes."""
    weights = [
        math.exp((logprob - logprobs[0]) / temperature) if kept else 0.0
        for logprob, kept in zip(logprobs, known, strict=True)
    ]
    many = rest / math.exp(logprobs[-1]) if rest else 0.0
    others = many * math.exp((logprobs[-1] - logprobs[0]) / temperature)
    total = sum(weights) + others
    return Shares(tuple(weight / total for weight in weights), others / total)
