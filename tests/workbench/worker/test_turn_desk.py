"""Turns of a real worker process: stopped, failed, paused, resumed, forked, previewed, rated."""

import time
from contextlib import closing
from dataclasses import replace
from uuid import uuid4

import pytest

from tests.workbench.worker.providers import STREAM, Provider, free_base_url
from tests.workbench.worker.scripted_workspace import Desk, scripted_workspace, stored_turn
from workbench.commands import (
    ForkTurn,
    ListTurns,
    PreviewPrompt,
    RateTurn,
    ResumeTurn,
    StartTurn,
    StopTurn,
)
from workbench.domain.bot import ModelSpec
from workbench.domain.conversation import Message
from workbench.errors import WorkbenchError
from workbench.messages import PromptPreviewed, Refused, TurnsListed
from workbench.trace.event import TraceEvent

STOP_S = 0.1
TRIES = 3


def kinds(events):
    return [event.fact.kind for event in events if event.fact.kind != "text_streamed"]


def remote(desk, base_url, **changes):
    """What the quick bot would be on a server at that address."""
    given = desk.given("quick")
    model = ModelSpec("remote", "openai_compatible", base_url=base_url, remote_name="m")
    return replace(given, bot=replace(given.bot, model=model, **changes))


def asked(desk, given):
    turn_id = uuid4().hex
    desk.send(StartTurn(turn_id, given))
    return turn_id


def stopped(desk, turn_id):
    """The last fact, and how long it took to come after Stop was sent."""
    sent_s = time.monotonic()
    desk.send(StopTurn(turn_id))
    events = desk.end(turn_id)
    return events[-1].fact, time.monotonic() - sent_s


def test_stop_ends_a_turn_at_once_while_the_model_writes_and_keeps_its_words(desk):
    times = []
    for _ in range(TRIES):
        turn_id = desk.start("slow")
        desk.words(turn_id, 2)
        end, took_s = stopped(desk, turn_id)
        assert end.kind == "turn_cancelled"
        assert end.text.startswith("word word")
        assert stored_turn(desk.folder, turn_id)[-1].fact == end
        times.append(took_s)
    print(f"stop of a writing model: {[round(1000 * each) for each in times]} ms")
    assert min(times) < STOP_S


def test_stop_ends_a_turn_at_once_while_a_server_hangs_in_the_middle_of_its_answer(desk):
    times = []
    with closing(Provider(STREAM)) as server:
        for _ in range(TRIES):
            turn_id = asked(desk, remote(desk, server.base_url))
            desk.until(
                lambda item: (
                    isinstance(item, TraceEvent)
                    and item.turn_id == turn_id  # noqa: B023 - it is used before the loop goes on
                    and item.fact.kind == "text_streamed"
                    and item.fact.text.endswith("is")
                )
            )
            end, took_s = stopped(desk, turn_id)
            assert (end.kind, end.text) == ("turn_cancelled", "Your account is")
            times.append(took_s)
    print(f"stop of a server that stalls: {[round(1000 * each) for each in times]} ms")
    assert min(times) < STOP_S


def test_stop_ends_a_turn_at_once_while_a_server_never_answers(desk):
    times = []
    with closing(Provider()) as server:
        for _ in range(TRIES):
            turn_id = asked(desk, remote(desk, server.base_url))
            assert server.asked.acquire(timeout=60)
            end, took_s = stopped(desk, turn_id)
            assert (end.kind, end.text) == ("turn_cancelled", "")
            times.append(took_s)
    print(f"stop of a server that never answers: {[round(1000 * each) for each in times]} ms")
    assert min(times) < STOP_S


def test_to_stop_a_turn_that_is_over_or_unknown_does_nothing(desk):
    (*_, last) = desk.ask("quick")
    desk.send(StopTurn(last.turn_id))
    desk.send(StopTurn("never started"))
    assert desk.ask("quick")[-1].fact.kind == "turn_finished"


def test_a_model_that_fails_ends_the_turn_with_a_hint(desk):
    url = free_base_url()
    end = desk.end(asked(desk, remote(desk, url)))[-1].fact
    assert end.kind == "turn_failed"
    assert url in end.message
    assert "base URL" in end.hint


def test_a_turn_that_takes_too_long_ends_with_its_words_and_a_hint(desk):
    with closing(Provider(STREAM)) as server:
        end = desk.end(asked(desk, remote(desk, server.base_url, deadline_s=1.5)))[-1].fact
    assert (end.kind, end.text) == ("turn_failed", "Your account is")
    assert "deadline_s" in end.hint


def test_a_key_that_is_not_set_is_named(desk):
    given = desk.given("quick")
    model = ModelSpec("remote", "openai_compatible", base_url="http://x/v1", key_env="NO_SUCH_KEY")
    end = desk.end(asked(desk, replace(given, bot=replace(given.bot, model=model))))[-1].fact
    assert "NO_SUCH_KEY" in end.message
    assert "NO_SUCH_KEY" in end.hint


def test_a_conversation_goes_on_over_turns(desk):
    events = desk.end(
        asked(
            desk,
            replace(
                desk.given("quick"),
                conversation=(
                    Message("user", "Hello?"),
                    Message("assistant", "Hello."),
                    Message("user", "And my status?"),
                ),
            ),
        )
    )
    (prompt,) = [each.fact for each in events if each.fact.kind == "prompt_assembled"]
    assert [message.role for message in prompt.messages] == ["system", "user", "assistant", "user"]


