"""`workbench chat`: one message, the answer as it is written, then its metrics."""

import json
import sys
from argparse import ArgumentParser, Namespace, _SubParsersAction
from dataclasses import asdict
from uuid import uuid4

from workbench.cli.session import CliSession, opened
from workbench.commands import StartTurn, StopTurn
from workbench.domain.conversation import Message
from workbench.domain.egress import left_in_words
from workbench.domain.turn import Origin, TurnInput
from workbench.errors import WorkbenchError
from workbench.messages import Refused
from workbench.projections.turns import TurnFold, TurnRow
from workbench.trace.event import TraceEvent
from workbench.trace.facts import (
    FellBack,
    ModelRetried,
    TextStreamed,
    ToolReturned,
    TurnCancelled,
    TurnFailed,
    TurnFinished,
    TurnPaused,
)

UNKNOWN = "–"


def add(subparsers: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    parser = subparsers.add_parser("chat", parents=[shared], help="ask a bot one question")
    parser.add_argument("message")
    parser.add_argument("--bot", default="", help="default: the workspace's default bot")
    parser.add_argument("--account", default="", help="default: the workspace's default account")
    parser.add_argument("--role", default="customer", help="who asks (default: customer)")
    parser.add_argument("--json", action="store_true", help="print one JSON document instead")
    parser.set_defaults(run=run)


def run(arguments: Namespace) -> int:
    with opened(arguments) as session:
        given = _input(session, arguments)
        _wait_for_index(session, given)
        row, tools = _answer(session, given, is_quiet=arguments.json)
    if arguments.json:
        sys.stdout.write(json.dumps(asdict(row) | {"tools": tools}, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(f"\n\n{_metrics(row)}\n")
    return 0


def _input(session: CliSession, arguments: Namespace) -> TurnInput:
    listing = session.listing
    if arguments.role not in listing.roles:
        raise WorkbenchError(
            f'There is no role "{arguments.role}".', f"The roles are: {', '.join(listing.roles)}."
        )
    return TurnInput(
        bot=session.bot(arguments.bot),
        conversation=(Message("user", arguments.message),),
        account=session.account(arguments.account),
        role=arguments.role,
        company=listing.company,
        today=listing.today,
        origin=Origin(conversation_id=uuid4().hex),
    )


def _wait_for_index(session: CliSession, given: TurnInput) -> None:
    """A bot that retrieves is asked once the documents are indexed."""
    if given.bot.retrieval:
        session.client.wait_for_index()


def _answer(
    session: CliSession, given: TurnInput, *, is_quiet: bool
) -> tuple[TurnRow, list[dict[str, object]]]:
    turn_id, fold = uuid4().hex, TurnFold()
    tools: list[dict[str, object]] = []
    session.client.send(StartTurn(turn_id, given))
    try:
        for item in session.client.heard():
            if isinstance(item, TraceEvent) and item.turn_id == turn_id:
                fold.add(item)
                if not is_quiet:
                    _show(item)
                if isinstance(item.fact, ToolReturned):
                    tools.append({"tool": item.fact.call.tool, "output": item.fact.output})
                if _is_end(item):
                    break
            elif isinstance(item, Refused) and item.request_id in ("", turn_id):
                raise WorkbenchError(item.message, item.hint)
    except KeyboardInterrupt:
        session.client.send(StopTurn(turn_id))
        raise
    return fold.row(), tools


def _show(event: TraceEvent) -> None:
    match event.fact:
        case TextStreamed(text=text):
            sys.stdout.write(text)
            sys.stdout.flush()
        case ToolReturned(call=call, failed=failed):
            sys.stderr.write(f"[{call.tool}: {'failed' if failed else 'ok'}]\n")
        case ModelRetried(reason=reason, wait_s=wait_s):
            when = f" after {wait_s:.1f} s" if wait_s else ""
            sys.stderr.write(f"\n[tried again{when}: {reason}]\n")
        case FellBack(to_model=other, reason=reason):
            sys.stderr.write(f"\n[{other} is asked instead: {reason}]\n")


def _is_end(event: TraceEvent) -> bool:
    match event.fact:
        case TurnFailed(message=message, hint=hint):
            raise WorkbenchError(message, hint)
        case TurnPaused(call=call):
            raise WorkbenchError(
                f"The bot waits for approval of {call.tool}.",
                "Approve it in the window, or set needs_approval: false in the tool.",
            )
        case TurnFinished() | TurnCancelled():
            return True
        case _:
            return False


def _metrics(row: TurnRow) -> str:
    cost = UNKNOWN if row.cost_usd is None else f"${row.cost_usd:.4f}".rstrip("0").rstrip(".")
    return (
        f"First token {_seconds(row.ttft_s)} · {_rate(row.tokens_per_s)} · "
        f"{row.prompt_tokens:,} + {row.reply_tokens:,} tokens · {cost} · "
        f"total {_seconds(row.total_s)} · {row.bot} on {row.answered_by or row.model} · "
        f"{left_in_words(row.bytes_out)}"
    )


def _seconds(value: float | None) -> str:
    return UNKNOWN if value is None else f"{value:.2f} s"


def _rate(value: float | None) -> str:
    return UNKNOWN if value is None else f"{value:.1f} tok/s"
