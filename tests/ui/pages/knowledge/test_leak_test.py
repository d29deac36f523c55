"""The view Leak test: what is asked, how it goes and is stopped, what is told of leaks."""

import json
from dataclasses import asdict

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from tests.ui.fake_bridge import BOTS, bot, workspace
from tests.ui.pages.knowledge.test_page import LIMITS, answer, last
from ui.pages.knowledge import PAGE
from ui.pages.knowledge.leaks.export import csv_text, json_text, markdown
from ui.pages.knowledge.leaks.words import result_notes, result_sentence, verdict
from workbench.domain.leaks import Leak, LeakReport, Probe
from workbench.messages import Refused
from workbench.retrieval_commands import StartLeakTest, StopLeakTest
from workbench.retrieval_messages import LeakTestProgressed

CODE = "9K2X7M4P1N8Q3R5T6A"
BY_TITLE = Probe("customer", LIMITS.path, "title", "Refund limits")
BY_CODE = Probe("customer", LIMITS.path, "canary", CODE)
FOUND = Leak(BY_TITLE, "chunk", "evidence", LIMITS.path, "desk/limits.md#2")
TOLD = Leak(BY_CODE, "canary", "prompt", LIMITS.path, CODE, "few-shot", "leak-test-1/7")
CLEAN = LeakReport(("customer", "agent"), ("few-shot",), 3, 312, 312, 0, (), 42.4)


@pytest.fixture
def page(build, bridge):
    bridge.tell(*workspace())
    made = build(PAGE)
    bridge.tell(*workspace())
    answer(bridge)
    made.show_view("leaks")
    return made


@pytest.fixture
def view(page):
    return page.leaks.area


def started(page, bridge):
    page.run_leak_test()
    return last(bridge, StartLeakTest)


def tell(bridge, done, total, leaks=0, doing="", **rest):
    asked = last(bridge, StartLeakTest).request_id
    bridge.tell(LeakTestProgressed(asked, done, total, leaks, doing, **rest))


def ended(page, bridge, report, *leaks):
    started(page, bridge)
    for leak in leaks:
        tell(bridge, 312, 312, len(leaks), found=(leak,))
    tell(bridge, report.asked, report.probes, len(leaks), report=report)


def texts(view, place=0):
    model = view.table.rows
    return [column.text(model.rows[place]) for column in model.columns]


def test_all_roles_and_the_bots_of_local_models_are_asked_at_first(page, view, bridge):
    asked = started(page, bridge)
    local = tuple(each.name for each in BOTS if each.model.is_local)
    assert (asked.roles, asked.bots) == ((), local)
    assert "cloud" not in local
    assert (asked.paraphrase, asked.is_filtered) == (True, True)
    assert view.controls.bots.value_text() == "Retrieval, 4 of 5 bots"


def test_roles_bots_and_access_control_are_chosen_in_plain_words(page, view, bridge):
    view.controls.roles.choose("customer")
    view.controls.bots.choose("few-shot")
    assert view.controls.roles.value_text() == "customer"
    assert view.controls.bots.value_text() == "Retrieval and Few shot"
    view.controls.paraphrase.setChecked(False)
    asked = started(page, bridge)
    assert (asked.roles, asked.bots, asked.paraphrase) == (("customer",), ("few-shot",), False)


def test_without_access_control_retrieval_alone_is_asked(page, view, bridge):
    view.controls.access.set_value("off")
    view.controls.access.value_chosen.emit("off")
    assert not view.controls.bots.isEnabled()
    assert "retrieval alone" in view.controls.bots.toolTip()
    assert not started(page, bridge).is_filtered


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_several_are_ticked_while_the_menu_stays_open(view, qtbot):
    menu_of = view.controls.roles
    menu_of.open_menu()
    menu = menu_of._menu
    for action in menu.actions():
        qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
    assert menu.isVisible()
    assert menu_of.chosen == ()
    assert menu_of.value_text() == "All roles"
    menu.actions()[1].trigger()
    assert menu_of.chosen == ("agent",)
    menu.close()


