"""The sheet that looks inside an answer."""

import math
from dataclasses import replace

import pytest
from PySide6.QtGui import QGuiApplication

from tests.ui.fake_bridge import answered
from workbench.commands import StartTurn
from workbench.domain.bot import ModelSpec
from workbench.domain.conversation import TokenLogprob
from workbench.domain.token import Token
from workbench.messages import Refused
from workbench.token_commands import (
    AskForLogprobs,
    StopAskingForLogprobs,
    TokenizePrompt,
    TokenizeText,
)
from workbench.token_messages import LogprobsTold, TextTokenized

TEXT = "Your account is past due."
SHARES = (0.6, 0.3, 0.05)


def logprob(token, share=0.6):
    top = tuple(
        (text, math.log(p)) for text, p in zip((token, " not", " new"), SHARES, strict=True)
    )
    return TokenLogprob(token, math.log(share), top)


LOGPROBS = tuple(
    logprob(token, share)
    for token, share in zip(
        ("Your", " account", " is", " past", " due."), (0.6, 0.6, 0.6, 0.2, 0.6), strict=True
    )
)


@pytest.fixture
def sheet(page, bridge):
    page.chat.send("What is my account status?")
    start = bridge.sent_of(StartTurn)[-2]
    bridge.stream(answered(start, TEXT))
    page.show_now()
    page.inspector.open_tab("raw")
    page.inspector.raw.tokens.click()
    return page.sheets.open


def tokenized(bridge, command, *texts, **fields):
    tokens = tuple(Token(n, text, text.encode().hex()) for n, text in enumerate(texts))
    bridge.tell(TextTokenized(command.request_id, tokens, **fields))


def test_prompt_and_answer_are_cut_by_the_model_that_answered(sheet, bridge):
    prompt, answer = bridge.sent_of(TokenizePrompt)[-1], bridge.sent_of(TokenizeText)[-1]
    assert prompt.messages[0].text == "You help customers."
    assert answer.text == TEXT
    assert sheet.prompt.count.text() == "Reading the tokens"
    tokenized(bridge, prompt, "You", " help", is_last=False)
    tokenized(bridge, prompt, " customers.", is_first=False)
    assert sheet.prompt.count.text() == "3 tokens"
    assert len(sheet.prompt.text.marks) == 3
    sheet.prompt.copy_ids.click()
    assert QGuiApplication.clipboard().text() == "[0, 1, 0]"
    sheet.prompt.copy_text.click()
    assert QGuiApplication.clipboard().text() == "You help customers."
    assert sheet.context.figure.text() == "173 of 4,096"


def test_a_model_without_a_tokenizer_here_says_so(sheet, bridge):
    said = "gpt has no tokenizer on this machine, so its tokens cannot be shown."
    bridge.tell(Refused(bridge.sent_of(TokenizePrompt)[-1].request_id, said, "Pick a local model."))
    assert sheet.prompt.bar.text() == f"{said} Pick a local model."
    assert not sheet.prompt.copy_ids.isEnabled()


def ask_again(sheet, bridge):
    sheet.open_tab("probability")
    sheet.probability.ask.click()
    return bridge.sent_of(AskForLogprobs)[-1]


def test_an_answer_without_log_probabilities_is_asked_for_again_with_its_own_seed(sheet, bridge):
    pane = sheet.probability
    sheet.open_tab("probability")
    assert "recorded without log probabilities" in pane.note.text()
    assert not pane.text.isVisible()
    asked = ask_again(sheet, bridge)
    assert (asked.sampling, asked.messages) == (
        sheet.call.request.sampling, sheet.call.request.messages,
    )  # fmt: skip
    bridge.tell(LogprobsTold(asked.request_id, LOGPROBS[:2], is_last=False))
    bridge.tell(LogprobsTold(asked.request_id, LOGPROBS[2:], TEXT, is_first=False))
    assert pane.note.text() == "Asked again with the same seed: it gave the same answer."
    assert pane.mean.text() == "48% sure of its words, 5 tokens"
    assert pane.least.text() == "Least sure: “·past” with 20%, token 4"
    assert pane.text.chosen == 3


