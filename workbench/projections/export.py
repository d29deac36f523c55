"""Turns as Markdown for people and as JSON for programs."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from workbench.domain.egress import left_in_words
from workbench.projections.answer import Answer, ToolRow, answer_of
from workbench.projections.citations import citations, sources
from workbench.projections.turns import TurnRow, turn_row
from workbench.trace.event import TraceEvent

_UNKNOWN = "–"


def conversation_markdown(turns: Iterable[Sequence[TraceEvent]]) -> str:
    """One section a turn, in the given order."""
    return "\n\n".join(turn_markdown(events) for events in turns) + "\n"


def turn_markdown(events: Sequence[TraceEvent]) -> str:
    row, answer = turn_row(events), answer_of(events)
    lines = [
        f"## {row.bot}, {row.model}",
        "",
        *(f"> {line}" for line in row.question.splitlines() or [""]),
        "",
        *(_tool_line(tool) for tool in answer.tools),
        *([""] if answer.tools else []),
        answer.text or _UNKNOWN,
        *_sources(answer, events),
        *([f"\n**{answer.note}** {answer.hint}".rstrip()] if answer.note else []),
        "",
        _figures(row),
    ]
    return "\n".join(lines)


def conversation_json(turns: Iterable[Sequence[TraceEvent]]) -> list[dict[str, Any]]:
    return [turn_json(events) for events in turns]


def turn_json(events: Sequence[TraceEvent]) -> dict[str, Any]:
    """The row of the turn, its whole answer, its tools and its sources."""
    answer = answer_of(events)
    return {
        **asdict(turn_row(events)),
        "answer": answer.text,
        "error": {"message": answer.note, "hint": answer.hint} if answer.note else None,
        "tools": [asdict(tool) for tool in answer.tools],
        "citations": [
            {"number": each.number, "label": each.label, "start": each.start, "end": each.end}
            for each in citations(answer.text, sources(events))
        ],
    }


def _tool_line(tool: ToolRow) -> str:
    state = "failed: " if tool.failed else ""
    fault = f" (injected fault {tool.fault})" if tool.fault else ""
    took = f", {round(tool.seconds * 1000)} ms" if tool.seconds is not None else ""
    return f"- `{tool.name}{tool.arguments}` {state}{tool.result}{fault}{took}"


def _sources(answer: Answer, events: Sequence[TraceEvent]) -> list[str]:
    found = citations(answer.text, sources(events))
    labels = {each.number: each.label for each in found}
    return (
        ["", *(f"[{number}] {label}" for number, label in sorted(labels.items()))] if found else []
    )


def _figures(row: TurnRow) -> str:
    figures = (
        ("First token", _seconds(row.ttft_s)),
        ("Total", _seconds(row.total_s)),
        (
            "Writing speed",
            _UNKNOWN if row.tokens_per_s is None else f"{row.tokens_per_s:.1f} tok/s",
        ),
        ("Tokens in + out", f"{row.prompt_tokens:,} + {row.reply_tokens:,}"),
        ("Cost", cost_in_words(row.cost_usd)),
    )
    said = [f"{name} {value}" for name, value in figures]
    said += [f"answered by {row.answered_by}"] if row.answered_by else []
    return "*" + ", ".join([*said, left_in_words(row.bytes_out)]) + "*"


def cost_in_words(cost_usd: float | None) -> str:
    """`$0`, `$0.0021` under a cent, else `$0.19`; an en dash where it is unknown."""
    if cost_usd is None:
        return _UNKNOWN
    if cost_usd == 0:
        return "$0"
    return f"${cost_usd:.2f}" if cost_usd >= 0.01 else f"${cost_usd:.4f}"  # noqa: PLR2004 - a cent


def _seconds(seconds: float | None) -> str:
    return _UNKNOWN if seconds is None else f"{seconds:.2f} s"
