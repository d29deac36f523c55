import json

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from tests.ui.fake_bridge import (
    CALL,
    CHUNK,
    RULE,
    answered,
    at,
    ending,
    failed,
    opening,
    step_clock,
)
from workbench.commands import StartTurn
from workbench.domain.document import Document
from workbench.domain.model_call import Reused
from workbench.messages import DocumentRead, Refused
from workbench.retrieval_commands import ReadDocument
from workbench.trace.facts import AnswerReused, ModelAsked, ModelRouted
from workbench.trace.stamp import stamp

TEXT = f"Your account is past due. {RULE}"


def ask(page, bridge, text=TEXT, **opens):
    page.chat.send("How do I move a session?")
    start = bridge.sent_of(StartTurn)[-2]
    bridge.stream(answered(start, text, **opens))
    page.show_now()
    return page.answers.panels[0]


def test_the_waterfall_names_each_step_and_shows_the_selected_one(page, bridge):
    ask(page, bridge, retrieves=True, tool=True)
    trace = page.inspector.trace
    assert [row.name for row in trace._rows] == [
        "guard in", "retrieve", "get_account", "prompt", "model", "guard out",
    ]  # fmt: skip
    trace.waterfall.select(2)
    assert trace.span.name.whole_text() == "get_account"
    assert CALL.arguments["account_id"] in trace.span.code.text()


def test_pressing_a_tool_row_opens_its_step(page, bridge):
    panel = ask(page, bridge, tool=True)
    page.inspector.open_tab("raw")
    panel.body.tools[0].click()
    assert page.inspector.tab == "trace"
    assert page.inspector.trace.span.name.whole_text() == "get_account"


def test_the_context_window_and_the_checks_are_those_of_the_turn(page, bridge):
    ask(page, bridge, tool=True)
    trace = page.inspector.trace
    assert trace.context.figure.text() == "173 of 4,096"
    assert [line.text for line in trace.checks.lines] == [
        "Personal data", "Secrets", "Tool calls worked",
    ]  # fmt: skip


def test_evidence_shows_passages_and_of_withheld_ones_the_id_and_the_reason_alone(page, bridge):
    ask(page, bridge, retrieves=True)
    page.actions_.show_evidence()
    shown = page.inspector.evidence._shown
    assert [ranked.chunk.id for ranked in shown.chunks] == [CHUNK.id]
    assert [(each.chunk_id, each.reason) for each in shown.withheld] == [
        ("internal-7", "for the audience internal")
    ]


def test_raw_has_the_exact_messages_and_every_event(page, bridge):
    ask(page, bridge)
    page.inspector.open_tab("raw")
    raw = page.inspector.raw
    raw.copy_messages.click()
    assert QGuiApplication.clipboard().text().startswith("system:\nYou help customers.")
    kinds = [json.loads(line)["fact"]["kind"] for line in raw.events.toPlainText().splitlines()]
    assert kinds[0] == "turn_started"
    assert kinds[-1] == "turn_finished"


def test_a_citation_opens_the_document_at_the_place(page, bridge):
    panel = ask(page, bridge, retrieves=True)
    assert panel.body.text.text() == f"Your account is past due. [1] {RULE} [2]"
    assert [row.source.kind for row in panel.body.sources] == ["account", "chunk"]
    panel.body.text.citation_pressed.emit(2)
    asked = bridge.sent_of(ReadDocument)[-1]
    assert (asked.path, asked.role) == (CHUNK.path, "customer")
    text = f"# Moving session\n\n\n{RULE}\n\nLater than that, it counts."
    start = text.index(RULE)
    sheet = page.sheets.open
    sheet._start, sheet._end = start, start + len(RULE)
    bridge.tell(DocumentRead(asked.request_id, Document(CHUNK.path, "Moving a session", text)))
    assert sheet.marked_text() == RULE
    assert sheet.text.textCursor().position() == start


