"""Waiting for a model that serves few at a time: people first, then the order of arrival."""

import threading
from collections.abc import Generator, Iterator, Sequence
from typing import Protocol

from workbench.cancellation import CancelToken
from workbench.domain.conversation import Completion
from workbench.domain.model_call import Admitted, ModelRequest, Queued, Streamed
from workbench.errors import ModelError

TOO_MANY = 429


class ChatModel(Protocol):
    """What waits here for its turn: the engine's port, as the models need it of each other."""

    def stream(
        self, request: ModelRequest, cancel: CancelToken
    ) -> Generator[Streamed, None, None]: ...

    def count_tokens(self, texts: Sequence[str], cancel: CancelToken) -> tuple[int, ...] | None: ...


class Ticket:
    """One request in a gate's queue, or past it. `epoch`: how often the gate had been narrowed."""

    def __init__(self, *, is_interactive: bool) -> None:
        self.is_interactive = is_interactive
        self.epoch = 0


class ModelGate:
    """Lets `slots` requests through at a time. `_changed` guards the lists.

    Batch requests leave `slots` places to people: a person never waits for a batch request here,
    as model servers set that aside for them.
    """

    def __init__(self, slots: int = 1) -> None:
        self._slots = slots
        self._changed = threading.Condition()
        self._waiting: list[Ticket] = []
        self._admitted: list[Ticket] = []

    @property
    def slots(self) -> int:
        return self._slots

    def join(self, *, is_interactive: bool) -> Ticket:
        ticket = Ticket(is_interactive=is_interactive)
        with self._changed:
            self._waiting.append(ticket)
            self._admit()
        return ticket

    def leave(self, ticket: Ticket) -> None:
        """Give up the place, or the slot."""
        with self._changed:
            for tickets in (self._waiting, self._admitted):
                if ticket in tickets:
                    tickets.remove(ticket)
            self._admit()

    def went_well(self) -> None:
        """The server answered."""

    def was_too_much(self, ticket: Ticket) -> None:
        """The server takes no more for now."""

    def places(self, ticket: Ticket, cancel: CancelToken) -> Iterator[int]:
        """The place in the queue whenever it changes, until the ticket is admitted."""
        told = 0
        with cancel.on_cancel(self._wake):
            while place := self._next_place(ticket, told, cancel):
                yield (told := place)

    def _next_place(self, ticket: Ticket, told: int, cancel: CancelToken) -> int:
        with self._changed:
            while (place := self._place(ticket)) == told and place and not cancel.is_cancelled:
                self._changed.wait()
        cancel.check()
        return place

    def _place(self, ticket: Ticket) -> int:
        """1 is next, 0 is admitted."""
        queue = self._queue()
        return queue.index(ticket) + 1 if ticket in queue else 0

    def _queue(self) -> list[Ticket]:
        return sorted(self._waiting, key=lambda ticket: not ticket.is_interactive)

    def _admit(self) -> None:
        for ticket in self._queue():
            rivals = [
                other
                for other in self._admitted
                if other.is_interactive or not ticket.is_interactive
            ]
            if len(rivals) >= self._slots:
                continue
            self._waiting.remove(ticket)
            self._admitted.append(ticket)
            self._on_admitted(ticket)
        self._changed.notify_all()

    def _on_admitted(self, ticket: Ticket) -> None:
        """For gates that learn."""

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()


class AdaptiveGate(ModelGate):
    """As wide as the server bears: halved when it says "too many", a little wider by each success.

    Additive increase, multiplicative decrease, as TCP does it (Chiu and Jain 1989). Refusals of
    requests that were let in before the last halving tell nothing new.
    """

    def __init__(self, start: int, most: int) -> None:
        super().__init__(start)
        self._most = most
        self._width = float(start)
        self._epoch = 0

    def went_well(self) -> None:
        """Only a gate that was full has shown that it could be wider."""
        with self._changed:
            if len(self._admitted) >= self._slots:
                self._set_width(self._width + 1 / self._width)
                self._admit()

    def was_too_much(self, ticket: Ticket) -> None:
        with self._changed:
            if ticket.epoch == self._epoch:
                self._epoch += 1
                self._set_width(self._width / 2)

    def _set_width(self, width: float) -> None:
        self._width = min(max(width, 1.0), float(self._most))
        self._slots = int(self._width)

    def _on_admitted(self, ticket: Ticket) -> None:
        ticket.epoch = self._epoch


class QueuedModel:
    """Another model, behind a gate. `admitted` is told when a request goes through."""

    def __init__(
        self,
        inner: ChatModel,
        gate: ModelGate,
        *,
        is_interactive: bool,
        admitted: Admitted | None = None,
    ) -> None:
        self._inner = inner
        self._gate = gate
        self._is_interactive = is_interactive
        self._admitted = admitted or Admitted()

    def stream(self, request: ModelRequest, cancel: CancelToken) -> Generator[Streamed, None, None]:
        ticket = self._gate.join(is_interactive=self._is_interactive)
        try:
            for place in self._gate.places(ticket, cancel):
                yield Queued(place)
            yield self._admitted
            for piece in self._inner.stream(request, cancel):
                if isinstance(piece, Completion):
                    self._gate.went_well()
                yield piece
        except ModelError as error:
            if error.status == TOO_MANY:
                self._gate.was_too_much(ticket)
            raise
        finally:
            self._gate.leave(ticket)

    def count_tokens(self, texts: Sequence[str], cancel: CancelToken) -> tuple[int, ...] | None:
        return self._inner.count_tokens(texts, cancel)
