"""Who answered a cell or a column, and what that saved and lost. Qt-free."""

from ui.widgets.amounts import MINUS, UNKNOWN, cost, count, p_words, percent, points
from workbench.projections.grid import REUSED, CellRow, VariantSummary
from workbench.projections.retrieval_summary import RetrievalSummary, miss_of
from workbench.projections.route_summary import RouteSummary

RULES = {
    "tools": "a tool was needed",
    "length": "length",
    "intent": "unlike every intent",
    "examples": "examples",
    "confidence": "confidence",
    "none": "no rule",
}
MISSES = {
    "retrieval": "Retrieval's miss: nothing relevant went into the prompt.",
    "model": "The model's miss: what is relevant was in the prompt.",
}


def cell_words(cell: CellRow) -> str:
    """`$0.0021, answered by big-model, confidence` or `$0, reused`."""
    said = [cost(cell.cost_usd)]
    if cell.cache in REUSED:
        said.append(f"reused, {cell.cache} cache")
    if cell.answered_by:
        why = RULES.get(cell.route, cell.route) or "as the one before failed"
        said.append(f"answered by {cell.answered_by}, {why}")
    return ", ".join(said)


def miss_words(cell: CellRow) -> str:
    """Whose miss a failed cell is; empty where nobody can say."""
    return MISSES.get(miss_of(cell), "")


def found_words(found: RetrievalSummary) -> str:
    """For a screen reader: `recall 0.83, misses of retrieval 2, of the model 5`."""
    misses = f"misses of retrieval {found.by_retrieval}, of the model {found.by_model}"
    return f"{recall_words(found)}, {misses}"


def recall_words(found: RetrievalSummary) -> str:
    recall = dict(found.means).get("recall")
    return f"recall {UNKNOWN if recall is None else f'{recall:.2f}'}"


def column_lines(summary: VariantSummary) -> list[str]:
    """For the tool tip of a head: reuse, routes, and what they saved and lost."""
    lines = []
    if summary.reused:
        reused = f"{summary.reused} of {count(summary.cells_done, 'cell')} reused from a cache"
        lines.append(f"{reused}: latency and cost are not those of the model")
    if found := summary.retrieval:
        means = ", ".join(f"{name} {value:.2f}" for name, value in found.means)
        lines.append(f"Found, over {count(found.cells, 'cell')}: {means}")
        lines.append(f"Misses of retrieval {found.by_retrieval}, of the model {found.by_model}")
    if summary.routing:
        lines += route_lines(summary.routing)
    return lines


def route_lines(routing: RouteSummary) -> list[str]:
    total = sum(each.cells for each in routing.shares)
    if not total:
        return []
    shares = [
        f"{each.model} {percent(each.cells / total)} ({each.passed} of {each.cells} passed)"
        for each in routing.shares
    ]
    rules = [f"{RULES.get(rule, rule)} {times}" for rule, times in routing.rules]
    lines = [f"Answered by {', '.join(shares)}", f"Decided by {', '.join(rules)}"]
    if not routing.rival:
        return [*lines, f"Add the same bot on {routing.strong} alone to see what the routes lose"]
    return [*lines, *_against(routing)]


def _against(routing: RouteSummary) -> list[str]:
    if routing.lost is None:
        return [f"No cell yet that {routing.rival} has too"]
    low = UNKNOWN if routing.lost_low is None else points(-routing.lost_low)
    high = UNKNOWN if routing.lost_high is None else points(-routing.lost_high)
    p_text = "" if routing.p_value is None else f", {p_words(routing.p_value)}"
    quality = f"Against {routing.strong} alone: {points(-routing.lost)} ({high} to {low}{p_text})"
    return [f"{quality}, {_saved(routing)}, over {count(routing.cells, 'cell')}"]


def _saved(routing: RouteSummary) -> str:
    if routing.saved_usd is None or routing.rival_usd is None:
        return "what is saved is unknown"
    share = routing.saved_usd / routing.rival_usd if routing.rival_usd else 0.0
    if routing.saved_usd < 0:
        return f"{cost(-routing.saved_usd)} dearer ({MINUS}{percent(-share)})"
    return f"{cost(routing.saved_usd)} saved ({percent(share)})"
