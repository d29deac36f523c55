"""Models come and go within a memory limit; what is in use stays."""

import threading
from contextlib import ExitStack

import pytest

from workbench.assembly.model_pool import ModelPool
from workbench.cancellation import CancelToken, StoppedError
from workbench.domain.bot import ModelSpec
from workbench.domain.host import Room
from workbench.errors import ModelUnavailableError, WorkbenchError
from workbench.processes.announcement import Address
from workbench.sizing.memory import MemoryNeed

A, B, C = (ModelSpec(name) for name in "abc")
WAIT_S = 30


class FakeSupervisor:
    """Ready at once, unless `holds` says that it loads until the event is set."""

    def __init__(self, log, spec):
        self.log, self.spec = log, spec
        self.state = "stopped"
        self.crash_count = 0
        self.pid = 1
        self.holds = None

    def address(self, cancel):
        if self.state == "stopped":
            self.log.append(f"+{self.spec.name}")
            self.state = "starting"
        while self.holds and not self.holds.wait(0.01):
            cancel.check()
            if self.state == "closed":
                raise ModelUnavailableError("was stopped.", "Try again.")
        self.state = "ready"
        return Address(1, "key")

    def close(self):
        if self.state != "stopped":
            self.log.append(f"-{self.spec.name}")
        self.state = "closed"


class FakeStarter:
    """Each model needs 4 of 10, or what `needs` says."""

    def __init__(self):
        self.log, self.needs, self.warm, self.limit = [], {}, set(), 10
        self.made = {}
        self.holds = None

    def is_small(self, spec):
        return False

    def need(self, spec):
        size = self.needs.get(spec.name, 4)
        if size > self.limit:
            raise ModelUnavailableError(f"{spec.name} does not fit.", "Take another.")
        return MemoryNeed(size, 0, 0, 0)

    def room(self):
        return Room(self.limit)

    def start(self, spec):
        made = self.made[spec] = FakeSupervisor(self.log, spec)
        made.holds = self.holds
        return made

    def keeps_warm(self, name):
        return name in self.warm


@pytest.fixture
def starter():
    return FakeStarter()


@pytest.fixture
def pool(starter):
    return ModelPool(starter, quiet_s=0)


def loaded(pool):
    return {each.name for each in pool.states() if each.state == "ready"}


def test_two_fit_and_the_third_takes_the_place_of_the_longest_idle(pool, starter):
    for spec in (A, B, A, C):
        pool.load(spec, CancelToken())
    assert starter.log == ["+a", "+b", "-b", "+c"]
    assert loaded(pool) == {"a", "c"}


def test_a_big_one_makes_several_leave(pool, starter):
    starter.needs["c"] = 10
    for spec in (A, B, C):
        pool.load(spec, CancelToken())
    assert starter.log == ["+a", "+b", "-a", "-b", "+c"]


def test_what_is_in_use_is_never_unloaded(pool, starter):
    with pool.using(A, CancelToken()), pool.using(B, CancelToken()):
        waiting = threading.Thread(target=pool.load, args=(C, CancelToken()))
        waiting.start()
        while not any(each.state == "waiting" for each in pool.states()):
            waiting.join(0.01)
        assert loaded(pool) == {"a", "b"}
        (state,) = [each for each in pool.states() if each.name == "c"]
        assert state.detail.startswith("for ")
    waiting.join(WAIT_S)
    assert not waiting.is_alive()
    assert "c" in loaded(pool)
    assert len(loaded(pool)) == 2


def test_whoever_waits_can_be_stopped_at_once(pool):
    cancel, ended = CancelToken(), []

    def wait():
        with pytest.raises(StoppedError):
            pool.load(C, cancel)
        ended.append(True)

    with pool.using(A, CancelToken()), pool.using(B, CancelToken()):
        waiting = threading.Thread(target=wait)
        waiting.start()
        while not any(each.state == "waiting" for each in pool.states()):
            waiting.join(0.01)
        cancel.cancel()
        waiting.join(WAIT_S)
        assert ended == [True]
    assert {each.name for each in pool.states()} == {"a", "b"}


