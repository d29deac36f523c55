"""Providers by their base URL, with the state of the key and of the last test."""

import pytest

from tests.ui.fake_bridge import REMOTE
from ui.pages.models.providers import (
    NOT_CHECKED,
    Checked,
    KeyState,
    environment_key,
    listed_words,
    provider_name,
    provider_rows,
)
from workbench.domain.bot import ModelSpec


def far(name, url="https://api.openai.com/v1", key_env="KEY"):
    return ModelSpec(name, "openai_compatible", base_url=url, key_env=key_env)


def test_models_of_one_address_and_key_are_one_row():
    models = (far("a"), ModelSpec("local"), far("b"), far("c", key_env="OTHER"))
    rows = provider_rows(models, {"a": Checked("pass", "Answers")})
    assert [(row.name, row.models) for row in rows] == [("OpenAI", ("a", "b")), ("OpenAI", ("c",))]
    assert [row.checked for row in rows] == [Checked("pass", "Answers"), NOT_CHECKED]


def test_a_key_is_told_by_where_it_is_read_and_never_shown(monkeypatch):
    monkeypatch.setenv("KEY", "sesame")
    monkeypatch.delenv("OTHER", raising=False)
    assert environment_key(far("a")) == KeyState("pass", "Key from KEY")
    assert environment_key(far("a", key_env="OTHER")).kind == "fail"
    assert environment_key(far("a", key_env="")).words == "No key needed"
    assert "sesame" not in str(provider_rows((far("a"),), {}))


def test_another_source_of_keys_can_be_plugged_in():
    (row,) = provider_rows((REMOTE,), {}, lambda _: KeyState("pass", "Key in the keychain"))
    assert row.key.words == "Key in the keychain"


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://api.groq.com/openai/v1", "Groq"),
        ("http://127.0.0.1:8081/v1", "Server on this machine"),
        ("https://llm.example.com/v1", "llm.example.com"),
        ("nonsense", "nonsense"),
    ],
)
def test_a_provider_has_a_name(url, name):
    assert provider_name(url) == name


def test_a_long_list_of_models_is_cut():
    assert listed_words(("a",)) == "Answers, 1 model: a"
    assert listed_words(tuple("abcd")) == "Answers, 4 models: a, b, c …"
    assert listed_words(()) == "Answers"