@pytest.mark.parametrize(("approved", "output"), [(True, '"active"'), (False, "declined")])
def test_a_paused_turn_goes_on_as_the_person_decides(desk, approved, output):
    events = desk.ask("asks")
    pause = events[-1].fact
    assert pause.kind == "turn_paused"
    more = desk.resume(events[0].turn_id, **{pause.call.id.replace("-", "_"): approved})
    (returned,) = [event.fact for event in more if event.fact.kind == "tool_returned"]
    assert output in returned.output
    assert returned.failed is not approved
    assert more[-1].fact.text == "It is open."
    stored = stored_turn(desk.folder, events[0].turn_id)
    assert [event.seq for event in stored] == list(range(len(stored)))


def test_a_paused_turn_outlives_its_worker(tmp_path):
    folder = scripted_workspace(tmp_path)
    with closing(Desk(folder)) as first:
        turn_id = first.ask("asks")[0].turn_id
    with closing(Desk(folder)) as second:
        more = second.resume(turn_id, call_1=True)
    assert kinds(more)[0] == "approval_given"
    assert more[-1].fact.kind == "turn_finished"
    stored = kinds(stored_turn(folder, turn_id))
    assert stored.count("turn_started") == stored.count("tool_called") == 1


def test_a_killed_turn_goes_on_from_its_recording(tmp_path):
    folder = scripted_workspace(tmp_path)
    first = Desk(folder)
    turn_id = first.start("slow")
    first.words(turn_id)
    first.kill()
    before = stored_turn(folder, turn_id)
    with closing(Desk(folder)) as second:
        second.send(ResumeTurn(turn_id, {}))
        second.words(turn_id)
        second.send(StopTurn(turn_id))
        second.end(turn_id)
    after = stored_turn(folder, turn_id)
    assert after[: len(before)] == before
    assert kinds(after).count("turn_started") == 1
    assert kinds(after).count("prompt_assembled") == 1


def test_a_turn_that_is_over_cannot_be_resumed_and_the_worker_lives(desk):
    turn_id = desk.ask("quick")[0].turn_id
    refused = desk.answer(ResumeTurn(turn_id, {}), Refused)
    assert "is over" in refused.message
    assert desk.ask("quick")[-1].fact.kind == "turn_finished"


def test_a_turn_that_goes_on_already_is_not_resumed_twice(desk):
    turn_id = desk.start("slow")
    desk.words(turn_id)
    refused = desk.answer(ResumeTurn(turn_id, {}), Refused)
    assert "going on" in refused.message
    desk.send(StopTurn(turn_id))
    assert desk.end(turn_id)[-1].fact.kind == "turn_cancelled"


def test_a_turn_nobody_knows_is_refused(desk):
    with pytest.raises(WorkbenchError, match="no turn nowhere"):
        desk.answer(ResumeTurn("nowhere", {}), PromptPreviewed)


def test_a_fork_replays_up_to_the_edited_step_and_goes_on_live(desk):
    events = desk.ask("quick")
    source = stored_turn(desk.folder, events[0].turn_id)
    (asked_at,) = [event for event in source if event.fact.kind == "prompt_assembled"]
    edited = replace(asked_at.fact, messages=(Message("user", "Only this."),))
    fork_id = uuid4().hex
    desk.send(ForkTurn(fork_id, source[0].turn_id, asked_at.seq, edited))
    assert desk.end(fork_id)[-1].fact.kind == "turn_finished"
    forked = stored_turn(desk.folder, fork_id)
    assert kinds(forked) == kinds(source)
    assert forked[asked_at.seq].fact == edited
    assert stored_turn(desk.folder, source[0].turn_id) == source


def test_a_preview_shows_the_prompt_and_stores_nothing(desk):
    turns = desk.answer(ListTurns("before", limit=1), TurnsListed, request_id="before").total
    given = desk.given("quick", "Am I active?")
    shown = desk.answer(PreviewPrompt("p1", given), PromptPreviewed, request_id="p1")
    assert shown.messages[0].text == "You answer for Scripted Company."
    assert shown.messages[-1].text.endswith("Question: Am I active?")
    assert {segment.name for segment in shown.segments} >= {"system", "account", "question"}
    assert not shown.is_estimate
    after = desk.answer(ListTurns("after", limit=1), TurnsListed, request_id="after")
    assert after.total == turns


def test_a_preview_that_cannot_be_made_says_why(desk):
    given = desk.given("quick")
    wrong = replace(given.bot, prompt=replace(given.bot.prompt, system="{{ nonsense }}"))
    refused = desk.answer(PreviewPrompt("p2", replace(given, bot=wrong)), Refused, request_id="p2")
    assert "nonsense" in refused.message
    assert refused.hint


@pytest.mark.parametrize("rating", [1, -1, 0])
def test_a_thumb_is_kept(desk, rating):
    turn_id = desk.ask("quick", f"Rated {rating}?")[0].turn_id
    desk.send(RateTurn(turn_id, rating))
    asked_for = ListTurns(f"rated {rating}", text=f"Rated {rating}?")
    listed = desk.answer(asked_for, TurnsListed, request_id=f"rated {rating}")
    assert [(row.turn_id, row.rating) for row in listed.turns] == [(turn_id, rating)]
