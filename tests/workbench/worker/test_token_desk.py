"""Tokens and probabilities of the bundled model, by a real worker."""

import math
from contextlib import closing

import pytest

from tests.workbench.worker.scripted_workspace import Desk, add_bot, scripted_workspace
from workbench.domain.bot import ModelSpec
from workbench.domain.conversation import Message
from workbench.errors import WorkbenchError
from workbench.messages import Refused, Saved
from workbench.model_commands import ChangeModel
from workbench.projections.recorded_call import recorded_call
from workbench.token_commands import (
    AskForLogprobs,
    StopAskingForLogprobs,
    TokenizePrompt,
    TokenizeText,
)
from workbench.token_messages import LogprobsTold, TextTokenized

pytestmark = pytest.mark.timeout(180)

SMALL = ModelSpec("smollm2-135m", context_tokens=2048)
TEXT = "Grüße 🦜\n\tto  Maya<|im_end|>"


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    folder = scripted_workspace(tmp_path_factory.mktemp("tokens") / "workspace")
    sampling = {"temperature": 0.9, "seed": 5, "max_tokens": 40}
    add_bot(folder, "small", model=SMALL.name, prompt="plain", sampling=sampling)
    with closing(Desk(folder)) as made:
        made.answer(ChangeModel("c", SMALL), Saved, request_id="c")
        yield made


def pieces(desk, command, kind):
    desk.send(command)

    def is_last(item):
        if isinstance(item, Refused):
            raise WorkbenchError(item.message, item.hint)
        is_it = isinstance(item, kind) and item.request_id == command.request_id
        return is_it and item.is_last

    return [item for item in desk.until(is_last) if isinstance(item, kind)]


def tokens(desk, command):
    return [token for each in pieces(desk, command, TextTokenized) for token in each.tokens]


def call_of(events):
    call = recorded_call(events)
    assert call
    return call


def asking(call, request_id="ask"):
    request = call.request
    return AskForLogprobs(request_id, call.model, request.messages, request.sampling)


def test_the_bytes_of_the_tokens_are_the_text(desk):
    found = tokens(desk, TokenizeText("t", SMALL, TEXT))
    assert bytes.fromhex("".join(each.data for each in found)).decode() == TEXT
    assert [each.text for each in found if each.is_special] == ["<|im_end|>"]


def test_a_long_text_comes_in_several_pieces_and_whole(desk):
    text = "The account is active. " * 800
    told = pieces(desk, TokenizeText("long", SMALL, text), TextTokenized)
    assert len(told) > 1
    assert [each.is_first for each in told] == [True] + [False] * (len(told) - 1)
    data = "".join(token.data for each in told for token in each.tokens)
    assert bytes.fromhex(data).decode() == text


def test_a_prompt_is_cut_as_the_model_read_it_and_asked_again_gives_the_same_answer(desk):
    call = call_of(desk.ask("small", "What is my account status?"))
    read = tokens(desk, TokenizePrompt("p", call.model, call.request.messages))
    assert len(read) == call.completion.prompt_tokens
    assert read[0].is_special
    told = pieces(desk, asking(call), LogprobsTold)
    again = [token for each in told for token in each.tokens]
    assert told[-1].text == call.completion.text
    assert "".join(each.token for each in again).startswith(call.completion.text)
    for token in again:
        assert len(token.top) == 20
        assert sum(math.exp(each) for _, each in token.top) <= 1 + 1e-6
        assert [each for _, each in token.top] == sorted((p for _, p in token.top), reverse=True)


def test_an_asking_can_be_stopped(desk):
    call = call_of(desk.ask("small", "Hello"))
    desk.send(asking(call, "stopped"))
    desk.send(StopAskingForLogprobs("stopped"))
    # It is over: the next one is answered, and nothing of the stopped one comes before.
    told = pieces(desk, asking(call, "next"), LogprobsTold)
    assert all(each.request_id == "next" for each in told)


def test_a_model_without_a_tokenizer_here_says_so_in_one_sentence(desk):
    remote = ModelSpec("gpt", "openai_compatible", base_url="https://example.com/v1")
    told = desk.answer(TokenizePrompt("r", remote, (Message("user", "Hi"),)), Refused)
    assert told.message.startswith("gpt has no tokenizer on this machine")
