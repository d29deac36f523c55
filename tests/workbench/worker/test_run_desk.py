"""Runs of a real worker process: carried out, stopped, resumed, opened, estimated, labelled."""

import statistics
import time
from contextlib import closing
from dataclasses import replace

import pytest

from tests.workbench.worker.scripted_workspace import (
    Desk,
    add_bot,
    add_model,
    add_suite,
    scripted_workspace,
    stored_cells,
)
from workbench.commands import (
    EstimateRun,
    LabelCell,
    ListRuns,
    OpenDataset,
    OpenRun,
    OpenSuite,
    ReloadWorkspace,
    ResumeBrokenRuns,
    ResumeRun,
    StartRun,
    StopRun,
)
from workbench.errors import WorkbenchError
from workbench.messages import (
    CellsJudged,
    DatasetOpened,
    RunEstimated,
    RunProgressed,
    RunsListed,
    SuiteOpened,
    encode_message,
)

CELLS = 500
ROUNDS = 9


@pytest.fixture(scope="module")
def big(tmp_path_factory):
    """A workspace whose suite takes long enough to be stopped in the middle."""
    folder = scripted_workspace(tmp_path_factory.mktemp("big"), cases=CELLS)
    add_model(
        folder, name="steady", provider="scripted", script=["Your account is active."], gap_s=0.02
    )
    add_bot(folder, "steady", model="steady", prompt="plain")
    add_suite(folder, "big", ["steady"])
    add_suite(folder, "some", ["quick", "steady"], cases={"limit": 20}, baseline="steady")
    with closing(Desk(folder)) as desk:
        yield desk


def keys(cells):
    return [(cell.case_id, cell.variant, cell.trial) for cell in cells]


def opened(desk, run_id):
    """Suite, cells and the last state, as `OpenRun` tells them."""
    desk.send(OpenRun(run_id))
    told = desk.until(lambda item: isinstance(item, RunProgressed) and item.run.run_id == run_id)
    suite = None
    for item in told:
        if isinstance(item, SuiteOpened):
            assert len(encode_message(item)) < 64 * 1024
            suite = item.joined(suite)
    cells = [cell for item in told if isinstance(item, CellsJudged) for cell in item.cells]
    return suite, cells, told[-1]


def timed(desk):
    began_s = time.monotonic()
    assert desk.ask("quick")[-1].fact.kind == "turn_finished"
    return time.monotonic() - began_s


def test_a_run_answers_each_cell_once_and_judges_it(big):
    run_id = big.start_run("some")
    end = big.run_end(run_id)
    assert (end.state, end.run.cells_done, end.run.cells_total) == ("finished", 40, 40)
    assert dict(end.run.pass_rates) == {"quick": 1.0, "steady": 1.0}
    cells = stored_cells(big.folder, run_id)
    assert len(set(keys(cells))) == len(cells) == 40
    assert {cell.outcome for cell in cells} == {"passed"}


def test_cells_are_told_while_the_run_goes_on(big):
    run_id = big.start_run("big")
    big.progress(run_id, 8)
    big.send(StopRun(run_id))
    assert big.run_end(run_id).state == "stopped"


def test_an_interactive_turn_does_not_wait_for_a_grid(big):
    alone = [timed(big) for _ in range(ROUNDS)]
    run_id = big.start_run("big")
    big.progress(run_id, 4)
    beside = [timed(big) for _ in range(ROUNDS)]
    done = len(stored_cells(big.folder, run_id))
    big.send(StopRun(run_id))
    big.run_end(run_id)
    assert done < CELLS, "the run was over before the turns were"
    one, other = statistics.median(alone), statistics.median(beside)
    print(f"a turn alone {1000 * one:.1f} ms, beside a run of {CELLS} cells {1000 * other:.1f} ms")
    assert other < one + 0.25


def test_a_stopped_run_goes_on_with_what_is_missing(big):
    run_id = big.start_run("some")
    big.progress(run_id, 3)
    big.send(StopRun(run_id))
    stopped = big.run_end(run_id)
    before = stored_cells(big.folder, run_id)
    assert stopped.state == "stopped"
    assert len(before) == stopped.run.cells_done < 40
    big.send(ResumeRun(run_id))
    assert big.run_end(run_id).run.cells_done == 40
    after = stored_cells(big.folder, run_id)
    assert len(set(keys(after))) == len(after) == 40
    assert set(keys(before)) <= set(keys(after))
    assert {cell.turn_id: cell for cell in after}.items() >= {
        cell.turn_id: cell for cell in before
    }.items()


def test_a_run_that_is_stopped_and_resumed_in_one_breath_goes_on(big):
    run_id = big.start_run("some")
    for _ in range(5):
        big.send(StopRun(run_id))
        big.send(ResumeRun(run_id))
    while big.run_end(run_id).state != "finished":
        pass
    assert len(stored_cells(big.folder, run_id)) == 40


