"""What the searches of a column found, and whose the misses are: retrieval's or the model's."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class RetrievalSummary:
    """`cells`: those that searched and name what is relevant. `means`: of their metrics.

    Of those that failed, `by_retrieval` were given nothing relevant; `by_model` were, in vain.
    """

    cells: int
    means: tuple[tuple[str, float], ...]
    by_retrieval: int
    by_model: int


class SearchedCell(Protocol):
    @property
    def outcome(self) -> str: ...

    @property
    def retrieval(self) -> tuple[tuple[str, float], ...]: ...


def retrieval_summary(cells: Sequence[SearchedCell]) -> RetrievalSummary | None:
    """None where no cell searched for anything that was judged."""
    searched = [(cell.outcome, dict(cell.retrieval)) for cell in cells if cell.retrieval]
    if not searched:
        return None
    names = list(searched[0][1])
    means = ((name, sum(found[name] for _, found in searched) / len(searched)) for name in names)
    failed = [found["recall"] for outcome, found in searched if outcome == "failed"]
    missed = sum(recall == 0 for recall in failed)
    return RetrievalSummary(len(searched), tuple(means), missed, len(failed) - missed)


def miss_of(cell: SearchedCell) -> str:
    """`retrieval` or `model`, of a cell that failed; empty where nobody can say."""
    if cell.outcome != "failed" or not cell.retrieval:
        return ""
    return "retrieval" if dict(cell.retrieval)["recall"] == 0 else "model"
