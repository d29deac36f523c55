"""What an answer panel says of a turn: equal views need no repaint. Qt-free."""

from dataclasses import dataclass, replace

from ui.theme.status import StatusKind
from ui.turn_view.approval import Approval, approval_of
from ui.turn_view.conversation import TurnOnScreen
from ui.turn_view.sources import Source
from ui.widgets import amounts
from workbench.projections.answer import Answer, ToolRow
from workbench.projections.turns import TurnRow

_WORTH_TELLING_S = 1.0


@dataclass(frozen=True, slots=True)
class Chip:
    kind: StatusKind
    word: str


@dataclass(frozen=True, slots=True)
class PanelView:
    """`state`: empty, reading, writing, over or failed decides what the body shows.

    `can_decide`: here a person may allow or decline what waits for `approval`.
    """

    letter: str
    bot: str
    model: str
    is_edited: bool
    is_selected: bool
    chip: Chip
    state: str
    text: str = ""
    thought: str = ""
    thought_words: str = ""
    tools: tuple[ToolRow, ...] = ()
    note: str = ""
    hint: str = ""
    live: str = ""
    figures: tuple[str, str, str, str] = (amounts.UNKNOWN,) * 4
    rating: int = 0
    can_rate: bool = False
    is_replayed: bool = False
    is_stopping: bool = False
    turn_id: str = ""
    sources: tuple[Source, ...] = ()
    actions: tuple[tuple[str, str], ...] = ()
    approval: Approval | None = None
    can_decide: bool = False


def with_turn(
    head: PanelView, turn: TurnOnScreen, actions: tuple[tuple[str, str], ...] = ()
) -> PanelView:
    """The head of a panel and all that its turn has come to; `actions` help after a failure."""
    answer, row = turn.answer, turn.row()
    return replace(
        head,
        model=_model(head.model, row),
        chip=chip_of(turn),
        state=_state(turn),
        text=answer.text if turn.is_running else turn.cited.text,
        thought=answer.thought,
        thought_words=_thought_words(answer),
        tools=answer.tools,
        note=_note(answer),
        hint=answer.hint,
        live=_live(turn, row),
        figures=figures(turn, row),
        rating=turn.rating,
        can_rate=answer.is_over and bool(answer.text),
        is_replayed=turn.is_replayed,
        is_stopping=turn.is_stopping,
        turn_id=turn.turn_id,
        sources=turn.cited.sources,
        actions=actions,
        approval=approval_of(turn),
    )


def chip_of(turn: TurnOnScreen) -> Chip:
    """Status as icon, word and colour."""
    answer = turn.answer
    if turn.is_resuming:
        return Chip("running", "Going on")
    if turn.is_stopping:
        return Chip("running", "Stopping")
    if answer.status == "waiting" and answer.queue_place:
        return Chip("running", f"Waiting · {_in_line(answer.queue_place)}")
    return {
        "waiting": Chip("running", "Working" if turn.has_begun else "Starting"),
        "reading": Chip("running", "Reading"),
        "thinking": Chip("running", "Thinking"),
        "writing": Chip("running", "Writing"),
        "done": Chip("pass", "Reused" if answer.reused else "Done"),
        "stopped": Chip("idle", "Stopped"),
        "failed": Chip("fail", "Failed"),
        "paused": Chip("warn", "Needs approval"),
    }[answer.status]


def figures(turn: TurnOnScreen, row: TurnRow) -> tuple[str, str, str, str]:
    """First token, speed, tokens in + out, cost."""
    read, written = row.prompt_tokens, row.reply_tokens
    if turn.is_running and not written:
        read, written = sum(segment.tokens for segment in row.segments), turn.pieces
    cost_usd = row.cost_usd
    is_local = all(each.is_local for each in turn.given.bot.models)
    if cost_usd is None and turn.is_running and is_local:
        cost_usd = 0.0
    return (
        amounts.seconds(row.ttft_s),
        amounts.speed(row.tokens_per_s),
        amounts.tokens(read, written),
        amounts.cost(cost_usd),
    )


def _in_line(place: int) -> str:
    return "next" if place == 1 else f"{amounts.ordinal(place)} in line"


def _state(turn: TurnOnScreen) -> str:
    answer = turn.answer
    if answer.status == "failed":
        return "failed"
    if not turn.is_running:
        return "over"
    return "writing" if answer.text else "reading"


def _model(own: str, row: TurnRow) -> str:
    if not row.answered_by:
        return own
    return f"{row.answered_by}, not {own}" if row.fell_back else f"{row.answered_by}, routed"


def _thought_words(answer: Answer) -> str:
    """`Thought for 3.1 s`."""
    if not answer.thought:
        return ""
    if answer.status == "thinking":
        return "Thinking"
    if answer.thought_s is None:
        return "Thought first"
    return f"Thought for {answer.thought_s:.1f} s"


def _note(answer: Answer) -> str:
    if answer.status == "paused":
        return ""
    if answer.status == "stopped":
        return (
            "Stopped. What had arrived is kept." if answer.text else "Stopped before a word came."
        )
    return answer.note


def _live(turn: TurnOnScreen, row: TurnRow) -> str:
    """The line beside Stop while the turn runs."""
    if not turn.is_running:
        return ""
    if turn.answer.text:
        rate = f"{row.tokens_per_s:.1f} tok/s, " if row.tokens_per_s else ""
        return f"{rate}{turn.pieces:,} tokens"
    if turn.answer.status == "thinking":
        return "Thinking before it answers"
    if turn.answer.queue_place:
        return "The model answers others first"
    if turn.answer.next_try_s >= _WORTH_TELLING_S:
        return f"The provider is busy, asked again in {turn.answer.next_try_s:.0f} s"
    if turn.answer.prompt_tokens:
        return f"{turn.answer.read_tokens:,} of {turn.answer.prompt_tokens:,} tokens read"
    prompt = sum(segment.tokens for segment in row.segments)
    return f"Reading {prompt:,} tokens" if prompt else ""
