"""Files saved, undone and reloaded through a real worker process."""

from contextlib import closing
from dataclasses import replace

import pytest

from tests.workbench.worker.scripted_workspace import Desk, put, scripted_workspace
from workbench.client import WorkerClient
from workbench.commands import (
    AddModel,
    KeepDrafts,
    OpenDataset,
    OpenSuite,
    ReloadWorkspace,
    SaveBot,
    SaveCase,
    SaveSuite,
    UndoSave,
)
from workbench.domain.bot import BotDraft, ModelSpec
from workbench.domain.suite import Case
from workbench.errors import WorkbenchError
from workbench.messages import DatasetOpened, DraftsListed, Refused, Saved, SuiteOpened
from workbench.workspace.workspace import Workspace


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = scripted_workspace(tmp_path_factory.mktemp("files"))
    with closing(Desk(folder)) as desk:
        yield desk


def saved(desk, command):
    """After which the workspace is listed anew."""
    done = desk.answer(command, Saved, request_id=command.request_id)
    desk.listed()
    return done


def test_a_bot_is_saved_listed_and_put_back(files):
    path = files.folder / "prompts/plain.md"
    before, bot = path.read_text(), files.state.bots["quick"]
    edited = replace(bot, prompt=replace(bot.prompt, system="You are short."))
    done = saved(files, SaveBot("b1", edited, base=bot))
    assert "Quick saved" in done.sentence
    assert "You are short." in path.read_text()
    assert files.state.bots["quick"] == edited
    assert saved(files, UndoSave("u1", done.change_id)).sentence == "Undone."
    assert path.read_text() == before
    assert files.state.bots["quick"] == bot


def test_a_bot_is_saved_as_a_new_one_and_the_old_one_stays(files):
    bot = files.state.bots["quick"]
    done = saved(files, SaveBot("b2", replace(bot, name="twin"), as_new=True, original="quick"))
    assert {"quick", "twin"} <= set(files.state.bots)
    assert files.ask("twin")[-1].fact.kind == "turn_finished"
    saved(files, UndoSave("u2", done.change_id))
    assert "twin" not in files.state.bots


def test_a_save_over_what_another_wrote_is_refused(files):
    bot = files.state.bots["slow"]
    path = files.folder / "bots/slow.yaml"
    path.write_text(path.read_text().replace("Slow", "Slower"))
    command = SaveBot("b3", replace(bot, title="Mine"), base=bot)
    refused = files.answer(command, Refused, request_id="b3")
    assert "bots/slow.yaml" in refused.message
    assert refused.is_conflict
    assert refused.hint
    assert "Slower" in path.read_text()


def test_a_case_is_added_to_its_dataset(files):
    done = saved(files, SaveCase("c1", "many", Case("new case", ("How much?",), "A-1")))
    assert "new case" in done.sentence
    cases = files.answer(OpenDataset("d1", "many"), DatasetOpened, request_id="d1").cases
    assert cases[-1].turns == ("How much?",)
    saved(files, UndoSave("u3", done.change_id))


def test_a_suite_is_saved_and_can_be_opened(files):
    command = SaveSuite(
        "s1", "mine", "My suite", ("quick", "slow"), "many", ("expected_facts",), limit=2
    )
    saved(files, command)
    assert "mine" in {suite.name for suite in files.state.suites}
    suite = files.answer(OpenSuite("o1", "mine"), SuiteOpened, request_id="o1").suite
    assert ([bot.name for bot in suite.variants], len(suite.cases)) == (["quick", "slow"], 2)


def test_a_model_is_added_to_the_picker(files):
    model = ModelSpec("mine", "openai_compatible", base_url="http://127.0.0.1:9/v1")
    done = saved(files, AddModel("m1", model))
    assert model in files.state.models
    refused = files.answer(AddModel("m2", model), Refused, request_id="m2")
    assert "mine" in refused.message
    saved(files, UndoSave("u4", done.change_id))
    assert model not in files.state.models


def test_what_was_undone_cannot_be_undone_again(files):
    done = saved(files, SaveCase("c2", "many", Case("gone", ("Hm?",))))
    saved(files, UndoSave("u5", done.change_id))
    with pytest.raises(WorkbenchError, match="no longer"):
        files.answer(UndoSave("u6", done.change_id), Saved)


def test_a_file_that_is_edited_outside_is_listed_by_itself(files):
    put(files.folder, "accounts/A-9.json", '{"id": "A-9", "name": "Ines"}\n')
    while "A-9" not in files.state.accounts:
        files.listed()
    (files.folder / "accounts/A-9.json").unlink()
    while "A-9" in files.state.accounts:
        files.listed()


def test_a_wrong_file_is_listed_as_a_problem_and_the_rest_stays_usable(files):
    path = put(files.folder, "bots/broken.yaml", "title: [Broken\n")
    files.send(ReloadWorkspace())
    while not files.state.problems:
        files.listed()
    assert files.state.problems[0].path == "bots/broken.yaml"
    assert files.ask("quick")[-1].fact.kind == "turn_finished"
    path.unlink()
    while files.state.problems:
        files.listed()


def test_each_role_is_listed_with_whose_documents_it_may_read(files):
    audiences = (("customer", ("customer",)), ("agent", ("customer", "agent")))
    assert files.state.listing.audiences == audiences


def drafts_of(folder):
    """What a worker tells of the edits that were kept there."""
    with closing(WorkerClient(folder)) as client:
        told = client.until(lambda item: isinstance(item, DraftsListed) and item.is_last, 60.0)
    return [each for item in told if isinstance(item, DraftsListed) for each in item.drafts]


def test_edits_that_are_not_saved_outlive_the_worker(tmp_path):
    folder = scripted_workspace(tmp_path / "workspace")
    with closing(Desk(folder)) as desk:
        bot = desk.state.bots["quick"]
        drafts = (BotDraft(replace(bot, title="Kind"), bot), BotDraft(replace(bot, name="new")))
        desk.send(KeepDrafts(drafts[:1]))
        desk.send(KeepDrafts(drafts))
    assert tuple(drafts_of(folder)) == drafts
    assert Workspace.open(folder).bot("quick") == bot
    with closing(Desk(folder)) as desk:
        desk.send(KeepDrafts(()))
    assert drafts_of(folder) == []


def test_edits_that_cannot_be_read_are_said_and_left_alone(tmp_path):
    folder = scripted_workspace(tmp_path / "workspace")
    path = put(folder, ".workbench/drafts.json", '[{"bot": 1}]')
    with closing(WorkerClient(folder)) as client:
        told = client.until(lambda item: isinstance(item, Refused), 60.0)[-1]
        assert "drafts.json" in told.message
    assert path.read_text() == '[{"bot": 1}]'
