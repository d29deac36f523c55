"""Every fault, at every vendor, in a chat and in a grid: the right answer, or one clear sentence.

A real worker, real sockets, the vendors' own SDKs. Nothing here may ever hang.
"""

import sys
from contextlib import closing
from dataclasses import replace
from uuid import uuid4

import pytest

from tests.faults import FaultServer
from tests.workbench.worker.scripted_workspace import Desk, scripted_workspace, stored_cells
from workbench.client import WorkerClient
from workbench.commands import StartRun, StartTurn, StopTurn
from workbench.domain.bot import ModelSpec
from workbench.domain.suite import Case, Suite
from workbench.trace.event import TraceEvent

PROVIDERS = ("openai_compatible", "anthropic", "gemini")
ANSWER = "Your account is active."
KEY = "sk-marker-of-the-matrix-1234"
# How the turn ends if the fault happens once, and the facts that tell of it on the way.
PASSES = {
    "good": [],
    "slow": [],
    "no_usage": [],
    "busy": ["model_retried"],
    "busy_and_says_when": ["model_retried"],
    "busy_until_a_date": ["model_retried"],
    "error_500": ["model_retried"],
    "unavailable_503": ["model_retried"],
    "reset_before": ["model_retried"],
    "reset_during": ["model_retried"],
    "hang": ["model_retried"],
    "hang_during": ["model_retried"],
    "drip": ["model_retried"],
    "truncated": ["model_retried"],
}
# Part of an answer was shown, and no other try is called for.
SAID = {
    "key_refused": "did not accept the key (HTTP 401)",
    "quotes_the_key": "refused the request (status 400)",
    "malformed": "not JSON",
    "web_page": "answered with a web page",
    "huge_line": "a line of several megabytes",
    "error_during": "GPU on fire",
    "moved": "has moved to http://192.0.2.1/v1",
}
# The same if the fault never ends.
NEVER_ENDING = {
    "busy": "takes no more requests for now",
    "busy_and_says_when": "takes no more requests for now",
    "error_500": "failed (status 500): boom",
    "unavailable_503": "failed (status 503): down for a moment",
    "reset_before": "hung up before it answered",
    "reset_during": "the connection broke",
    "hang": "did not begin to answer within 1 s",
    "hang_during": "sent nothing more within 0.5 s",
    "drip": "sent nothing more within 0.5 s",
    "truncated": "stopped in the middle of the answer",
}


class QuickDesk(Desk):
    def __init__(self, folder):
        argv = [sys.executable, "-m", "tests.faults.quick_worker", str(folder)]
        self._argv = argv
        super().__init__(folder)

    def open_client(self):
        return WorkerClient(self.folder, argv=self._argv)


@pytest.fixture(scope="module")
def server():
    with closing(FaultServer()) as made:
        yield made


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("THE_KEY", KEY)
        folder = scripted_workspace(tmp_path_factory.mktemp("matrix") / "workspace")
        with closing(QuickDesk(folder)) as made:
            yield made


def bot(desk, server, fault, provider, **fields):
    """`name` is that of its requests at the server; `base` the bot that it is made from."""
    url = server.url(fields.pop("name", uuid4().hex), fault, provider)
    model = ModelSpec("far", provider, base_url=url, remote_name="big", key_env="THE_KEY")
    return replace(desk.state.bots[fields.pop("base", "quick")], model=model, **fields)


def chat(desk, bot):
    turn_id = uuid4().hex
    desk.send(StartTurn(turn_id, replace(desk.given("quick"), bot=bot)))
    return desk.end(turn_id)


def grid(desk, bot, cases=2):
    run_id = uuid4().hex
    made = tuple(Case(f"c{n}", ("Status?",), "A-1", facts=("active",)) for n in range(cases))
    desk.send(StartRun(run_id, suite=Suite("grid", (bot,), made, ("expected_facts",))))
    assert desk.run_end(run_id).state == "finished"
    return stored_cells(desk.folder, run_id)