def test_who_resumes_a_finished_run_is_told_that_it_is_finished(big):
    run_id = big.start_run("some")
    big.run_end(run_id)
    for _ in range(20):
        big.send(ResumeRun(run_id))
        assert big.run_end(run_id).state == "finished"
    assert len(stored_cells(big.folder, run_id)) == 40


def test_a_run_is_begun_once(big):
    run_id = big.start_run("some")
    big.send(StartRun(run_id, "some"))
    assert big.run_end(run_id).run.cells_done == 40
    runs = big.answer(ListRuns(), RunsListed).runs
    assert [run.run_id for run in runs].count(run_id) == 1


def test_a_run_is_opened_as_it_was_run(big):
    run_id = big.start_run("some")
    end = big.run_end(run_id)
    suite, cells, told = opened(big, run_id)
    assert [bot.name for bot in suite.variants] == ["quick", "steady"]
    assert sorted(keys(cells)) == sorted(keys(stored_cells(big.folder, run_id)))
    assert (told.run, told.summaries) == (end.run, end.summaries)


def test_a_run_can_be_compared_with_another_baseline(big):
    run_id = big.start_run("some")
    big.run_end(run_id)
    big.send(OpenRun(run_id, baseline="quick"))
    told = big.hear(RunProgressed)
    assert [each.variant for each in told.summaries if each.is_baseline] == ["quick"]


def test_a_label_of_a_person_is_kept(big):
    run_id = big.start_run("some")
    big.run_end(run_id)
    big.send(LabelCell(run_id, "c0", "quick", 0, "fail", "Too short."))
    _, cells, _ = opened(big, run_id)
    labelled = [(key, cell.label_note) for key, cell in zip(keys(cells), cells, strict=True)
                if cell.label]  # fmt: skip
    assert labelled == [(("c0", "quick", 0), "Too short.")]


def test_a_run_takes_as_long_as_the_turns_before_it(big):
    run_id = big.start_run("some")
    big.run_end(run_id)
    cells = stored_cells(big.folder, run_id)
    usual_s = statistics.median(cell.total_s for cell in cells if cell.variant == "steady")
    told = big.answer(EstimateRun("e1", "big"), RunEstimated, request_id="e1")
    assert told.cells == CELLS
    # Eight run beside each other; one after the other would be the most, but for the noise.
    assert usual_s * CELLS / 8 < told.seconds < 1.5 * usual_s * CELLS


def test_a_suite_that_is_not_saved_is_run_as_it_is(big):
    opened_suite = big.answer(OpenSuite("s1", "some"), SuiteOpened, request_id="s1").suite
    draft = replace(opened_suite, name="draft", trials=2, cases=opened_suite.cases[:2])
    big.send(StartRun("unsaved", suite=draft))
    assert big.run_end("unsaved").run.cells_done == 2 * 2 * 2
    assert {cell.trial for cell in stored_cells(big.folder, "unsaved")} == {0, 1}


@pytest.mark.parametrize(
    ("edit", "message"),
    [({"account": "A-9"}, 'no account "A-9"'), ({"role": "martian"}, 'no role "martian"')],
    ids=str,
)
def test_a_suite_that_is_not_saved_is_refused_if_a_case_cannot_be_asked(big, edit, message):
    suite = big.answer(OpenSuite("s3", "some"), SuiteOpened, request_id="s3").suite
    cases = (replace(suite.cases[0], **edit), *suite.cases[1:])
    with pytest.raises(WorkbenchError, match=message):
        big.answer(StartRun("refused", suite=replace(suite, cases=cases)), RunProgressed)
    assert all(run.run_id != "refused" for run in big.answer(ListRuns(), RunsListed).runs)


def test_a_run_whose_account_is_gone_does_not_go_on_without_it(tmp_path):
    folder = scripted_workspace(tmp_path, cases=40)
    first = Desk(folder)
    run_id = first.start_run("many")
    first.hear(RunProgressed)
    first.kill()
    done = len(stored_cells(folder, run_id))
    (folder / "accounts/A-1.json").rename(tmp_path / "kept.json")
    with closing(Desk(folder)) as second:
        with pytest.raises(WorkbenchError, match='no account "A-1"'):
            second.answer(ResumeBrokenRuns(), RunProgressed)
        assert len(stored_cells(folder, run_id)) == done
        (tmp_path / "kept.json").rename(folder / "accounts/A-1.json")
        second.send(ReloadWorkspace())
        second.send(ResumeRun(run_id))
        assert second.run_end(run_id).state == "finished"


