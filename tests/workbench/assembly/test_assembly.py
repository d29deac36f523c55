"""From a bot to the services of its turn."""

from contextlib import closing
from dataclasses import replace

import pytest

from workbench.assembly import Assembly
from workbench.cancellation import CancelToken
from workbench.domain.bot import Bot, ModelSpec, Prompt, RetrievalSettings
from workbench.domain.conversation import Message
from workbench.domain.model_call import Admitted, ModelRequest, Queued
from workbench.domain.turn import TurnInput
from workbench.errors import ModelUnavailableError, RetrievalError

SCRIPTED = ModelSpec("scripted", "scripted", script=("Yes.",))
ROLES = {"customer": ("customer",), "agent": ("customer", "agent")}


@pytest.fixture
def assembly(tmp_path):
    made = Assembly(tmp_path, tmp_path / ".workbench", tmp_path / "logs", lambda: ROLES)
    with closing(made):
        yield made


def given(model=SCRIPTED):
    bot = Bot("bot", model, Prompt("prompt", "Be brief."))
    return TurnInput(bot, (Message("user", "Am I active?"),), today="2026-11-16")


def services(assembly, model=SCRIPTED, *, is_interactive=True):
    return assembly.services(given(model), CancelToken(), {}, is_interactive=is_interactive)


def stream(made):
    request = ModelRequest(given().conversation, given().bot.sampling)
    return made.model.stream(request, CancelToken())


def test_every_turn_is_guarded(assembly):
    made = services(assembly)
    assert [guard.name for guard in made.input_guards] == ["message length"]
    assert [guard.name for guard in made.output_guards] == ["other accounts"]


def test_a_scripted_model_says_its_script(assembly):
    pieces = list(stream(services(assembly)))
    assert [type(piece) for piece in pieces[:2]] == [Admitted, str]
    assert pieces[-1].text == "Yes."


def test_bots_with_one_model_wait_for_each_other_and_others_do_not(assembly):
    remote = replace(SCRIPTED, name="local", provider="llama_cpp")
    first = assembly.models._gate(remote)
    assert assembly.models._gate(remote) is first
    assert assembly.models._gate(SCRIPTED) is not first


def test_what_is_asked_beside_a_grid_is_not_queued(assembly):
    with closing(stream(services(assembly, is_interactive=False))) as batch:
        assert next(batch) == Admitted("scripted")
        with closing(stream(services(assembly))) as person:
            assert not isinstance(next(person), Queued)


def test_a_key_comes_from_the_environment_and_is_named_if_it_is_missing(assembly, monkeypatch):
    model = ModelSpec(
        "remote", "openai_compatible", base_url="http://127.0.0.1:9/v1", key_env="MY_KEY"
    )
    monkeypatch.delenv("MY_KEY", raising=False)
    with pytest.raises(ModelUnavailableError, match="MY_KEY"):
        list(stream(services(assembly, model)))


def test_an_unknown_role_finds_nothing_and_says_why(assembly):
    with pytest.raises(RetrievalError, match="no role called boss"):
        assembly.retriever("2026-11-16").find("refund", RetrievalSettings(), "boss", CancelToken())


def test_a_document_is_read_by_who_may_and_looks_missing_to_others(assembly, tmp_path):
    folder = tmp_path / "knowledge"
    folder.mkdir()
    (folder / "secret.md").write_text(
        "---\ntitle: Secret\naudience: agent\n---\nOnly for agents.\n"
    )
    (tmp_path / "outside.md").write_text(
        "---\ntitle: Outside\naudience: customer\n---\nNot a document.\n"
    )
    assert "Only for agents" in assembly.knowledge.document("secret.md", "agent").text
    for path in ("secret.md", "gone.md", "../outside.md"):
        with pytest.raises(RetrievalError, match="not among the documents") as refused:
            assembly.knowledge.document(path, "customer")
        assert "Only for agents" not in str(refused.value)


def test_news_of_servers_are_told_once(assembly):
    assert assembly.news() == ()
