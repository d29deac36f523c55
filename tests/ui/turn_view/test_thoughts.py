"""What a model thought, who took over and what is waited for, in an answer panel."""

import pytest

from tests.ui.fake_bridge import BOTS, account
from ui.turn_view.conversation import TurnOnScreen
from ui.turn_view.panel_view import Chip, PanelView, with_turn
from ui.turn_view.thought_fold import ThoughtFold
from workbench.domain.conversation import Completion, Message
from workbench.domain.turn import TurnInput
from workbench.trace.event import TraceEvent
from workbench.trace.facts import (
    FellBack,
    ModelAnswered,
    ModelAsked,
    ModelRetried,
    Streamed,
    ThoughtStreamed,
    TurnFinished,
    TurnStarted,
)

GIVEN = TurnInput(BOTS[0], (Message("user", "Status?"),), account(1, "Ana"), today="2026-11-03")
HEAD = PanelView("A", "few-shot", "smollm2", False, False, Chip("idle", "Ready"), "empty")


def view(*facts):
    turn = TurnOnScreen("t1", GIVEN)
    seq = -1
    for n, fact in enumerate((TurnStarted(GIVEN), *facts)):
        seq += not isinstance(fact, Streamed)
        turn.add(TraceEvent("t1", seq, "turn/model-0", "turn", n / 10, fact))
    return with_turn(HEAD, turn)


def test_thinking_is_shown_while_it_goes_on():
    seen = view(ModelAsked("m"), ThoughtStreamed("Hm, "), ThoughtStreamed("so."))
    assert (seen.chip.word, seen.thought_words, seen.thought) == ("Thinking", "Thinking", "Hm, so.")
    assert seen.live == "Thinking before it answers"


def test_a_whole_answer_says_how_long_it_thought():
    done = Completion("Yes.", (), 1, 4, reasoning="Hm, so.")
    answered = ModelAnswered(done, (3200,), thought_ms=3100)
    seen = view(ModelAsked("m"), answered, TurnFinished("Yes."))
    assert (seen.thought_words, seen.text) == ("Thought for 3.1 s", "Yes.")
    untimed = ModelAnswered(done)
    assert view(ModelAsked("m"), untimed, TurnFinished("Yes.")).thought_words == "Thought first"
    silent = ModelAnswered(Completion("Yes.", (), 1, 4))
    assert view(ModelAsked("m"), silent, TurnFinished("Yes.")).thought_words == ""


def test_another_try_and_another_model_are_told():
    waiting = view(ModelAsked("m"), ModelRetried(1, "HTTP 429.", 4.0))
    assert waiting.live == "The provider is busy, asked again in 4 s"
    taken = view(ModelAsked("m"), FellBack("m", "backup", "HTTP 500."), ModelAsked("backup"))
    assert taken.model == "backup, not smollm2"


@pytest.fixture
def fold(qtbot, theme):
    made = ThoughtFold(theme)
    qtbot.addWidget(made)
    made.show_thought("Thought for 3.1 s", "<b>Hm</b>, so.")
    return made


def test_thoughts_are_folded_until_they_are_wanted(fold):
    assert fold.text.isHidden()
    fold.head.click()
    assert not fold.text.isHidden()
    assert fold.text.text() == "<b>Hm</b>, so."
    fold.show_thought("Thought for 3.1 s", "More.")
    assert not fold.text.isHidden()
    fold.fold()
    assert fold.text.isHidden()


def test_without_thoughts_there_is_no_line(fold):
    fold.show_thought("", "")
    assert fold.isHidden()