def test_a_source_is_reached_by_tab_and_opened_by_enter(page, bridge, qtbot):
    panel = ask(page, bridge, retrieves=True)
    account, chunk = panel.body.sources
    assert (account.accessibleName(), chunk.accessibleName()) == (
        f"Source 1, {account.source.title}",
        f"Source 2, {chunk.source.title}",
    )
    assert f"2 {chunk.source.title}" in panel.body.text.accessibleDescription()
    assert chunk.focusPolicy() & Qt.FocusPolicy.TabFocus
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space):
        qtbot.keyClick(chunk, key)
    assert [asked.path for asked in bridge.sent_of(ReadDocument)] == [CHUNK.path] * 2


def test_a_document_that_may_not_be_read_says_so(page, bridge):
    page.actions_.open_passage("internal/refunds.md", 0, 5)
    asked = bridge.sent_of(ReadDocument)[-1]
    bridge.tell(Refused(asked.request_id, "A customer may not read this.", "Ask as an agent."))
    assert page.sheets.open.bar.text() == "A customer may not read this. Ask as an agent."


def test_marking_counts_characters_beyond_the_basic_plane(page, bridge):
    page.actions_.open_passage("a.md", 3, 7)
    asked = bridge.sent_of(ReadDocument)[-1]
    bridge.tell(DocumentRead(asked.request_id, Document("a.md", "A", "🙂🙂 word, then")))
    assert page.sheets.open.marked_text() == "word"


def test_selecting_another_panel_changes_what_is_inspected(page, bridge):
    ask(page, bridge)
    other = bridge.sent_of(StartTurn)[-1]
    bridge.stream(failed(other, "The server refused.", "Check its address."))
    page.show_now()
    page.actions_.select_next()
    page.show_now()
    assert page.answers.panels[1].view.is_selected
    assert page.inspector.trace._turn.turn_id == other.turn_id
    assert page.inspector.trace.span.name.whole_text() == "model"


def test_the_whole_record_is_one_press_away(page):
    page.strip.record_button.click()
    sheet = page.sheets.open
    assert sheet.tree.topLevelItem(0).text(1) == "LT-1042"
    sheet.tabs.current_changed.emit("json")
    assert json.loads(sheet.text.toPlainText())["plan"]["name"] == "Focus"


def told(page, bridge, *facts):
    """A turn whose model was not simply asked."""
    page.chat.send("How do I move a session?")
    start = bridge.sent_of(StartTurn)[-2]
    story = [*opening(start)[:-1], *facts, *ending(TEXT)]
    bridge.stream(stamp(start.turn_id, story, clock=step_clock()))
    page.show_now()
    return page.answers.panels[0]


def test_an_answer_that_was_given_before_says_so_in_its_chip_its_step_and_its_checks(page, bridge):
    reused = Reused("semantic", "May I move a session?", 0.97, 120.0, 173, 0.0021)
    panel = told(page, bridge, *at("model-0", AnswerReused(reused)))
    assert panel.view.chip.word == "Reused"
    trace = page.inspector.trace
    trace.select_span("turn/model-0")
    note = trace.span.note.text()
    assert "No model was asked. This answer was given 2 min ago to “May I move a session?”" in note
    assert "Saved: 173 tokens, $0.0021." in note
    assert "Given before to “May I move a session?”" in [line.text for line in trace.checks.lines]


def test_a_routed_answer_names_the_model_and_the_reason(page, bridge):
    routed = ModelRouted("big-model", "52 words, more than 40", "length", 52)
    panel = told(page, bridge, *at("route-0", routed), *at("model-0", ModelAsked("big-model")))
    assert panel.view.model == "big-model, routed"
    trace = page.inspector.trace
    trace.select_span("turn/route-0")
    assert trace.span.note.text() == "big-model answers. 52 words, more than 40."


def test_evidence_opens_in_the_microscope_asked_as_the_turn_asked(page, bridge, session):
    ask(page, bridge, retrieves=True)
    page.actions_.show_evidence()
    asked = []
    session.page_requested.connect(lambda name, target: asked.append((name, target)))
    page.inspector.evidence.microscope_requested.emit("How do I move a session?")
    given = page.chat.state.selected_turn().given
    assert asked == [("knowledge", {
        "query": "How do I move a session?", "role": given.role, "account": given.account.id,
        "bot": given.bot.name,
    })]  # fmt: skip
