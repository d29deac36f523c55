"""How full the model's context window is, and of what."""

from collections.abc import Iterable
from dataclasses import dataclass

from workbench.trace.event import TraceEvent
from workbench.trace.facts import (
    ModelAnswered,
    ModelAsked,
    PromptAssembled,
    Segment,
    TurnStarted,
)

_LABELS = {
    "system": "System",
    "examples": "Worked examples",
    "evidence": "Evidence",
    "account": "Account",
    "history": "History",
    "question": "Question",
    "tools": "Tools",
    "template": "Chat template",
}


@dataclass(frozen=True, slots=True)
class WindowPart:
    """`percent` of the limit."""

    name: str
    label: str
    tokens: int
    percent: float


@dataclass(frozen=True, slots=True)
class ContextWindow:
    """`over_tokens`: by how much the prompt is too long. `is_estimate`: tokens were guessed."""

    parts: tuple[WindowPart, ...] = ()
    used_tokens: int = 0
    free_tokens: int = 0
    limit_tokens: int = 0
    over_tokens: int = 0
    is_estimate: bool = False

    @property
    def free_percent(self) -> float:
        return _percent(self.free_tokens, self.limit_tokens)


def context_window(events: Iterable[TraceEvent]) -> ContextWindow | None:
    """Of the last prompt of the turn; None before the first.

    What the bot's own model read beyond the parts are the words of its chat template, tools
    included.
    """
    prompt: PromptAssembled | None = None
    own, asked, read = "", "", 0
    for event in events:
        match event.fact:
            case TurnStarted(input=given):
                own = given.bot.model.name
            case PromptAssembled() as prompt:
                read = 0
            case ModelAsked(model=asked):
                pass
            case ModelAnswered(completion=told) if asked == own and told.has_usage:
                read = told.prompt_tokens
    return _of_prompt(prompt, read) if prompt else None


def _of_prompt(prompt: PromptAssembled, read_tokens: int) -> ContextWindow:
    limit = prompt.context_tokens
    segments = prompt.segments
    beyond = read_tokens - sum(segment.tokens for segment in segments)
    if beyond > 0 and not prompt.is_estimate:
        segments = (*segments, Segment("template", beyond))
    used = sum(segment.tokens for segment in segments)
    parts = tuple(
        WindowPart(each.name, segment_label(each.name), each.tokens, _percent(each.tokens, limit))
        for each in segments
    )
    over = max(0, used - limit) if limit else 0
    return ContextWindow(parts, used, max(0, limit - used), limit, over, prompt.is_estimate)


def segment_label(name: str) -> str:
    return _LABELS.get(name, name.replace("_", " ").capitalize())


def _percent(tokens: int, limit: int) -> float:
    return 100 * tokens / limit if limit else 0.0