def test_an_answer_that_differs_is_said_to(sheet, bridge):
    asked = ask_again(sheet, bridge)
    bridge.tell(LogprobsTold(asked.request_id, LOGPROBS, "Another answer."))
    assert "differs" in sheet.probability.bar.text()


def test_asking_again_can_be_stopped_and_nothing_late_is_shown(sheet, bridge):
    asked = ask_again(sheet, bridge)
    sheet.probability.stop.click()
    assert bridge.sent_of(StopAskingForLogprobs)[-1].request_id == asked.request_id
    bridge.tell(LogprobsTold(asked.request_id, LOGPROBS, TEXT))
    assert sheet.probability.tokens == ()
    assert sheet.probability.ask.isVisible()


def test_the_sliders_move_the_bars_at_once(sheet, bridge):
    asked = ask_again(sheet, bridge)
    bridge.tell(LogprobsTold(asked.request_id, LOGPROBS, TEXT))
    shown = sheet.probability.next
    shown.sliders.sliders["temperature"].setValue(20)
    shown.sliders.sliders["min_p"].setValue(0)
    shown.sliders.sliders["top_k"].setValue(0)
    assert [round(bar.share, 2) for bar in shown.bars.bars] == [0.6, 0.3, 0.05, 0.05]
    shown.sliders.sliders["top_k"].setValue(2)
    assert [round(bar.share, 2) for bar in shown.bars.bars] == [0.67, 0.33, 0, 0]
    assert "cut off" in shown.bars.accessibleDescription()
    shown.sliders.reset.click()
    assert shown.bars.bars[0].share == 1
    assert [bar.is_written for bar in shown.bars.bars] == [True, False, False, False]


def test_recorded_log_probabilities_are_shown_without_asking(page, bridge, sheet):
    turn = page.chat.state.selected_turn()
    kept = bridge.stored[turn.turn_id]
    bridge.stored[turn.turn_id] = [
        replace(event, fact=replace(event.fact, completion=replace(
            event.fact.completion, logprobs=LOGPROBS)))
        if event.fact.kind == "model_answered" else event
        for event in kept
    ]  # fmt: skip
    page.actions_.show_tokens()
    pane = page.sheets.open.probability
    assert pane.tokens == LOGPROBS
    assert "Recorded with 3 alternatives" in pane.note.text()


def test_before_any_answer_there_is_nothing_to_look_into(page, bridge, session):
    said = []
    session.told.connect(lambda sentence, _: said.append(sentence))
    page.actions_.show_tokens()
    assert said == ["There is no answer to look into yet"]
    assert page.sheets.open is None


def test_a_model_elsewhere_is_not_asked_again(page, bridge, sheet):
    turn = page.chat.state.selected_turn()
    remote = ModelSpec("gpt", "openai_compatible", base_url="https://example.com/v1")
    started = bridge.stored[turn.turn_id][0]
    given = started.fact.input
    bridge.stored[turn.turn_id][0] = replace(
        started,
        fact=replace(started.fact, input=replace(given, bot=replace(given.bot, model=remote))),
    )
    page.actions_.show_tokens()
    pane = page.sheets.open.probability
    page.sheets.open.open_tab("probability")
    assert not pane.ask.isVisible()
    assert "set Likely tokens" in pane.note.text()


def test_the_context_window_is_shown_wherever_the_prompt_is(page, sheet):
    figure = "173 of 4,096"
    assert page.inspector.trace.context.figure.text() == figure
    assert page.inspector.raw.context.figure.text() == figure
    assert sheet.context.isVisible()
    sheet.open_tab("answer")
    assert not sheet.context.isVisible()
    page.actions_.save_case()
    assert page.sheets.open.context.figure.text() == figure