def test_a_choice_outlives_news_of_the_workspace(page, view, bridge):
    view.controls.bots.choose("few-shot")
    bridge.tell(*workspace((*BOTS, bot("fresh"))))
    assert view.controls.bots.chosen == ("few-shot", "fresh")


def test_a_default_bot_elsewhere_is_not_given_hidden_documents_to_read(page, view, bridge):
    away = [each if each.name != "router" else bot("router", BOTS[-1].model) for each in BOTS]
    bridge.tell(*workspace(away))
    assert not view.controls.paraphrase.isEnabled()
    assert not started(page, bridge).paraphrase


def test_progress_says_what_is_asked_now(page, view, bridge):
    started(page, bridge)
    assert view.doing.text() == "Getting the questions ready"
    tell(bridge, 3, 9, doing="writing paraphrases")
    assert view.doing.text() == "Writing paraphrases: 3 of 9 documents"
    tell(bridge, 121, 312, doing="customer asks retrieval")
    assert view.doing.text() == "Customer asks retrieval: 121 of 312 questions"
    assert view.progress.share == pytest.approx(121 / 312)
    assert view.found.text() == "No leak so far"
    tell(bridge, 122, 312, 2, "customer asks few-shot")
    assert view.found.text() == "2 leaks so far"


def test_it_is_stopped_by_the_same_button_and_what_was_asked_is_told(page, view, bridge):
    started(page, bridge)
    assert page.is_running()
    view.controls.run.click()
    assert len(bridge.sent_of(StopLeakTest)) == 1
    assert not view.controls.run.isEnabled()
    short = LeakReport(("customer", "agent"), (), 3, 312, 120, 0, (), 9.0, is_whole=False)
    tell(bridge, 120, 312, report=short)
    assert view.sentence.text().startswith("0 leaks: 120 questions as customer and agent")
    assert "Stopped before its end, 192 questions not asked." in view.note.text()
    assert view.controls.run.isEnabled()
    assert not page.is_running()


def test_stopping_everything_stops_it_and_leaves_the_index_alone(page, bridge):
    started(page, bridge)
    before = len(bridge.sent)
    page.stop()
    assert bridge.sent[before:] == [StopLeakTest()]


def test_a_clean_result_is_one_sentence(page, view, bridge):
    ended(page, bridge, CLEAN)
    assert view.sentence.text() == (
        "0 leaks: 312 questions as customer and agent, through retrieval and few-shot, in 42 s."
    )
    assert view.table.accessibleDescription() == "Nothing leaked"
    assert not view.grab().isNull()


def test_a_leak_is_listed_with_who_asked_how_and_what_got_through(page, view, bridge):
    ended(page, bridge, CLEAN, FOUND, TOLD)
    assert view.sentence.text().startswith("2 leaks of 1 document: 312 questions")
    assert texts(view) == [
        "customer", "Refund limits", "By its title", "Retrieval", "Evidence", "Chunk id",
        "desk/limits.md#2", "–",
    ]  # fmt: skip
    assert texts(view, 1)[3:] == ["Few shot", "Prompt", "Canary code", CODE, "Stored"]
    assert not view.grab().isNull()


def test_the_trace_of_a_leak_is_opened_as_a_stored_turn(page, view, bridge, qtbot, session):
    ended(page, bridge, CLEAN, FOUND, TOLD)
    view.table.select_key("0")
    assert not view.trace.isEnabled()
    view.table.select_key("1")
    with qtbot.waitSignal(session.page_requested) as opened:
        view.trace.click()
    assert opened.args == ["runs", {"turn_id": "leak-test-1/7"}]
    with qtbot.waitSignal(session.page_requested):
        qtbot.keyClick(view.table, Qt.Key.Key_Return)


