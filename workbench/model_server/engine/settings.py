"""What an engine works with, fixed when its model is loaded."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from workbench.model_server.native.batch import Piece
from workbench.model_server.native.context import Logits, SavedState


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """`cells`: tokens that the cache holds. `can_cut`: the end of what was read can be forgotten
    alone, which recurrent models cannot. `is_exact`: see `native.exactness`; keep it so.

    Then one prompt is read a call, as a call parts unequal pieces, and never by single tokens, for
    which other kernels are used than for more; and what was written, by single tokens, is not
    taken for the beginning of a prompt.
    """

    cells: int
    parallel: int
    batch_tokens: int
    prefix_bytes: int
    can_cut: bool = True
    is_exact: bool = False


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
