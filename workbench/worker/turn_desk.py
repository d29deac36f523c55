"""Turns that somebody watches: started, resumed, forked, stopped, previewed, rated."""

from contextlib import closing
from dataclasses import replace
from functools import partial

from workbench.cancellation import CancelToken
from workbench.commands import (
    ForkTurn,
    PreviewPrompt,
    RateTurn,
    ResumeTurn,
    StartTurn,
    StopTurn,
)
from workbench.engine.turn import run_turn
from workbench.errors import WorkbenchError
from workbench.messages import PromptPreviewed
from workbench.store.event_store import opened_store
from workbench.store.library import opened_library
from workbench.trace.event import TraceEvent
from workbench.trace.facts import (
    PromptAssembled,
    TurnCancelled,
    TurnFailed,
    TurnFinished,
    TurnStarted,
)
from workbench.worker.kit import Handlers, Kit
from workbench.worker.turns import TurnOrder


class TurnDesk:
    """`_going`: the turns that have not ended yet; only whole operations on it, so no lock."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._going: set[str] = set()

    def handlers(self) -> Handlers:
        return {
            StartTurn: self._start,
            ResumeTurn: self._resume,
            ForkTurn: self._fork,
            StopTurn: self._stop,
            PreviewPrompt: self._preview,
            RateTurn: self._rate,
        }

    def _start(self, command: StartTurn) -> None:
        self._run(TurnOrder(command.turn_id, command.input))

    def _resume(self, command: ResumeTurn) -> None:
        if command.turn_id in self._going:
            raise WorkbenchError(
                "This turn is going on already.", "Wait until it ends, or stop it."
            )
        recorded = self._turn(command.turn_id)
        if isinstance(recorded[-1].fact, TurnFinished | TurnFailed | TurnCancelled):
            raise WorkbenchError("This turn is over.", "Send the message once more.")
        self._run(replace(_continuation(recorded), approvals=command.approvals))

    def _fork(self, command: ForkTurn) -> None:
        *before, edited = self._turn(command.source_turn_id)[: command.seq + 1]
        recorded = [
            replace(event, turn_id=command.turn_id)
            for event in (*before, replace(edited, fact=command.fact))
        ]
        order = _continuation(recorded)
        if not self._kit.assembly.is_free(order.input.bot):
            self._kit.ledger.check()
        for event in recorded:
            self._kit.recorder.put(event, is_shown=True)
        self._run(order)

    def _stop(self, command: StopTurn) -> None:
        self._kit.tokens.cancel(command.turn_id)

    def _run(self, order: TurnOrder) -> None:
        cancel = self._kit.tokens.new(order.turn_id)
        self._going.add(order.turn_id)
        watched = replace(order, on_end=partial(self._going.discard, order.turn_id))
        self._kit.lanes.interactive(partial(self._kit.runner.run, watched, cancel))

    def _turn(self, turn_id: str) -> list[TraceEvent]:
        with opened_store(self._kit.store_path) as store:
            recorded = store.turn(turn_id)
        if not recorded:
            raise WorkbenchError(f"There is no turn {turn_id}.", "Pick one on the Runs page.")
        return recorded

    def _preview(self, command: PreviewPrompt) -> None:
        self._kit.lanes.query(partial(self._assemble, command))

    def _assemble(self, command: PreviewPrompt) -> None:
        """A turn up to its first prompt, told to nobody and never stored."""
        services = self._kit.assembly.services(
            command.input, CancelToken(), {}, is_interactive=True
        )
        with closing(run_turn(command.input, services)) as turn:
            for located in turn:
                match located.fact:
                    case PromptAssembled() as fact:
                        self._kit.outlet.tell(
                            PromptPreviewed(
                                command.request_id,
                                fact.messages,
                                fact.segments,
                                fact.context_tokens,
                                fact.is_estimate,
                            )
                        )
                        return
                    case TurnFailed(message=message, hint=hint):
                        raise WorkbenchError(message, hint)

    def _rate(self, command: RateTurn) -> None:
        with opened_library(self._kit.store_path) as library:
            library.rate(command.turn_id, command.rating)


def _continuation(recorded: list[TraceEvent]) -> TurnOrder:
    start = recorded[0]
    match start.fact:
        case TurnStarted(input=given):
            return TurnOrder(start.turn_id, given, recorded)
        case _:
            raise TypeError(f"Turn {start.turn_id} begins with {start.fact.kind}.")
