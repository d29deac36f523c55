"""Beginnings of prompts that were read before, kept in memory until others need the room."""

from collections.abc import Callable
from dataclasses import dataclass

from workbench.model_server.engine.sequence import shared_beginning
from workbench.model_server.native.context import SavedState

# A prompt that differs from a known one only in so few last tokens is not kept as well.
WORTH_KEEPING_TOKENS = 64


@dataclass(frozen=True, slots=True, eq=False)
class Prefix:
    tokens: list[int]
    state: SavedState


class PrefixCache:
    """At most `most_bytes`; the least recently used goes first. `_known`: that one stands first."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._known: list[Prefix] = []
        self.size_bytes = 0

    def __len__(self) -> int:
        return len(self._known)

    def best(self, prompt: list[int]) -> tuple[Prefix | None, int]:
        """The one that shares the longest beginning with the prompt, and how many tokens."""
        found, longest = None, 0
        for prefix in self._known:
            shared = shared_beginning(prefix.tokens, prompt)
            if shared > longest:
                found, longest = prefix, shared
        return found, longest

    def use(self, prefix: Prefix) -> None:
        self._known.remove(prefix)
        self._known.append(prefix)

    def keep(self, tokens: list[int], save: Callable[[], SavedState]) -> None:
        """Unless nearly all of it is known. `save` is called only if it is kept."""
        known, shared = self.best(tokens)
        if known and len(tokens) - shared < WORTH_KEEPING_TOKENS:
            self.use(known)
            return
        if known and shared == len(known.tokens):
            # The new one begins with it, so it is of no more use.
            self._drop(known)
        state = save()
        if state.size_bytes > self._most_bytes:
            return
        self._known.append(Prefix(tokens, state))
        self.size_bytes += state.size_bytes
        while self.size_bytes > self._most_bytes:
            self._drop(self._known[0])

    def forget(self) -> None:
        self._known.clear()
        self.size_bytes = 0

    def _drop(self, prefix: Prefix) -> None:
        self._known.remove(prefix)
        self.size_bytes -= prefix.state.size_bytes
