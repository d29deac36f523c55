import pytest

from workbench.domain.abilities import ABILITIES, abilities_of
from workbench.domain.bot import ModelSpec, Sampling
from workbench.domain.conversation import Message
from workbench.domain.model_call import ModelRequest
from workbench.domain.tool import Tool
from workbench.errors import ModelUnableError
from workbench.models.checks import THINKING_ROOM_TOKENS, check_request, left_out, token_limit

TOOLS = (Tool("x", "X.", {}, "account"),)
SCHEMA = {"type": "object"}


def spec(vendor, name="m", **fields):
    provider = vendor if vendor in {"anthropic", "gemini"} else "openai_compatible"
    return ModelSpec("mine", provider, vendor=vendor, remote_name=name, **fields)


def request(tools=(), schema=None, **sampling):
    return ModelRequest((Message("user", "Hi"),), Sampling(**sampling), tools, schema)


@pytest.mark.parametrize(
    ("model", "asked", "what"),
    [
        (spec("groq"), request(schema=SCHEMA), "output schema"),
        (spec("groq"), request(logprobs=3), "how likely"),
        (spec("anthropic", "claude-haiku-4-5"), request(logprobs=1), "how likely"),
        (spec("anthropic", "claude-3-5-haiku"), request(TOOLS, SCHEMA), "at once"),
        (spec("gemini", "gemini-2.5-flash"), request(TOOLS, SCHEMA), "at once"),
        (spec("gemini", "gemma-3-4b-it"), request(TOOLS), "tools"),
        (spec("llama_server"), request(TOOLS, SCHEMA), "at once"),
        (spec("vllm", cannot=("tools",)), request(TOOLS), "tools"),
    ],
)
def test_what_a_model_cannot_do_is_said_with_a_remedy(model, asked, what):
    with pytest.raises(ModelUnableError, match=what) as raised:
        check_request(model, asked)
    assert "Nothing was sent" in raised.value.message
    assert "can: [" in raised.value.hint


@pytest.mark.parametrize(
    ("model", "asked"),
    [
        (spec("openai", "gpt-4o"), request(TOOLS, SCHEMA, logprobs=5)),
        (spec("anthropic", "claude-haiku-4-5"), request(TOOLS, SCHEMA)),
        (spec("gemini", "gemini-3-pro"), request(TOOLS, SCHEMA)),
        (spec("groq", can=("structured_output",)), request(schema=SCHEMA)),
        (ModelSpec("smollm2-135m"), request(TOOLS, SCHEMA, logprobs=5)),
        (ModelSpec("x", "openai_compatible", base_url="http://h/v1"), request(TOOLS, SCHEMA)),
    ],
)
def test_what_it_can_do_is_let_through(model, asked):
    check_request(model, asked)


@pytest.mark.parametrize(
    ("model", "left"),
    [
        (spec("openai", "gpt-4o"), ("repeat_penalty",)),
        (spec("openai", "gpt-5-mini"), ("temperature", "top_p", "stop", "repeat_penalty")),
        (spec("anthropic", "claude-haiku-4-5"), ("seed", "repeat_penalty")),
        (spec("vllm"), ()),
        (ModelSpec("smollm2-135m"), ()),
    ],
)
def test_settings_that_a_model_does_not_take_are_named(model, left):
    assert left_out(model, Sampling(top_p=0.9, stop=("END",), repeat_penalty=1.1)) == left


def test_seed_and_temperature_are_always_meant_and_the_rest_only_if_set():
    assert left_out(spec("anthropic", "claude-opus-5"), Sampling()) == ("seed", "temperature")


def test_a_model_that_thinks_gets_room_for_it():
    assert token_limit(spec("openai", "gpt-5-mini"), Sampling(max_tokens=60)) == (
        60 + THINKING_ROOM_TOKENS
    )
    assert token_limit(spec("openai", "gpt-5.4-mini"), Sampling(max_tokens=60)) == 60
    assert token_limit(ModelSpec("smollm2-135m"), Sampling(max_tokens=60)) == 60


def test_what_the_workspace_says_of_a_model_comes_last():
    known = abilities_of(spec("groq", can=("logprobs",), cannot=("tools", "seed")))
    assert "logprobs" in known
    assert not {"tools", "seed"} & known
    assert known <= set(ABILITIES)
