"""`routes:` and `cache:` of a bot's file: read, wrong, written back."""

from dataclasses import replace

import pytest

from tests.workbench.workspace.small_workspace import FILES, put, small_workspace
from workbench.domain.bot import CacheSettings, Routes
from workbench.errors import WorkspaceError
from workbench.workspace.saving import save_bot, save_suite
from workbench.workspace.workspace import Workspace

LINES = len(FILES["bots/plain.yaml"].splitlines())


def opened(folder, *lines, bot="plain"):
    small_workspace(folder)
    path = f"bots/{bot}.yaml"
    put(folder, path, FILES[path] + "".join(f"{line}\n" for line in lines))
    return Workspace.open(folder)


def test_without_a_word_there_are_no_routes_and_no_cache(tmp_path):
    bot = opened(tmp_path).bot("plain")
    assert (bot.routes, bot.cache) == (None, CacheSettings())
    assert not bot.cache.is_on


def test_routes_name_a_model_and_rules(tmp_path):
    workspace = opened(
        tmp_path,
        "routes:",
        "  strong: remote",
        "  longer_than: 40",
        "  hard: [I was charged twice.]",
        "  confidence: 0.7",
        "cache: {exact: true, keep_h: 24}",
    )
    bot = workspace.bot("plain")
    strong = workspace.model("remote")
    assert bot.routes == Routes(
        strong, longer_than=40, hard=("I was charged twice.",), confidence=0.7
    )
    assert bot.models == (bot.model, strong)
    assert bot.cache == CacheSettings(exact=True, keep_h=24.0)


@pytest.mark.parametrize(
    ("line", "words", "remedy"),
    [
        ("routes: {strong: remte, tools: true}", 'there is no model "remte"', '"remote"?'),
        ("routes: {strong: remote}", "these routes have no rule", "longer_than: 40"),
        ("routes: {strong: smollm2-135m, tools: true}", "its own strong model", "stronger"),
        ("routes: {tools: true}", '"routes.strong" is missing', "strong: …"),
        ("routes: {strong: remote, unlike_intents: 0.5}", "no intents to be unlike", "easy:"),
        ("routes: {strong: remote, confidence: 70}", '"routes.confidence" is not right', "less"),
        ("cache: {exakt: true}", 'no field "cache.exakt"', '"exact"?'),
        ("cache: {similarity: 0}", '"cache.similarity" is not right', "greater"),
    ],
)
def test_what_is_wrong_is_named_with_its_line_and_a_remedy(tmp_path, line, words, remedy):
    with pytest.raises(WorkspaceError) as raised:
        opened(tmp_path, line).bot("plain")
    assert raised.value.message.startswith(f"bots/plain.yaml:{LINES + 1}: ")
    assert words in raised.value.message
    assert remedy in raised.value.hint


def test_a_router_may_be_unlike_its_intents(tmp_path):
    workspace = opened(tmp_path, "routes: {strong: remote, unlike_intents: 0.5}", bot="router")
    assert workspace.bot("router").routes.unlike_intents == 0.5


def test_routes_and_cache_are_saved_taken_back_and_the_rest_stays(tmp_path):
    workspace = opened(tmp_path)
    bot = workspace.bot("plain")
    routes = Routes(workspace.model("remote"), tools=True, easy=("What is my status?",))
    edited = replace(bot, routes=routes, cache=CacheSettings(semantic=True, similarity=0.97))
    save_bot(workspace, edited)
    text = (tmp_path / "bots/plain.yaml").read_text()
    assert text.startswith(FILES["bots/plain.yaml"])
    assert Workspace.open(tmp_path).bot("plain") == edited
    save_bot(workspace, bot)
    assert Workspace.open(tmp_path).bot("plain") == bot
    assert "routes" not in (tmp_path / "bots/plain.yaml").read_text()


def test_a_suite_says_whether_its_bots_may_use_their_caches(tmp_path):
    workspace = opened(tmp_path)
    assert not workspace.suite("first").cache
    save_suite(workspace, replace(workspace.suite_plan("first"), cache=True))
    assert Workspace.open(tmp_path).suite("first").cache
    assert "cache: true" in (tmp_path / "suites/first.yaml").read_text()
