"""A bot's model and those that are asked when it fails."""

from dataclasses import replace

import pytest

from tests.workbench.models.plays import ANSWER, REFUSED, REQUEST, SPEC, Play, dropped, failing
from workbench.cancellation import CancelToken
from workbench.domain.model_call import FallingBack
from workbench.domain.tool import Tool
from workbench.errors import ModelDroppedError, ModelRefusedError, ModelUnableError
from workbench.models.chain import ChainLink, ModelChain


def chain(*plays):
    names = ("first", "second", "third")
    specs = [replace(SPEC, name=name) for name in names]
    return ModelChain([ChainLink(spec, play) for spec, play in zip(specs, plays, strict=False)])


def told(*plays):
    return list(chain(*plays).stream(REQUEST, CancelToken()))


def test_the_first_answers_if_it_can():
    second = Play(ANSWER)
    assert told(Play(("Yes.", ANSWER)), second) == ["Yes.", ANSWER]
    assert second.asked == 0


def test_the_next_takes_over_and_says_so():
    *_, back, other, completion = told(Play(failing()), Play(REFUSED), Play(ANSWER))
    assert back == FallingBack("first", "second", "boom")
    assert other == FallingBack("second", "third", "no")
    assert completion == replace(ANSWER, model="third")


def test_the_last_error_is_the_turns():
    with pytest.raises(ModelRefusedError, match="no"):
        told(Play(failing()), Play(REFUSED))


def test_nobody_takes_over_in_the_middle_of_a_text():
    second = Play(ANSWER)
    with pytest.raises(ModelDroppedError):
        told(Play(("Your ", dropped())), second)
    assert second.asked == 0


def test_what_any_of_them_cannot_do_is_said_before_anybody_is_asked():
    first = Play(ANSWER)
    links = chain(first, Play(ANSWER))._links
    unable = ChainLink(replace(links[1].spec, cannot=("tools",)), links[1].model)
    request = replace(REQUEST, tools=(Tool("x", "X.", {}, "account"),))
    with pytest.raises(ModelUnableError, match="second cannot call tools"):
        list(ModelChain([links[0], unable]).stream(request, CancelToken()))
    assert first.asked == 0


def test_tokens_are_counted_by_the_bots_own_model():
    assert chain(Play(ANSWER), Play(ANSWER)).count_tokens(["abc"], CancelToken()) == (3,)
