"""Routes and caches in the bot editor."""

from dataclasses import replace

import pytest

from tests.ui.fake_bridge import LOCAL, REMOTE, bot
from ui.pages.bench.editor.routes_tab import RoutesTab
from workbench.domain.bot import CacheSettings, Intent, Routes

PLAIN = bot("plain")
ROUTES = Routes(REMOTE, longer_than=40, hard=("I was charged twice.",), similarity=0.655,
                confidence=0.7)  # fmt: skip


@pytest.fixture
def tab(qtbot, theme):
    made = RoutesTab(theme)
    qtbot.addWidget(made)
    made.show_models((LOCAL, REMOTE))
    made.show()
    return made


def edits(tab):
    found = []
    tab.edited.connect(lambda: found.append(1))
    return found


@pytest.mark.parametrize(
    "shown",
    [
        PLAIN,
        replace(PLAIN, routes=ROUTES),
        replace(PLAIN, cache=CacheSettings(exact=True, similarity=0.955, keep_h=0.333)),
        replace(PLAIN, routes=replace(ROUTES, tools=True), cache=CacheSettings(semantic=True)),
    ],
)
def test_a_bot_that_is_only_shown_stays_as_it_is_to_the_last_digit(tab, shown):
    told = edits(tab)
    tab.show_bot(shown)
    assert tab.applied(shown) == shown
    assert not told


def test_routes_are_turned_on_with_another_model_and_need_a_rule(tab):
    tab.show_bot(PLAIN)
    assert not tab.strong.isEnabled()
    told = edits(tab)
    tab.is_routing.click()
    assert told
    assert tab.applied(PLAIN).routes == Routes(REMOTE)
    assert "No rule is on" in tab.note.text()
    tab.longer_than.setValue(40)
    tab.hard.setPlainText("I was charged twice.\n\n  Why is it so?  \n")
    assert not tab.note.text()
    routes = tab.applied(PLAIN).routes
    assert (routes.longer_than, routes.hard) == (40, ("I was charged twice.", "Why is it so?"))
    tab.is_routing.click()
    assert tab.applied(PLAIN).routes is None


def test_without_another_model_there_is_nothing_to_route_to(qtbot, theme):
    made = RoutesTab(theme)
    qtbot.addWidget(made)
    made.show_models((LOCAL,))
    made.show_bot(PLAIN)
    assert not made.is_routing.isEnabled()
    assert "no other model yet" in made.note.text()


def test_only_a_router_can_be_unlike_its_intents(tab):
    tab.show_bot(replace(PLAIN, routes=ROUTES))
    assert not tab.unlike_intents.isEnabled()
    router = replace(PLAIN, routes=ROUTES, intents=(Intent("status", ("Status?",)),))
    tab.show_bot(router)
    assert tab.unlike_intents.isEnabled()


def test_a_bot_that_takes_its_strong_model_for_its_own_has_no_routes(tab):
    tab.show_bot(replace(PLAIN, routes=ROUTES))
    assert tab.applied(replace(PLAIN, model=REMOTE, routes=ROUTES)).routes is None


def test_caches_are_turned_on_and_their_numbers_follow(tab):
    tab.show_bot(PLAIN)
    assert not tab.cache.keep_h.isEnabled()
    tab.cache.exact.click()
    assert tab.cache.keep_h.isEnabled()
    assert not tab.cache.similarity.isEnabled()
    tab.cache.semantic.click()
    tab.cache.similarity.setValue(0.9)
    tab.cache.keep_h.setValue(24.0)
    assert tab.applied(PLAIN).cache == CacheSettings(True, True, 0.9, 24.0)
