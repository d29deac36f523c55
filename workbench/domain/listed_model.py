"""A model as its provider lists it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ListedModel:
    """`context_tokens` 0: not told."""

    name: str
    context_tokens: int = 0
