"""Providers by their address, with the state of the key and of the last test."""

import pytest

from tests.ui.fake_bridge import REMOTE
from ui.pages.models.providers import (
    NOT_CHECKED,
    OFFLINE,
    Checked,
    listed_words,
    provider_name,
    provider_rows,
)
from workbench.domain.bot import ModelSpec
from workbench.domain.key_state import KeyState

OPENAI = ModelSpec("a", "openai_compatible", vendor="openai")
CLAUDE = ModelSpec("c", "anthropic", vendor="anthropic")
OLLAMA = ModelSpec("o", "openai_compatible", vendor="ollama")


def key(name, origin, **fields):
    return KeyState(name, name.title(), origin, **fields)


def row(spec=OPENAI, keys=(), checked=None, **fields):
    (made,) = provider_rows((spec,), checked or {}, keys, **fields)
    return made


def test_models_of_one_address_and_key_are_one_row():
    other = ModelSpec("d", "openai_compatible", vendor="openai", key_env="OTHER")
    again = ModelSpec("b", "openai_compatible", vendor="openai")
    models = (OPENAI, ModelSpec("local"), again, other, CLAUDE)
    rows = provider_rows(models, {"a": Checked("pass", "Answers")})
    assert [(each.name, each.models) for each in rows] == [
        ("OpenAI", ("a", "b")), ("OpenAI", ("d",)), ("Anthropic", ("c",)),
    ]  # fmt: skip
    assert [each.checked for each in rows] == [
        Checked("pass", "Answers"), NOT_CHECKED, NOT_CHECKED,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("state", "kind", "words", "deed"),
    [
        (key("openai", "keychain"), "pass", "Key in the system keychain", "Test"),
        (key("openai", "environment", variable="OPENAI_API_KEY"), "pass",
         "From OPENAI_API_KEY", "Test"),
        (key("openai", "session"), "warn", "This session only", "Test"),
        (key("openai", "keychain", refused=401), "fail", "Key refused, HTTP 401", "Replace key"),
        (key("openai", "none", variable="OPENAI_API_KEY"), "idle", "No key", "Add key"),
    ],
)  # fmt: skip
def test_a_key_is_told_by_where_it_is_and_what_helps_is_offered(state, kind, words, deed):
    made = row(keys=(state,))
    assert made.key_words == (kind, words)
    assert (made.deed, made.can_act) == (deed, True)


def test_a_server_that_needs_no_key_is_tested_without():
    assert row(OLLAMA).key_words == ("idle", "Needs none")
    assert row(OLLAMA).deed == "Test"


def test_offline_only_what_runs_here_can_be_tested():
    keys = (key("openai", "keychain"),)
    cut = row(keys=keys, checked={"a": Checked("pass", "Answers")}, is_offline=True)
    assert (cut.checked, cut.can_act) == (OFFLINE, False)
    assert row(OLLAMA, is_offline=True).can_act
    assert row(keys=(key("openai", "none", variable="X"),), is_offline=True).can_act


def test_a_test_that_goes_on_is_not_begun_again():
    made = row(OLLAMA, checked={"o": Checked("running", "Asking")})
    assert (made.deed, made.can_act) == ("Testing", False)


@pytest.mark.parametrize(
    ("spec", "name"),
    [
        (OPENAI, "OpenAI"),
        (OLLAMA, "Ollama"),
        (REMOTE, "api.example.com"),
        (ModelSpec("x", "openai_compatible", base_url="https://api.groq.com/openai/v1"), "Groq"),
        (ModelSpec("x", "openai_compatible", base_url="http://127.0.0.1:8081/v1"),
         "Server on this machine"),
        (ModelSpec("x", "openai_compatible", base_url="nonsense"), "nonsense"),
    ],
)  # fmt: skip
def test_a_provider_has_a_name(spec, name):
    assert provider_name(spec) == name


def test_a_long_list_of_models_is_cut():
    assert listed_words(("a",)) == "Answers, 1 model: a"
    assert listed_words(tuple("abcd")) == "Answers, 4 models: a, b, c …"
    assert listed_words(()) == "Answers"
