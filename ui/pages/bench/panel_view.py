"""What the answer panels of the bench say, computed from its columns. Qt-free."""

from dataclasses import dataclass

from ui.pages.bench.state import LETTERS, BenchState
from ui.turn_view.conversation import TurnOnScreen
from ui.turn_view.panel_view import Chip, PanelView, with_turn

# How the hints of errors begin that a key mends.
KEY_HINTS = ("Replace the key", "Add the key")


@dataclass(frozen=True, slots=True)
class PanelFacts:
    """What a panel says beyond its turn. `local_model`: what to use instead of a remote one."""

    is_edited: bool = False
    local_model: str = ""


def panel_view(state: BenchState, index: int, facts: PanelFacts) -> PanelView:
    column, turn = state.columns[index], state.turn(index)
    bot = turn.given.bot if turn else column.bot
    head = PanelView(
        LETTERS[index],
        column.bot.title or column.bot.name,
        bot.model.name,
        facts.is_edited,
        index == state.selected,
        Chip("idle", "Not run"),
        "empty",
        can_decide=True,
    )
    return with_turn(head, turn, _actions(turn, facts.local_model)) if turn else head


def _actions(turn: TurnOnScreen, local_model: str) -> tuple[tuple[str, str], ...]:
    """What helps after a failure: one main fix, one other way."""
    if turn.answer.status != "failed":
        return ()
    if turn.is_refused:
        return (("again", "Run again"),)
    if turn.answer.hint.startswith(KEY_HINTS):
        first = ("local", f"Use {local_model}") if local_model else ("model", "Choose a model")
        return ("keys", "Open keys"), first
    if not turn.given.bot.model.is_local and local_model:
        return ("local", f"Use {local_model}"), ("again", "Run again")
    return ("again", "Run again"), ("model", "Choose a model")
