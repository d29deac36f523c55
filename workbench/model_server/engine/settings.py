"""What an engine works with, fixed when its model is loaded."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from workbench.model_server.native.batch import Piece
from workbench.model_server.native.context import Logits, SavedState

# With one answer at a time prompts are read in aligned steps, of which only whole ones are used
# again: rounding depends on the steps, so an answer does not depend on what ran before it.
ALIGNED_STEP_TOKENS = 64


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """`cells`: tokens that the cache holds. `parallel` 1: see `is_exact`. `can_cut`: the end of
    what was read can be forgotten alone, which recurrent models cannot."""

    cells: int
    parallel: int
    batch_tokens: int
    prefix_bytes: int
    can_cut: bool = True

    @property
    def is_exact(self) -> bool:
        """An answer depends on nothing but its request."""
        return self.parallel == 1


class Context(Protocol):
    """The working memory: `native.context.LlamaContext`, or a test's own."""

    def decode(self, pieces: Sequence[Piece]) -> list[int]: ...
    def logits(self, row: int) -> Logits: ...
    def share(self, source: int, target: int, tokens: int) -> None: ...
    def forget(self, sequence: int, from_token: int = 0) -> None: ...
    def forget_all(self) -> None: ...
    def save(self, sequence: int) -> SavedState: ...
    def restore(self, sequence: int, state: SavedState) -> bool: ...


class Vocabulary(Protocol):
    def piece(self, token: int, *, special: bool = False) -> bytes: ...
    def is_end(self, token: int) -> bool: ...
