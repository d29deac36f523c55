"""Answers that are kept: found, bounded, aged, and no harm if their file is damaged."""

import threading
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workbench.models.clock import Clock
from workbench.domain.conversation import Completion, TokenLogprob, ToolCall
from workbench.errors import StorageError
from workbench.models.answer_store import AnswerStore, Kept

DONE = Completion("Yes.", (), 100, 2, cost_usd=0.5, logprobs=(TokenLogprob("Yes", -0.1),))
HOUR_S = 3600.0


@pytest.fixture
def clock():
    return Clock(1_000_000.0)


@pytest.fixture
def store(tmp_path, clock):
    with closing(AnswerStore(tmp_path / "answers.sqlite", lambda: 1_000_000, clock)) as made:
        yield made


def kept(key="k1", scope="s1", vector=(1.0, 0.0), completion=DONE, question="Am I active?"):
    return Kept(key, scope, question, vector, completion)


def test_an_answer_comes_back_whole_by_its_key(store, clock):
    calls = Completion("", (ToolCall("c", "t", {"a": 1}),), 3, 1, "tool_calls")
    store.keep(kept(completion=calls, vector=None))
    clock.now_s += 60
    found = store.find("k1", HOUR_S)
    assert (found.completion, found.question, found.age_s) == (calls, "Am I active?", 60)
    assert store.find("k2", HOUR_S) is None


def test_the_nearest_of_its_scope_comes_back_if_it_is_near_enough(store):
    store.keep(kept("k1", vector=(1.0, 0.0)))
    store.keep(kept("k2", vector=(0.8, 0.6), question="Is it on?"))
    store.keep(kept("k3", scope="s2", vector=(0.0, 1.0)))
    found, cosine = store.near("s1", (0.6, 0.8), 0.9, HOUR_S)
    assert (found.question, cosine) == ("Is it on?", pytest.approx(0.96))
    assert store.near("s1", (0.0, 1.0), 0.9, HOUR_S) is None
    assert store.near("s9", (1.0, 0.0), 0.1, HOUR_S) is None


def test_what_has_no_vector_is_found_by_its_key_alone(store):
    store.keep(kept(vector=None))
    assert store.near("s1", (1.0, 0.0), 0.0, HOUR_S) is None


def test_an_answer_that_is_too_old_is_not_given(store, clock):
    store.keep(kept())
    clock.now_s += HOUR_S + 1
    assert store.find("k1", HOUR_S) is None
    assert store.near("s1", (1.0, 0.0), 0.5, HOUR_S) is None
    assert store.find("k1", 2 * HOUR_S) is not None


def test_what_was_not_used_for_longest_goes_first(tmp_path, clock):
    most = [1_000_000]
    with closing(AnswerStore(tmp_path / "a.sqlite", lambda: most[0], clock)) as store:
        for key in ("first", "other"):
            clock.now_s += 1
            store.keep(kept(key, vector=None))
        clock.now_s += 1
        store.find("first", HOUR_S)
        most[0] = store.size().size_bytes
        clock.now_s += 1
        store.keep(kept("later", vector=None))
        found = [key for key in ("first", "other", "later") if store.find(key, HOUR_S)]
        assert found == ["first", "later"]


@settings(deadline=None, max_examples=20)
@given(st.lists(st.integers(1, 2_000), max_size=15), st.integers(1, 6_000))
def test_the_store_never_takes_more_than_it_may(tmp_path_factory, lengths, most):
    path = tmp_path_factory.mktemp("answers") / "a.sqlite"
    with closing(AnswerStore(path, lambda: most)) as store:
        for place, length in enumerate(lengths):
            store.keep(kept(f"k{place}", completion=Completion("x" * length, (), 1, 1)))
            assert store.size().size_bytes <= most


def test_size_uses_and_clearing(store):
    store.keep(kept())
    store.find("k1", HOUR_S)
    store.near("s1", (1.0, 0.0), 0.5, HOUR_S)
    assert (store.size().answers, store.size().uses) == (1, 2)
    store.clear()
    assert (store.size().answers, store.size().size_bytes) == (0, 0)


def test_a_new_worker_finds_what_was_kept(tmp_path):
    path = tmp_path / "a.sqlite"
    with closing(AnswerStore(path, lambda: 1_000_000)) as store:
        store.keep(kept())
    with closing(AnswerStore(path, lambda: 1_000_000)) as store:
        assert store.find("k1", HOUR_S).completion == DONE


def test_a_damaged_file_is_begun_anew(tmp_path):
    path = tmp_path / "a.sqlite"
    path.write_bytes(b"This is no database. " * 100)
    with closing(AnswerStore(path, lambda: 1_000_000)) as store:
        assert store.find("k1", HOUR_S) is None
        store.keep(kept())
        assert store.find("k1", HOUR_S)


def test_a_folder_that_cannot_be_written_is_said_in_a_sentence(tmp_path):
    with (
        closing(AnswerStore(tmp_path / "gone" / "a.sqlite", lambda: 1)) as store,
        pytest.raises(StorageError, match="cannot be used") as refused,
    ):
        store.keep(kept())
    assert refused.value.hint


def test_many_threads_keep_and_find_at_once(store):
    def work(number):
        for place in range(20):
            store.keep(kept(f"{number}-{place}"))
            assert store.find(f"{number}-{place}", HOUR_S)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.size().answers == 120