def test_a_dataset_is_told_in_pieces(big):
    big.send(OpenDataset("d1", "many"))
    told = big.until(lambda item: isinstance(item, DatasetOpened) and item.is_last)
    pieces = [item for item in told if isinstance(item, DatasetOpened)]
    assert len(pieces) > 1
    assert [piece.is_first for piece in pieces] == [True] + [False] * (len(pieces) - 1)
    assert [case.id for piece in pieces for case in piece.cases] == [f"c{n}" for n in range(CELLS)]


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (ResumeRun("nowhere"), "no run nowhere"),
        (OpenRun("nowhere"), "no run nowhere"),
        (OpenSuite("s2", "nothing"), "nothing"),
        (OpenDataset("d2", "nothing"), "nothing"),
        (StartRun("r", "nothing"), "nothing"),
        (EstimateRun("e2", "nothing"), "nothing"),
    ],
    ids=lambda each: getattr(each, "kind", ""),
)
def test_what_is_not_there_is_refused_and_the_worker_lives(big, command, message):
    with pytest.raises(WorkbenchError, match=message) as refused:
        big.answer(command, RunEstimated)
    assert refused.value.hint
    assert big.client.process.poll() is None


def test_a_run_left_by_a_worker_that_died_is_taken_up_and_a_stopped_one_is_not(tmp_path):
    folder = scripted_workspace(tmp_path, cases=40)
    add_model(folder, name="steady", provider="scripted", script=["Active now."], gap_s=0.25)
    add_bot(folder, "steady", model="steady", prompt="plain")
    add_suite(folder, "steady", ["steady"])
    first = Desk(folder)
    stopped, broken = first.start_run("steady"), first.start_run("steady")
    first.progress(stopped, 1)
    first.send(StopRun(stopped))
    first.run_end(stopped)
    # Resumed after a stop, it counts as running again.
    again = first.start_run("steady")
    first.send(StopRun(again))
    first.run_end(again)
    first.send(ResumeRun(again))
    first.progress(broken, 1)
    first.kill()
    before = len(stored_cells(folder, stopped))
    with closing(Desk(folder)) as second:
        states = {run.run_id: run.state for run in second.answer(ListRuns(), RunsListed).runs}
        # None of them goes, and so none is said to run.
        assert states == dict.fromkeys((stopped, broken, again), "stopped")
        second.send(ResumeBrokenRuns())
        left = {broken, again}
        while left:
            left.discard(ended_run(second))
    for run_id in (broken, again):
        cells = stored_cells(folder, run_id)
        assert len(set(keys(cells))) == len(cells) == 40
    assert len(stored_cells(folder, stopped)) == before


def test_a_run_that_nobody_carries_out_can_be_stopped_for_good(tmp_path):
    folder = scripted_workspace(tmp_path, cases=40)
    first = Desk(folder)
    run_id = first.start_run("many")
    first.hear(RunProgressed)
    first.kill()
    done = len(stored_cells(folder, run_id))
    with closing(Desk(folder)) as second:
        suite, _, told = opened(second, run_id)
        assert (len(suite.cases), told.state) == (40, "stopped")
        second.send(StopRun(run_id))
        assert second.run_end(run_id).state == "stopped"
        second.send(ResumeBrokenRuns())
        second.ask("quick")
    assert len(stored_cells(folder, run_id)) == done


def test_a_run_that_is_stopped_ends_though_cells_of_another_come_first(tmp_path):
    folder = scripted_workspace(tmp_path, cases=60)
    add_model(folder, name="slow", provider="scripted", script=["Active now."], gap_s=10.0)
    add_bot(folder, "slow", model="slow", prompt="plain")
    add_suite(folder, "slow", ["slow"])
    with closing(Desk(folder)) as desk:
        first, second = desk.start_run("slow"), desk.start_run("slow")
        desk.send(StopRun(second))
        assert desk.run_end(second).state == "stopped"
        desk.send(StopRun(first))
        assert desk.run_end(first).state == "stopped"


def test_the_cells_that_are_being_answered_are_told(tmp_path):
    folder = scripted_workspace(tmp_path, cases=60)
    add_model(folder, name="slow", provider="scripted", script=["Active now."], gap_s=10.0)
    add_bot(folder, "slow", model="slow", prompt="plain")
    add_suite(folder, "slow", ["slow"])
    with closing(Desk(folder)) as desk:
        run_id = desk.start_run("slow")
        told = desk.until(lambda item: isinstance(item, RunProgressed) and item.answering)[-1]
        assert {key.variant for key in told.answering} == {"slow"}
        assert 0 < len(told.answering) < 60
        desk.send(StopRun(run_id))
        assert desk.run_end(run_id).answering == ()


def ended_run(desk):
    told = desk.until(lambda item: isinstance(item, RunProgressed) and item.state == "finished")
    return told[-1].run.run_id
