"""What is tried again, when, and what is not."""

import pytest

from tests.workbench.models.plays import ANSWER, REFUSED, REQUEST, Play, busy, dropped, failing
from workbench.cancellation import CancelToken, StoppedError
from workbench.domain.model_call import Retrying
from workbench.errors import ModelDroppedError, ModelRefusedError, ModelUnavailableError
from workbench.models import breaker as breaker_module
from workbench.models.breaker import Breaker
from workbench.models.retrying import ATTEMPTS, FIRST_WAIT_S, Patience, RetryingModel


class Waits(CancelToken):
    """Notes how long is waited, and does not wait."""

    def __init__(self):
        super().__init__()
        self.waited_s = []

    def wait(self, deadline_s):
        self.waited_s.append(deadline_s)


def retrying(play, *, patience=None, jitter=1.0, breaker=None):
    patience = patience or Patience(is_interactive=True)
    return RetryingModel(play, breaker or Breaker("far"), patience, lambda: jitter)


def told(model, cancel=None):
    return list(model.stream(REQUEST, cancel or Waits()))


def test_what_passes_is_tried_again_and_each_wait_is_told():
    play, cancel = Play(failing(), failing(), ("Yes.", ANSWER)), Waits()
    *retries, text, completion = told(retrying(play), cancel)
    assert retries == [Retrying(1, "boom", 0.5), Retrying(2, "boom", 1.0)]
    assert (text, completion) == ("Yes.", ANSWER)
    assert cancel.waited_s == [FIRST_WAIT_S, 2 * FIRST_WAIT_S]


def test_waits_are_spread_so_that_calls_which_failed_together_do_not_return_together():
    cancel = Waits()
    told(retrying(Play(failing(), ANSWER), jitter=0.25), cancel)
    assert cancel.waited_s == [0.25 * FIRST_WAIT_S]


def test_what_the_server_asks_for_is_the_least_that_is_waited():
    cancel = Waits()
    told(retrying(Play(busy(retry_after_s=3.0), ANSWER), jitter=0.5), cancel)
    assert cancel.waited_s == [3.0 + 0.5 * FIRST_WAIT_S]


@pytest.mark.parametrize(
    ("patience", "retry_after_s", "attempts"),
    [
        (Patience(is_interactive=True), 61.0, 1),
        (Patience(is_interactive=True), 59.0, 2),
        (Patience(is_interactive=True, has_other=True), 11.0, 1),
        (Patience(is_interactive=False, has_other=True), 9.0, 2),
    ],
)
def test_nobody_waits_for_a_server_that_wants_too_long(patience, retry_after_s, attempts):
    play = Play(busy(retry_after_s=retry_after_s), ANSWER)
    model = retrying(play, patience=patience)
    if attempts == 1:
        with pytest.raises(ModelRefusedError, match="busy"):
            told(model)
    else:
        told(model)
    assert play.asked == attempts


def test_what_does_not_pass_is_told_at_once():
    play = Play(REFUSED, ANSWER)
    with pytest.raises(ModelRefusedError, match="no"):
        told(retrying(play))
    assert play.asked == 1


def test_attempts_end_with_the_last_error():
    play = Play(failing())
    with pytest.raises(ModelRefusedError, match="boom"):
        told(retrying(play))
    assert play.asked == ATTEMPTS


def test_text_that_was_shown_is_never_silently_written_anew():
    play = Play(("Your ", dropped()), ANSWER)
    with pytest.raises(ModelDroppedError):
        told(retrying(play))
    assert play.asked == 1


def test_a_drop_before_any_text_is_tried_here_and_then_not_by_the_engine_again():
    play = Play(dropped())
    with pytest.raises(ModelUnavailableError) as raised:
        told(retrying(play))
    assert not isinstance(raised.value, ModelDroppedError)
    assert play.asked == ATTEMPTS


def test_stop_ends_a_wait_at_once():
    cancel = CancelToken()
    stream = retrying(Play(busy(retry_after_s=50.0))).stream(REQUEST, cancel)
    assert isinstance(next(stream), Retrying)
    cancel.cancel()
    with pytest.raises(StoppedError):
        next(stream)


def test_an_open_breaker_makes_a_grid_wait_and_a_person_not():
    breaker = Breaker("far", lambda: 0.0)
    for _ in range(breaker_module.FAILURES_IN_A_ROW):
        breaker.failed()
    play, cancel = Play(ANSWER), Waits()
    with pytest.raises(ModelUnavailableError, match="left alone"):
        told(retrying(play, breaker=breaker))
    batch = retrying(play, breaker=breaker, patience=Patience(is_interactive=False))
    with pytest.raises(ModelUnavailableError, match="left alone"):
        told(batch, cancel)
    assert play.asked == 0
    assert cancel.waited_s[0] >= breaker_module.FIRST_REST_S


def test_only_a_server_that_fails_opens_the_breaker_not_one_that_refuses():
    breaker = Breaker("far", lambda: 0.0)
    for play in (Play(REFUSED), Play(busy(retry_after_s=99.0))):
        for _ in range(2 * breaker_module.FAILURES_IN_A_ROW):
            with pytest.raises(ModelRefusedError):
                told(retrying(play, breaker=breaker))
    assert told(retrying(Play(ANSWER), breaker=breaker)) == [ANSWER]


def test_counting_is_the_inner_models_business():
    assert retrying(Play(ANSWER)).count_tokens(["ab", "c"], CancelToken()) == (2, 1)
