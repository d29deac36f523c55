"""What the three plots below the grid show, from summaries and cells. Qt-free."""

from collections.abc import Sequence
from dataclasses import dataclass

from ui.pages.grid.state import GridState
from ui.widgets.prompt_parts import PARTS, tokens_by_part
from workbench.projections.grid import VariantSummary
from workbench.trace.facts import Segment


@dataclass(frozen=True, slots=True)
class VariantData:
    """`tokens`: mean a cell for each of PARTS. `ttfts_s`: one of each cell that told it."""

    letter: str
    name: str
    rate: float | None
    low: float | None
    high: float | None
    p95_s: float | None
    ttfts_s: tuple[float, ...]
    tokens: dict[str, float]


def plot_data(state: GridState) -> tuple[VariantData, ...]:
    """One a column on screen that has answered anything."""
    found = {each.variant: each for each in state.summaries if each.cells_done}
    return tuple(_data(state, found[variant]) for variant in state.columns if variant in found)


def token_parts(data: Sequence[VariantData]) -> tuple[str, ...]:
    """The parts to show; tools only where somebody has them."""
    return tuple(
        part for part in PARTS if part != "Tools" or any(each.tokens[part] for each in data)
    )


def _data(state: GridState, summary: VariantSummary) -> VariantData:
    cells = state.cells(summary.variant)
    return VariantData(
        letter=state.letter(summary.variant),
        name=state.name(summary.variant),
        rate=summary.pass_rate,
        low=summary.low,
        high=summary.high,
        p95_s=summary.p95_s,
        ttfts_s=tuple(cell.ttft_s for cell in cells if cell.ttft_s is not None),
        tokens=_tokens(summary.segments, summary.reply_tokens_mean or 0.0),
    )


def _tokens(segments: Sequence[Segment], reply: float) -> dict[str, float]:
    sums = tokens_by_part(segments, reply)
    return {part: round(mean) for part, mean in sums.items()}
