from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from workbench.domain.bot import ModelSpec
from workbench.models.failures import LONGEST_DETAIL, Failures, retry_after_s

SPEC = ModelSpec("mine", "openai_compatible", vendor="groq", remote_name="big")
KEY = "gsk_abcdefghijklmnop1234"
FAILURES = Failures(SPEC, "https://api.groq.com/openai/v1", KEY)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "2"}, 2.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after": "-3"}, 0.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after-ms": "250", "retry-after": "2"}, 0.25),
        ({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0.0),
    ],
)
def test_how_long_to_wait_is_read_in_every_form(headers, seconds):
    assert retry_after_s(headers) == seconds


def test_a_date_to_wait_for_is_seconds_from_now():
    then = datetime.now(UTC) + timedelta(seconds=30)
    assert 25 < retry_after_s({"retry-after": format_datetime(then, usegmt=True)}) <= 30


@pytest.mark.parametrize(
    ("status", "code", "headers", "words", "is_passing"),
    [
        (401, "", {}, "did not accept the key", False),
        (402, "", {}, "wants to be paid", False),
        (403, "", {}, "does not allow this", False),
        (404, "", {}, "does not know this model", False),
        (408, "", {}, "failed", True),
        (413, "", {}, "more than it takes", False),
        (422, "", {}, "refused the request", False),
        (429, "", {}, "no more requests for now", True),
        (429, "insufficient_quota", {}, "quota is used up", False),
        (500, "", {}, "failed", True),
        (500, "", {"x-should-retry": "false"}, "failed", False),
        (529, "", {}, "failed", True),
        (400, "context_length_exceeded", {}, "no prompt of this length", False),
        (307, "", {"location": "https://elsewhere"}, "moved to https://elsewhere", False),
        (502, "", {"content-type": "text/html"}, "web page", True),
        (404, "", {"content-type": "text/html"}, "web page", False),
    ],
)
def test_each_status_is_a_sentence_and_says_whether_it_passes(
    status, code, headers, words, is_passing
):
    error = FAILURES.refused(status, "said", headers, code)
    assert words in error.message
    assert error.hint
    assert error.status == status
    assert error.is_passing is is_passing


@pytest.mark.parametrize(
    "said",
    [
        f"Incorrect API key provided: {KEY}.",
        f'{{"key": "{KEY}"}}',
        "Incorrect API key provided: gsk_ab***************1234.",
        "key gsk_abcdefgh... is not valid",
    ],
)
def test_no_part_of_a_key_is_ever_repeated(said):
    shown = FAILURES.refused(400, said, {}).message
    assert "gsk_ab" not in shown
    assert "1234" not in shown.replace("status 400", "")
    assert "(key)" in shown


def test_what_a_server_says_is_one_line_and_not_too_long():
    shown = FAILURES.short("a\n b\t" + "x" * 1000)
    assert shown.startswith("a b x")
    assert len(shown) == LONGEST_DETAIL + 1


def test_the_key_is_not_shown_with_what_holds_it():
    assert KEY not in repr(FAILURES)