def test_a_model_that_fits_nowhere_is_refused_and_nothing_leaves(pool, starter):
    pool.load(A, CancelToken())
    starter.needs["c"] = 11
    with pytest.raises(ModelUnavailableError, match="does not fit"):
        pool.load(C, CancelToken())
    assert loaded(pool) == {"a"}


def test_a_model_that_is_kept_stays_and_is_named(pool, starter):
    starter.warm.add("a")
    starter.needs["c"] = 8
    for spec in (A, B):
        pool.load(spec, CancelToken())
    with pytest.raises(ModelUnavailableError, match="a stays loaded") as refused:
        pool.load(C, CancelToken())
    assert "Unload a" in refused.value.hint
    starter.needs["c"] = 6
    pool.load(C, CancelToken())
    assert loaded(pool) == {"a", "c"}


def test_a_pinned_model_stays_until_it_is_let_go(pool, starter):
    pool.load(A, CancelToken())
    pool.pin("a", pinned=True)
    for spec in (B, C):
        pool.load(spec, CancelToken())
    assert loaded(pool) == {"a", "c"}
    pool.pin("a", pinned=False)
    pool.load(B, CancelToken())
    assert loaded(pool) == {"b", "c"}


def test_other_settings_of_a_model_take_its_own_place(pool, starter):
    other = ModelSpec("a", context_tokens=8192)
    pool.load(A, CancelToken())
    pool.load(B, CancelToken())
    pool.load(other, CancelToken())
    assert starter.log == ["+a", "+b", "-a", "+a"]
    assert [each.spec for each in pool.residents()] == [B, other]


def test_a_model_that_answers_is_not_unloaded_by_hand(pool):
    with pool.using(A, CancelToken()):
        with pytest.raises(WorkbenchError, match="a is writing an answer"):
            pool.unload("a")
        with pool.using(A, CancelToken()), pytest.raises(WorkbenchError, match="2 answers"):
            pool.unload("a")
    pool.unload("a")
    pool.unload("a")
    assert pool.states() == ()


def test_loading_is_given_up_by_unloading(pool, starter):
    starter.holds = threading.Event()
    told = []

    def load():
        with pytest.raises(ModelUnavailableError):
            pool.load(A, CancelToken())
        told.append(True)

    loading = threading.Thread(target=load)
    loading.start()
    while not any(each.state == "starting" for each in pool.states()):
        loading.join(0.01)
    pool.unload("a")
    loading.join(WAIT_S)
    assert told == [True]
    assert pool.states() == ()


def test_what_was_just_used_is_left_alone_for_a_moment(starter):
    pool = ModelPool(starter, quiet_s=WAIT_S)
    for spec in (A, B):
        pool.load(spec, CancelToken())
    cancel = CancelToken()
    with cancel.cancelled_after(0.3), pytest.raises(StoppedError):
        pool.load(C, cancel)
    assert loaded(pool) == {"a", "b"}


def test_one_that_failed_holds_no_memory(pool, starter):
    pool.load(A, CancelToken())
    starter.made[A].state = "failed"
    for spec in (B, C):
        pool.load(spec, CancelToken())
    assert starter.log == ["+a", "+b", "+c"]


def test_many_at_once_take_turns_and_all_are_served(pool, starter):
    """Three models that fit two at a time, asked by twelve threads."""
    served = []
    most = []

    def ask(spec):
        for _ in range(5):
            with pool.using(spec, CancelToken()):
                most.append(len(loaded(pool)))
                served.append(spec.name)

    threads = [threading.Thread(target=ask, args=(spec,)) for spec in (A, B, C) * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT_S)
    assert sorted(served) == ["a"] * 20 + ["b"] * 20 + ["c"] * 20
    assert max(most) <= 2


def test_closing_ends_all(pool, starter):
    with ExitStack() as stack:
        stack.callback(pool.close)
        for spec in (A, B):
            pool.load(spec, CancelToken())
    assert sorted(starter.log) == ["+a", "+b", "-a", "-b"]