def kinds(events):
    return [event.fact.kind for event in events]


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("fault", PASSES)
def test_what_happens_once_is_survived_in_a_chat_and_told(desk, server, fault, provider):
    events = chat(desk, bot(desk, server, f"{fault}~1", provider))
    end = events[-1].fact
    assert (end.kind, getattr(end, "text", "")) == ("turn_finished", ANSWER)
    assert [kind for kind in kinds(events) if kind == "model_retried"] == PASSES[fault]


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("fault", PASSES)
def test_what_happens_once_is_survived_in_a_grid(desk, server, fault, provider):
    cells = grid(desk, bot(desk, server, f"{fault}~1", provider))
    assert [(cell.outcome, cell.answer) for cell in cells] == [("passed", ANSWER)] * 2


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("fault", SAID)
def test_what_no_other_try_can_mend_is_said_in_a_chat(desk, server, fault, provider):
    name = uuid4().hex
    end = chat(desk, bot(desk, server, fault, provider, name=name))[-1].fact
    assert end.kind == "turn_failed"
    assert SAID[fault] in end.message
    assert end.hint
    assert KEY not in end.message + end.hint
    assert server.asked[name] == 1


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("fault", SAID)
def test_what_no_other_try_can_mend_is_said_in_a_grid(desk, server, fault, provider):
    cells = grid(desk, bot(desk, server, fault, provider))
    assert [cell.outcome for cell in cells] == ["error"] * 2
    assert all(SAID[fault] in cell.note and KEY not in cell.note for cell in cells)


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("fault", NEVER_ENDING)
def test_what_never_ends_is_given_up_with_a_sentence(desk, server, fault, provider):
    name = uuid4().hex
    end = chat(desk, bot(desk, server, fault, provider, name=name))[-1].fact
    assert end.kind == "turn_failed"
    assert NEVER_ENDING[fault] in end.message
    assert 3 <= server.asked[name] <= 4


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("fault", ["hang", "reset_during", "error_500"])
def test_what_never_ends_ends_a_grid_all_the_same(desk, server, fault, provider):
    cells = grid(desk, bot(desk, server, fault, provider))
    assert [cell.outcome for cell in cells] == ["error"] * 2
    assert all(cell.note for cell in cells)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_arguments_that_are_no_json_are_told_to_the_model_which_then_does_better(
    desk, server, provider
):
    given = bot(desk, server, "bad_arguments~1", provider, base="asks")
    free = tuple(replace(tool, needs_approval=False) for tool in given.tools)
    events = chat(desk, replace(given, tools=free))
    end = events[-1].fact
    assert (end.kind, end.text) == ("turn_finished", ANSWER)
    returned = [event.fact for event in events if event.fact.kind == "tool_returned"]
    told = returned or [event.fact for event in events if event.fact.kind == "model_retried"]
    assert told


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("fault", ["hang", "hang_during", "drip", "busy_and_says_when"])
def test_stop_ends_whatever_the_server_does(desk, server, fault, provider):
    turn_id, name = uuid4().hex, uuid4().hex
    given = replace(desk.given("quick"), bot=bot(desk, server, fault, provider, name=name))
    desk.send(StartTurn(turn_id, given))
    desk.until(
        lambda item: (
            isinstance(item, TraceEvent)
            and item.turn_id == turn_id
            and item.fact.kind in {"model_asked", "text_streamed"}
        )
    )
    desk.send(StopTurn(turn_id))
    assert desk.end(turn_id)[-1].fact.kind == "turn_cancelled"


def test_another_model_takes_over_and_its_answer_says_so(desk, server):
    good = bot(desk, server, "good", "anthropic").model
    events = chat(
        desk,
        bot(desk, server, "error_500", "openai_compatible",
            fallback=(replace(good, name="other"),)),
    )  # fmt: skip
    end = events[-1].fact
    assert (end.kind, end.text) == ("turn_finished", ANSWER)
    (back,) = [event.fact for event in events if event.fact.kind == "fell_back"]
    assert (back.from_model, back.to_model) == ("far", "other")
    assert "boom" in back.reason
    (answered,) = [event.fact for event in events if event.fact.kind == "model_answered"]
    assert answered.completion.model == "other"
    asked = [event.fact.model for event in events if event.fact.kind == "model_asked"]
    assert asked == ["far"] * 4 + ["other"]
