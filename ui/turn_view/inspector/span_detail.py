"""What one step of a turn was given and what it gave back, in words. Qt-free."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from ui.widgets import amounts
from workbench.domain.model_call import Reused
from workbench.projections.waterfall import WaterfallRow
from workbench.trace.event import TraceEvent
from workbench.trace.facts import (
    AnswerReused,
    ChunksRetrieved,
    EgressCounted,
    FellBack,
    InputChecked,
    IntentRouted,
    ModelAnswered,
    ModelAsked,
    ModelRetried,
    ModelRouted,
    OutputChecked,
    PromptAssembled,
    RetrievalStarted,
    ToolCalled,
    ToolReturned,
)

_LONGEST = 1200


@dataclass(frozen=True, slots=True)
class SpanDetail:
    """`code` is shown in mono; `note` is a sentence."""

    name: str
    time: str
    failed: bool
    code: str
    note: str


def span_detail(row: WaterfallRow, events: Sequence[TraceEvent]) -> SpanDetail:
    code: list[str] = []
    notes = [row.detail] if row.detail else []
    for event in events:
        if event.span_id == row.span_id:
            _take(event, code, notes)
    time = amounts.milliseconds(row.end_s - row.start_s)
    if row.kind == "queue":
        notes.append("Others were served first. This is not counted in the first token's time.")
    if row.fault:
        notes.insert(0, f"{row.fault.capitalize()}.")
    text = "\n".join(code)[:_LONGEST]
    return SpanDetail(row.name, time, row.failed, text, "\n".join(dict.fromkeys(notes)))


def _take(event: TraceEvent, code: list[str], notes: list[str]) -> None:
    match event.fact:
        case ToolCalled(call=call):
            code.append(json.dumps(call.arguments, indent=1, ensure_ascii=False))
        case ToolReturned(output=output):
            code.append(f"→ {_pretty(output)}")
        case RetrievalStarted(query=query, top_k=top_k):
            code.append(query)
            notes.append(f"The best {top_k} passages are sent to the model.")
        case ChunksRetrieved(retrieved=found):
            held = f", {len(found.withheld)} withheld" if found.withheld else ""
            notes.append(f"{len(found.chunks)} passages found{held}.")
        case IntentRouted(intent=intent, similarity=similarity, runners_up=others):
            code.append(f"{intent}  {similarity:.2f}")
            code.extend(f"{name}  {near:.2f}" for name, near in others)
            notes.append("The nearest intent, then the next ones (cosine).")
        case _:
            _take_model(event, notes)


def _take_model(event: TraceEvent, notes: list[str]) -> None:
    match event.fact:
        case PromptAssembled(messages=messages, segments=segments):
            tokens = sum(segment.tokens for segment in segments)
            notes.append(f"{len(messages)} messages, {tokens:,} tokens. Raw has their exact text.")
        case ModelRouted(model=model, reason=reason):
            notes[:] = [f"{model} answers. {reason}."]
        case AnswerReused(reused=reused):
            notes.append(_reused(reused))
        case ModelAsked() | ModelRetried() | FellBack() | EgressCounted():
            notes.append(_call_words(event.fact))
        case ModelAnswered(completion=done):
            cached = f", {done.cached_tokens:,} of them kept from before" * bool(done.cached_tokens)
            about = "" if done.has_usage else "about "
            thought = f", {done.reasoning_tokens:,} of them thinking" * bool(done.reasoning_tokens)
            notes.append(
                f"{about}{done.prompt_tokens:,} tokens read{cached}, "
                f"{about}{done.reply_tokens:,} written{thought}, "
                f"ended by {_ENDS.get(done.finish_reason, done.finish_reason)}. "
                f"Cost: {_cost(done.cost_usd)}."
            )
            if done.reasoning:
                notes.append(f"It thought{_for(event.fact.thought_ms)}: {done.reasoning}")
        case InputChecked(guard=guard, problem="") | OutputChecked(guard=guard, problem=""):
            notes.append(f"{guard}: nothing found.")


_ENDS = {
    "stop": "the model",
    "length": "the length limit",
    "tool_calls": "a tool call",
    "content_filter": "a filter of the provider",
}


def _call_words(fact: ModelAsked | ModelRetried | FellBack | EgressCounted) -> str:
    """What happened to a call of the model, one line each, in the order of events."""
    match fact:
        case ModelAsked(model=model, left_out=left_out):
            without = f" It takes no {', '.join(left_out)}: left out." if left_out else ""
            return f"Asked {model}.{without}"
        case ModelRetried(attempt=attempt, reason=reason, wait_s=wait_s):
            when = f" after {wait_s:.1f} s" if wait_s else ""
            return f"Try {attempt} broke: {reason} Asked again{when}."
        case FellBack(from_model=one, to_model=other, reason=reason):
            return f"{one} gave up: {reason} {other} is asked instead."
        case EgressCounted(host=host, bytes_out=out, bytes_in=into):
            return f"{out:,} bytes went to {host}, {into:,} came back."


def _reused(reused: Reused) -> str:
    saved = "" if reused.saved_usd is None else f", {amounts.cost(reused.saved_usd)}"
    return (
        f"No model was asked. This answer was given {amounts.duration(reused.age_s)} ago to "
        f"“{reused.question}”, {reused.similarity:.2f} alike ({reused.cache} cache). Saved: "
        f"{reused.saved_tokens:,} tokens{saved}."
    )


def _for(thought_ms: int | None) -> str:
    return "" if thought_ms is None else f" for {thought_ms / 1000:.1f} s"


def _cost(usd: float | None) -> str:
    return "unknown, as the model has no price" if usd is None else amounts.cost(usd)


def _pretty(output: str) -> str:
    try:
        return json.dumps(json.loads(output), indent=1, ensure_ascii=False)
    except ValueError:
        return output
