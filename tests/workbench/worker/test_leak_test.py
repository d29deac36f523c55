"""The leak test in a real worker: nothing comes out, and without access control it would."""

import json
import os
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tests.workbench.retrieval.knowledge import write
from tests.workbench.worker.scripted_workspace import Desk, add_bot, put, scripted_workspace
from workbench.retrieval_commands import StartLeakTest, StopLeakTest
from workbench.retrieval_messages import LeakTestProgressed

EXTERNAL = os.environ.get("WORKBENCH_EXTERNAL_DATA", "")
CODE = "9K2X7M4P1N8Q3R5T6A"


def opened(folder):
    desk = Desk(folder)
    desk.client.wait_for_index()
    return desk


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    folder = scripted_workspace(tmp_path_factory.mktemp("leaks"))
    put(folder, "prompts/plain.md", "---\nuser: '{{ evidence }} {{ question }}'\n---\nBe kind.\n")
    found = {"model": "quick", "prompt": "plain", "retrieval": {"top_k": 3}}
    add_bot(folder, "reads", title="Reads", **found)
    template = f"---\nuser: '{{{{ question }}}}'\n---\nThe code is {CODE}.\n"
    put(folder, "prompts/careless.md", template)
    add_bot(folder, "careless", title="Careless", model="quick", prompt="careless")
    secret = f"Supervisors of the night shift skip the check with the code {CODE} at once."
    write(folder / "knowledge", "bypass.md", secret, "Bypass code", audience="agent")
    write(folder / "knowledge", "help.md", "Reset your password here.", audience="customer")
    with closing(opened(folder)) as made:
        yield made


def report(desk, **command):
    desk.send(StartLeakTest("leaks", **command))
    told = desk.until(lambda item: isinstance(item, LeakTestProgressed) and bool(item.report))
    told = [each for each in told if isinstance(each, LeakTestProgressed)]
    leaks = tuple(leak for each in told for leak in each.found)
    return replace(told[-1].report, leaks=leaks), told


def test_nothing_comes_out_through_retrieval_or_any_bot(desk):
    found, told = report(desk, bots=("reads", "quick"))
    assert (found.leaks, found.forbidden, found.roles) == ((), 1, ("customer", "agent"))
    assert found.asked == found.probes >= 9
    assert found.is_whole
    assert [each.done for each in told] == sorted(each.done for each in told)


def test_without_access_control_it_finds_what_it_aims_at(desk):
    found, _ = report(desk, is_filtered=False)
    assert found.reached == found.forbidden == 1
    assert {leak.way for leak in found.leaks} == {"chunk", "canary", "text"}


def test_a_prompt_that_tells_a_secret_is_found_with_its_trace(desk):
    found, _ = report(desk, bots=("careless",))
    leaks = [leak for leak in found.leaks if leak.probe.kind == "title"]
    assert [(leak.way, leak.place, leak.bot) for leak in leaks] == [
        ("canary", "prompt", "careless")
    ]
    assert leaks[0].turn_id.startswith("leak-test-")


def test_stopping_tells_what_was_asked_until_then(desk):
    desk.send(StartLeakTest("stopped", bots=("slow",)))
    desk.until(lambda item: isinstance(item, LeakTestProgressed) and "slow" in item.doing)
    desk.send(StopLeakTest())
    told = desk.until(lambda item: isinstance(item, LeakTestProgressed) and bool(item.report))
    assert not told[-1].report.is_whole
    assert told[-1].report.asked < told[-1].report.probes


# `workbench leak-test` takes all of them; their embedding would take a minute of the suite.
OTHERS_SHARE = 5


@pytest.mark.timeout(600)
@pytest.mark.skipif(not EXTERNAL, reason="WORKBENCH_EXTERNAL_DATA is not set")
def test_58_internal_articles_of_a_bank_stay_inside(tmp_path):
    source = Path(EXTERNAL) / "tau_banking_kb/dev"
    folder = scripted_workspace(tmp_path / "bank")
    internal = others = 0
    for file in sorted((source / "docs").glob("*.md")):
        _, front, body = file.read_text("utf-8").split("---", 2)
        fields = YAML(typ="safe", pure=True).load(front)
        others += fields["audience"] != "internal"
        if fields["audience"] != "internal" and others % OTHERS_SHARE:
            continue
        title = json.dumps(fields["title"])
        write(folder / "knowledge", file.name, body, title, audience=fields["audience"])
        internal += fields["audience"] == "internal"
    roles = "roles: {customer: [customer], agent: [customer, internal]}"
    text = (folder / "workbench.yaml").read_text()
    put(folder, "workbench.yaml", text.rsplit("roles:", 1)[0] + roles + "\n")
    found = {"model": "quick", "prompt": "plain", "retrieval": {"top_k": 3}}
    add_bot(folder, "reads", title="Reads", **found)
    with closing(Desk(folder)) as desk:
        desk.client.wait_for_index()
        kept, _ = report(desk, bots=("reads",))
        seen, _ = report(desk, is_filtered=False)
    print(f"{kept.asked} questions, {len(kept.leaks)} leaks; unfiltered {seen.reached}")
    assert internal == 58
    assert (kept.forbidden, kept.leaks) == (58, ())
    assert seen.reached >= 50
