"""The order of service, with answers whose every step the test allows."""

import threading
from queue import Queue

import pytest

from workbench.model_server.generation import Timings
from workbench.model_server.scheduler import Finished, Job, Scheduler, Text

PATIENCE_S = 5


class SteppedAnswer:
    """A generation that waits at each step until the test lets it go on."""

    def __init__(self, *texts):
        self.timings = Timings()
        self._texts = texts
        self.go_on = Queue()
        self.reached = Queue()
        self.was_closed = threading.Event()

    def steps(self):
        try:
            for text in self._texts:
                self.reached.put(text)
                if self.go_on.get(timeout=PATIENCE_S) == "fail":
                    raise RuntimeError("decode failed")
                yield text
        finally:
            self.was_closed.set()

    def let_go(self, steps=1):
        for _ in range(steps):
            self.go_on.put("go")


class RememberingModel:
    """Says what the scheduler did with the model's memory."""

    def __init__(self):
        self.done = []

    def save(self):
        self.done.append("save")
        return "memory"

    def restore(self, memory):
        self.done.append(f"restore {memory}")

    def forget(self):
        self.done.append("forget")


@pytest.fixture
def model():
    return RememberingModel()


@pytest.fixture
def scheduler(model):
    return Scheduler(model)


def submit(scheduler, answer, priority="interactive"):
    events = Queue()
    job = Job(answer, priority, events.put)
    scheduler.submit(job)
    return job, events


def next_of(queue):
    return queue.get(timeout=PATIENCE_S)


def test_pieces_come_in_order_and_then_the_end(scheduler):
    answer = SteppedAnswer("a", "", "b")
    _, events = submit(scheduler, answer)
    answer.let_go(3)
    assert [next_of(events) for _ in range(3)] == [Text("a"), Text("b"), Finished()]


def test_people_go_before_batches_that_came_earlier(scheduler):
    first, batch, person = SteppedAnswer("1"), SteppedAnswer("2"), SteppedAnswer("3")
    submit(scheduler, first)
    next_of(first.reached)
    _, batch_events = submit(scheduler, batch, "batch")
    _, person_events = submit(scheduler, person)
    assert scheduler.queue_length == 2
    batch.let_go()
    person.let_go()
    first.let_go()
    assert next_of(person_events) == Text("3")
    assert next_of(batch_events) == Text("2")


def test_a_batch_is_set_aside_for_a_person_and_goes_on_where_it_was(scheduler, model):
    batch, later, person = SteppedAnswer("a", "b"), SteppedAnswer("z"), SteppedAnswer("p")
    _, batch_events = submit(scheduler, batch, "batch")
    next_of(batch.reached)
    _, later_events = submit(scheduler, later, "batch")
    _, person_events = submit(scheduler, person)
    batch.let_go()
    next_of(person.reached)
    assert next_of(batch_events) == Text("a")
    assert model.done == ["save"]
    person.let_go()
    assert [next_of(person_events) for _ in range(2)] == [Text("p"), Finished()]
    assert next_of(batch.reached) == "b"
    batch.let_go()
    later.let_go()
    assert [next_of(batch_events) for _ in range(2)] == [Text("b"), Finished()]
    assert next_of(later_events) == Text("z")
    assert model.done == ["save", "restore memory"]


def test_a_person_is_not_set_aside_for_another(scheduler, model):
    first, second = SteppedAnswer("a", "b"), SteppedAnswer("c")
    _, first_events = submit(scheduler, first)
    next_of(first.reached)
    submit(scheduler, second)
    first.let_go(2)
    assert [next_of(first_events) for _ in range(3)] == [Text("a"), Text("b"), Finished()]
    second.let_go()
    assert model.done == []


def test_a_job_dropped_in_the_queue_is_never_begun(scheduler):
    first, dropped, last = SteppedAnswer("1"), SteppedAnswer("2"), SteppedAnswer("3")
    submit(scheduler, first)
    next_of(first.reached)
    job, _ = submit(scheduler, dropped)
    _, last_events = submit(scheduler, last)
    scheduler.drop(job)
    assert scheduler.queue_length == 1
    first.let_go()
    last.let_go()
    assert next_of(last_events) == Text("3")
    assert dropped.reached.empty()


def test_a_job_dropped_at_work_ends_at_its_next_step(scheduler):
    dropped, following = SteppedAnswer("1", "2", "3"), SteppedAnswer("4")
    job, events = submit(scheduler, dropped)
    next_of(dropped.reached)
    _, following_events = submit(scheduler, following)
    scheduler.drop(job)
    dropped.let_go()
    following.let_go()
    assert next_of(following_events) == Text("4")
    assert events.empty()


def test_a_failure_is_told_and_the_next_one_is_served(scheduler, model, capsys):
    failing, following = SteppedAnswer("1"), SteppedAnswer("2")
    _, events = submit(scheduler, failing)
    failing.go_on.put("fail")
    assert next_of(events) == Finished("The model failed: decode failed")
    _, following_events = submit(scheduler, following)
    following.let_go()
    assert next_of(following_events) == Text("2")
    assert model.done == ["forget"]
    assert "decode failed" in capsys.readouterr().err
