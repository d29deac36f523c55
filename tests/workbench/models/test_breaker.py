import pytest

from tests.workbench.models.clock import Clock
from workbench.models.breaker import (
    FAILURES_IN_A_ROW,
    FIRST_REST_S,
    LONGEST_REST_S,
    Breaker,
    RestingError,
)


@pytest.fixture
def clock():
    return Clock(100.0)


@pytest.fixture
def opened(clock):
    breaker = Breaker("far", clock)
    for _ in range(FAILURES_IN_A_ROW):
        breaker.check()
        breaker.failed()
    return breaker


def test_a_success_in_between_keeps_it_closed(clock):
    breaker = Breaker("far", clock)
    for _ in range(3):
        for _ in range(FAILURES_IN_A_ROW - 1):
            breaker.failed()
        breaker.succeeded()
    breaker.check()


def test_after_failures_in_a_row_the_server_is_left_alone_and_it_is_said_for_how_long(opened):
    with pytest.raises(RestingError, match="failed 5 times in a row") as raised:
        opened.check()
    assert raised.value.retry_after_s == FIRST_REST_S


def test_then_one_call_at_a_time_tries_again(opened, clock):
    clock.now_s += FIRST_REST_S
    opened.check()
    with pytest.raises(RestingError):
        opened.check()
    opened.succeeded()
    opened.check()
    opened.check()


def test_each_try_that_fails_doubles_the_rest_up_to_a_limit(opened, clock):
    rests = []
    for _ in range(4):
        clock.now_s += LONGEST_REST_S
        opened.check()
        opened.failed()
        with pytest.raises(RestingError) as raised:
            opened.check()
        rests.append(raised.value.retry_after_s)
    assert rests == [2 * FIRST_REST_S, 4 * FIRST_REST_S, LONGEST_REST_S, LONGEST_REST_S]


def test_a_try_that_was_stopped_lets_the_next_one_try(opened, clock):
    clock.now_s += FIRST_REST_S
    opened.check()
    opened.gave_up()
    opened.check()
