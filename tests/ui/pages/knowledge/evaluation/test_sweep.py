"""Sweeps: their axes, their front, and their settings put into a bot."""

from PySide6.QtGui import QGuiApplication

from tests.ui.fake_bridge import BOTS
from tests.ui.pages.knowledge.evaluation.reports import heads, last, texts
from workbench.commands import SaveBot
from workbench.messages import Saved


def test_a_sweep_has_a_column_for_each_axis_that_varies(swept):
    table = swept.evaluation.table
    assert heads(table)[:3] == ["Size", "Mode", "Front"]
    assert texts(table, 0)[:3] == ["100", "Words (BM25)", "front"]
    assert texts(table, 1)[:3] == ["200", "Meaning (dense)", ""]
    assert "Cut by Sentences, Overlap 20" in swept.evaluation.words.whole_text()


def test_a_click_on_a_point_chooses_its_row_and_its_name_is_its_tip(swept, qtbot):
    plot, table = swept.evaluation.plot, swept.evaluation.table
    first, second = (table.rows.key_at(place) for place in (0, 1))
    assert swept.evaluation.chosen.name == second
    assert f"On the front: {first}" in plot.accessibleDescription()
    plot.key_pressed.emit(first)
    assert swept.evaluation.chosen.name == first
    assert not swept.grab().isNull()


def test_the_settings_go_into_a_bot_with_the_index_that_is_cut_so(swept, bridge):
    swept.evaluation.table.select_key("sentences 100+20 · bm25 · k 3")
    swept.evaluation.bot_chosen.emit("few-shot-retrieval")
    asked = last(bridge, SaveBot)
    assert (asked.bot.retrieval.retrievers, asked.bot.retrieval.index) == (("bm25",), "deep")
    assert asked.base == BOTS[2]
    told = []
    swept.session.told.connect(lambda *said: told.append(said))
    bridge.tell(Saved(asked.request_id, "change-1", "Few shot retrieval saved."))
    assert told == [("Few shot retrieval saved.", "change-1")]
    assert swept.evaluation.bar.isHidden()


def test_without_an_index_that_is_cut_so_it_says_so_and_offers_its_lines(swept, bridge):
    swept.evaluation.bot_chosen.emit("few-shot-retrieval")
    asked = last(bridge, SaveBot)
    assert (asked.bot.retrieval.retrievers, asked.bot.retrieval.index) == (("dense",), "default")
    bridge.tell(Saved(asked.request_id, "change-1", "Saved."))
    assert "no index is cut so" in swept.evaluation.bar.text()
    swept.evaluation.bar.button.click()
    assert "sentences-200-20" in QGuiApplication.clipboard().text()
