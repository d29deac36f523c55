"""A disk that fills up while a worker works: whoever waits is told, and nothing is lost."""

import sys
from contextlib import closing

import pytest

from tests.workbench.worker.scripted_workspace import (
    Desk,
    add_bot,
    add_model,
    add_suite,
    is_end,
    scripted_workspace,
    stored_cells,
)
from workbench.commands import ListTurns, ReloadWorkspace
from workbench.messages import Recovered, Refused, TurnsListed
from workbench.worker.recorder import TRY_AGAIN_S

if sys.platform != "linux":
    pytest.skip("limits of a process that runs", allow_module_level=True)

import resource

# A file that may not grow is a disk that is full. A byte: zero would be no limit on some systems.
FULL, ROOM = (1, resource.RLIM_INFINITY), (resource.RLIM_INFINITY, resource.RLIM_INFINITY)


@pytest.fixture
def desk(tmp_path):
    with closing(Desk(scripted_workspace(tmp_path / "workspace", cases=40))) as made:
        made.ask("quick")
        yield made


def limit(desk, room):
    resource.prlimit(desk.client.process.pid, resource.RLIMIT_FSIZE, room)


def test_a_turn_that_cannot_be_kept_is_refused_by_its_id_and_told_when_there_is_room(desk):
    limit(desk, FULL)
    turns = {desk.start("quick"), desk.start("quick")}
    refused = [desk.hear(Refused) for _ in range(3)]
    assert {each.request_id for each in refused} == turns | {""}
    assert all("store.sqlite" in each.message for each in refused)
    assert all("nothing that was stored is lost" in each.hint for each in refused)
    limit(desk, ROOM)
    left = turns | {"recovery"}
    while left:
        item = desk.until(lambda item: is_end(item) or isinstance(item, Recovered))[-1]
        left.remove("recovery" if isinstance(item, Recovered) else item.turn_id)
    rows = desk.answer(ListTurns("q"), TurnsListed, request_id="q").turns
    assert {row.outcome for row in rows if row.turn_id in turns} == {"finished"}


def test_the_trouble_is_told_once_however_long_it_lasts(desk):
    limit(desk, FULL)
    desk.start("quick")
    desk.hear(Refused)
    desk.hear(Refused)
    with pytest.raises(TimeoutError):
        desk.client.until(lambda item: isinstance(item, Refused), 2.5 * TRY_AGAIN_S)
    limit(desk, ROOM)
    told = desk.until(lambda item: isinstance(item, Recovered))
    assert not [item for item in told if isinstance(item, Refused)]


def test_a_run_waits_for_room_and_misses_no_cell(desk):
    add_model(desk.folder, name="steady", provider="scripted", script=["Active now."], gap_s=0.05)
    add_bot(desk.folder, "steady", model="steady", prompt="plain")
    add_suite(desk.folder, "steady", ["steady"])
    desk.send(ReloadWorkspace())
    run_id = desk.start_run("steady")
    desk.progress(run_id, 1)
    limit(desk, FULL)
    assert "store.sqlite" in desk.hear(Refused, request_id="").message
    assert len(stored_cells(desk.folder, run_id)) < 40
    limit(desk, ROOM)
    assert desk.run_end(run_id).state == "finished"
    assert len(stored_cells(desk.folder, run_id)) == 40