def test_the_document_of_a_leak_is_shown_in_the_panel(page, view, bridge):
    ended(page, bridge, CLEAN, FOUND)
    view.table.select_key("0")
    assert page.panel.path.whole_text() == LIMITS.path


def test_leaks_are_found_by_words(page, view, bridge):
    ended(page, bridge, CLEAN, FOUND, TOLD)
    view.finder.setText("prompt few shot")
    view.finder.search_changed.emit("prompt few shot")
    assert [row.key for row in view.table.rows.rows] == ["1"]
    assert view.count.text() == "1 of 2 leaks shown"
    view.table.link_pressed.emit()
    assert view.count.text() == "2 leaks"


def test_a_new_test_keeps_the_last_result_until_it_ends(page, view, bridge):
    ended(page, bridge, CLEAN, FOUND)
    started(page, bridge)
    bridge.tell(Refused(last(bridge, StartLeakTest).request_id, "A leak test is going on already.",
                        "Wait until it ends, or stop it."))  # fmt: skip
    assert "going on already" in view.bar.text()
    assert view.table.rows.total == 1
    assert not page.is_running()
    ended(page, bridge, CLEAN)
    assert view.table.rows.total == 0


def test_an_engine_that_dies_ends_the_test_with_a_sentence(page, view, bridge):
    started(page, bridge)
    bridge.die("killed")
    assert view.bar.text() == "The engine stopped, and the leak test with it. Run it again."
    assert not page.is_running()


def test_nothing_is_called_safe_that_was_not_tested():
    nothing = LeakReport(("agent",), (), 0, 0, 0, 0, (), 0.1)
    assert result_sentence(nothing) == "Nothing was tested: no document is hidden from agent."
    assert verdict(nothing) == "warn"
    failed = LeakReport(("a",), (), 3, 9, 7, 0, (), 1, failed=2, note="No model.")
    assert verdict(failed) == "warn"
    assert "2 questions failed: No model." in result_notes(failed)
    assert verdict(CLEAN) == "pass"


def test_the_test_of_the_test_says_how_much_it_would_have_seen():
    report = LeakReport(("customer", "agent", "lead"), (), 58, 174, 174, 56, (FOUND,), 3.0,
                        is_filtered=False)  # fmt: skip
    assert "reach 56 of 58 hidden documents" in result_sentence(report)
    assert "174 questions as 3 roles" in result_sentence(report)
    assert verdict(report) == "warn"


def whole(*leaks):
    return LeakReport(("customer",), ("few-shot",), 3, 9, 9, 1, leaks, 2.0)


def test_the_report_is_written_as_markdown_json_and_csv():
    piped = Leak(BY_TITLE, "text", "answer", LIMITS.path, "a | b", "few-shot", "t/1")
    report = whole(TOLD, piped)
    assert json.loads(json_text(report)) == json.loads(json.dumps(asdict(report)))
    page = markdown(report)
    assert page.startswith("# Leak test\n\n**2 leaks of 1 document: 9 questions")
    assert "| customer | desk/limits.md | By its title | few-shot | Answer |" in page
    assert "a \\| b" in page
    lines = csv_text(report).splitlines()
    assert len(lines) == 3
    assert lines[1].split(",")[-2:] == [CODE, "leak-test-1/7"]


def test_a_report_is_saved_and_copied_and_a_bad_folder_is_a_sentence(
    page, view, bridge, session, tmp_path
):
    exporter = page.leaks.exporter
    assert not view.controls.export.isEnabled()
    ended(page, bridge, CLEAN, TOLD)
    assert view.controls.export.isEnabled()
    told = []
    session.told.connect(lambda sentence, _: told.append(sentence))
    exporter.save("md", tmp_path / "leaks.md")
    assert told == ["Saved leaks.md"]
    assert CODE in (tmp_path / "leaks.md").read_text()
    exporter.save("json", tmp_path / "none" / "leaks.json")
    assert "could not be written" in view.bar.text()
    exporter.copy("md")
    assert CODE in QGuiApplication.clipboard().text()
