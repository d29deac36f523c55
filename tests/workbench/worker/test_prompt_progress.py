"""A long prompt of the bundled model: how far it is read is told, and never stored."""

from contextlib import closing

import pytest

from tests.workbench.worker.scripted_workspace import (
    Desk,
    add_bot,
    put,
    scripted_workspace,
    stored_turn,
)
from workbench.trace.event import TraceEvent
from workbench.trace.facts import ModelAnswered, PromptProgressed

RULE = "Moving a session is free until 24 hours before it starts. "
pytestmark = pytest.mark.timeout(180)


def test_reading_a_long_prompt_is_told_as_it_goes_and_not_stored(tmp_path):
    folder = scripted_workspace(tmp_path / "workspace")
    put(folder, "prompts/long.md", f"---\nuser: '{{{{ question }}}}'\n---\n{RULE * 150}\n")
    sampling = {"temperature": 0, "max_tokens": 4}
    add_bot(folder, "small", model="smollm2-135m", prompt="long", sampling=sampling)
    with closing(Desk(folder)) as desk:
        events = desk.ask("small")
    told = [each.fact for each in events if isinstance(each.fact, PromptProgressed)]
    (answered,) = [each.fact for each in events if isinstance(each.fact, ModelAnswered)]
    assert len(told) > 1
    assert [each.read for each in told] == sorted(each.read for each in told)
    assert {each.total for each in told} == {answered.completion.prompt_tokens}
    assert answered.gaps_ms, "progress is no text: the first token is timed by words alone"
    stored: list[TraceEvent] = stored_turn(folder, events[0].turn_id)
    assert not [each for each in stored if isinstance(each.fact, PromptProgressed)]
    assert [each.seq for each in stored] == list(range(len(stored)))
