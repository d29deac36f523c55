"""Who gets a place next, and from whom."""

from tests.workbench.model_server.engine.tiny_model import Asked
from workbench.model_server.engine.admission import (
    LONGEST_OVERTAKEN_S,
    best_leader,
    next_job,
    victim,
)
from workbench.model_server.engine.sequence import Sequence, shared_beginning

LONG = list(range(100))


def job(prompt, priority="batch", since=0.0):
    made = Asked(prompt, priority=priority).job
    made.waiting_since = since
    return made


def sequence(prompt, priority="batch"):
    return Sequence(job(prompt, priority), 0)


def test_people_come_first_in_their_order():
    batch, first, second = job(LONG), job([1], "interactive"), job([2], "interactive")
    assert next_job([batch, first, second], [sequence(LONG)], 0.0) is first


def test_of_a_batch_whoever_shares_most_with_those_at_work():
    stranger, near, nearest = job([7] * 50), job([*LONG[:40], 1]), job([*LONG[:80], 1])
    assert next_job([stranger, near, nearest], [sequence(LONG)], 0.0) is nearest
    assert next_job([stranger, near, nearest], [], 0.0) is stranger


def test_nobody_is_overtaken_for_ever():
    stranger, near = job([7] * 50), job([*LONG[:40], 1])
    assert next_job([stranger, near], [sequence(LONG)], LONGEST_OVERTAKEN_S + 1) is stranger


def test_nobody_waits_is_nobody():
    assert next_job([], [sequence(LONG)], 0.0) is None


def test_a_leader_shares_all_but_the_last_two_tokens_and_only_if_it_is_worth_it():
    same, other = sequence(LONG), sequence([*LONG[:50], 1])
    assert best_leader(LONG, [other, same]) == (same, 98)
    assert best_leader([*LONG[:8], 1], [same]) == (None, 0)
    assert best_leader(LONG, []) == (None, 0)


def test_a_person_pushes_aside_the_batch_answer_that_came_last():
    first, second, person = sequence([1]), sequence([2]), sequence([3], "interactive")
    assert victim([first, second, person], job([4], "interactive")) is second
    assert victim([person], job([4], "interactive")) is None
    assert victim([first, second], job([4])) is None


def test_a_common_beginning_ends_where_the_first_difference_is():
    assert shared_beginning([1, 2, 3], [1, 2, 4]) == 2
    assert shared_beginning([], [1]) == 0
    assert shared_beginning(LONG, LONG) == 100
    assert shared_beginning([5, *LONG], LONG) == 0
