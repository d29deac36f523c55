"""Who goes first, with real threads and no clock."""

import threading
from queue import Queue

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workbench.models.plays import ANSWER, Play, busy
from workbench.cancellation import CancelToken, StoppedError
from workbench.domain.bot import Sampling
from workbench.domain.conversation import Completion, Message
from workbench.domain.model_call import Admitted, ModelRequest, Queued
from workbench.errors import ModelRefusedError
from workbench.models.queue import AdaptiveGate, ModelGate, QueuedModel
from workbench.models.scripted import ScriptedModel

REQUEST = ModelRequest((Message("user", "Hi"),), Sampling())


def asked(gate, *, is_interactive, text="Hello"):
    model = QueuedModel(ScriptedModel(text), gate, is_interactive=is_interactive)
    return model.stream(REQUEST, CancelToken())


def in_thread(parts):
    """The parts as they come, ended by None."""
    told = Queue()

    def run():
        for part in parts:
            told.put(part)
        told.put(None)

    threading.Thread(target=run, daemon=True).start()
    return told


def test_a_free_gate_admits_at_once():
    first, *_, last = asked(ModelGate(), is_interactive=True)
    assert first == Admitted()
    assert isinstance(last, Completion)


def test_waiting_tells_each_new_place_and_people_overtake_batches():
    gate = ModelGate()
    holder = asked(gate, is_interactive=True)
    assert next(holder) == Admitted()
    batch = in_thread(asked(gate, is_interactive=False))
    assert batch.get(timeout=5) == Queued(1)
    person = in_thread(asked(gate, is_interactive=True))
    assert person.get(timeout=5) == Queued(1)
    assert batch.get(timeout=5) == Queued(2)
    holder.close()
    assert person.get(timeout=5) == Admitted()
    told = list(iter(lambda: batch.get(timeout=5), None))
    assert [part for part in told if not isinstance(part, Queued)][:2] == [Admitted(), "Hello"]


def test_a_person_does_not_wait_for_a_batch_request():
    gate = ModelGate()
    batch = asked(gate, is_interactive=False)
    assert next(batch) == Admitted()
    assert next(asked(gate, is_interactive=True)) == Admitted()
    batch.close()


def test_an_error_frees_the_slot():
    gate, cancel = ModelGate(), CancelToken()
    failing = QueuedModel(ScriptedModel("a", gap_s=60), gate, is_interactive=True)
    parts = failing.stream(REQUEST, cancel)
    assert next(parts) == Admitted()
    cancel.cancel()
    with pytest.raises(StoppedError):
        next(parts)
    assert next(asked(gate, is_interactive=True)) == Admitted()


def test_whoever_is_stopped_leaves_the_queue():
    gate, cancel = ModelGate(), CancelToken()
    holder = asked(gate, is_interactive=True)
    next(holder)
    waiting = QueuedModel(ScriptedModel("a"), gate, is_interactive=True).stream(REQUEST, cancel)
    assert next(waiting) == Queued(1)
    cancel.cancel()
    with pytest.raises(StoppedError):
        next(waiting)
    assert next(asked(gate, is_interactive=True)) == Queued(1)
    holder.close()


@given(
    st.integers(1, 3),
    st.lists(st.tuples(st.sampled_from(["person", "batch", "leave"]), st.integers(0, 99))),
)
def test_the_gate_keeps_its_promises_whatever_happens(slots, happenings):
    gate, present = ModelGate(slots), []
    for what, which in happenings:
        if what == "leave":
            if present:
                gate.leave(present.pop(which % len(present)))
        else:
            present.append(gate.join(is_interactive=what == "person"))
        admitted = [ticket for ticket in present if gate._place(ticket) == 0]
        waiting = sorted((t for t in present if t not in admitted), key=gate._place)
        people = [ticket for ticket in admitted if ticket.is_interactive]
        assert len(people) <= slots
        assert len(admitted) - len(people) <= slots
        assert [gate._place(ticket) for ticket in waiting] == [*range(1, len(waiting) + 1)]
        expected = [t for t in present if t in waiting and t.is_interactive]
        expected += [t for t in present if t in waiting and not t.is_interactive]
        assert waiting == expected
        assert not any(t.is_interactive for t in waiting) or len(people) == slots
        assert not waiting or len(admitted) >= slots


def let_in(gate, count):
    return [gate.join(is_interactive=False) for _ in range(count)]


def test_an_adaptive_gate_widens_slowly_while_it_is_full():
    gate = AdaptiveGate(4, 8)
    for ticket in let_in(gate, 8):
        gate.went_well()
        assert ticket is not None
    assert 4 < gate.slots <= 6
    for _ in range(200):
        gate.went_well()
    assert gate.slots == 8


def test_a_gate_that_was_never_full_has_not_shown_that_it_could_be_wider():
    gate = AdaptiveGate(4, 8)
    let_in(gate, 2)
    for _ in range(50):
        gate.went_well()
    assert gate.slots == 4


def test_too_many_halves_an_adaptive_gate_once_for_those_that_were_let_in_together():
    gate = AdaptiveGate(8, 8)
    together = let_in(gate, 8)
    for ticket in together:
        gate.was_too_much(ticket)
    assert gate.slots == 4
    for ticket in together:
        gate.leave(ticket)
    (later,) = let_in(gate, 1)
    gate.was_too_much(later)
    assert gate.slots == 2
    for _ in range(5):
        gate.was_too_much(let_in(gate, 1)[0])
    assert gate.slots == 1


def test_a_refusal_for_asking_too_often_narrows_the_gate_and_an_answer_widens_it():
    gate = AdaptiveGate(4, 8)
    model = QueuedModel(Play(busy(), ANSWER), gate, is_interactive=True)
    with pytest.raises(ModelRefusedError):
        list(model.stream(REQUEST, CancelToken()))
    assert gate.slots == 2
    others = let_in(gate, 1)
    for _ in range(4):
        list(model.stream(REQUEST, CancelToken()))
    assert gate.slots == 3
    assert others


def test_who_is_admitted_and_what_is_left_out_is_told():
    admitted = Admitted("far", ("seed",))
    model = QueuedModel(Play(ANSWER), ModelGate(), is_interactive=True, admitted=admitted)
    assert list(model.stream(REQUEST, CancelToken())) == [admitted, ANSWER]
