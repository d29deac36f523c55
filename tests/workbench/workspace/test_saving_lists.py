"""Saving what is one of many: cases of a dataset, models, suites; and the settings."""

from dataclasses import replace

import pytest

from tests.workbench.workspace.small_workspace import FILES, changed_lines, put, small_workspace
from workbench.domain.bot import ModelSpec, Prompt
from workbench.domain.suite import Case, ExpectedCall, Threshold
from workbench.errors import ConflictError, WorkspaceError
from workbench.workspace.case_saving import save_case
from workbench.workspace.saving import (
    add_model,
    save_prompt,
    save_settings,
    save_suite,
    undo,
)
from workbench.workspace.selection import CaseSelection
from workbench.workspace.suite_file import SuitePlan
from workbench.workspace.workspace import Workspace


@pytest.fixture
def folder(tmp_path):
    return small_workspace(tmp_path)


@pytest.fixture
def workspace(folder):
    return Workspace.open(folder)


def test_a_case_is_one_more_line_with_an_id_of_its_own(folder, workspace):
    case = Case(
        id="c1",
        turns=("Why was I charged £5?",),
        account="A-1",
        facts=("79.00",),
        tool_calls=(ExpectedCall("get_account"),),
        tags=("billing",),
        split="test",
    )
    saved = save_case(workspace, "golden", case)
    assert saved.case.id == "c1-2"
    before = FILES["datasets/golden.jsonl"]
    text = (folder / "datasets/golden.jsonl").read_text()
    assert text.startswith(before)
    assert text.count("\n") == before.count("\n") + 1
    assert Workspace.open(folder).dataset("golden")[-1] == replace(case, id="c1-2")
    assert workspace.dataset("golden")[-1] == replace(case, id="c1-2")


def test_a_case_is_saved_beside_a_broken_line_and_after_a_missing_line_end(folder, workspace):
    put(folder, "datasets/golden.jsonl", '{"id": "c1", "input": "x"}\n{broken')
    saved = save_case(workspace, "golden", Case("c1", ("Hi",)))
    assert (folder / "datasets/golden.jsonl").read_text().split("\n")[1:] == [
        "{broken",
        '{"id": "c1-2", "input": "Hi"}',
        "",
    ]
    undo(workspace, saved.change)
    assert (folder / "datasets/golden.jsonl").read_text().endswith("{broken")


def test_a_dataset_is_made_for_its_first_case(folder, workspace):
    save_case(workspace, "fresh", Case("", ("Hi", "Bye")))
    assert Workspace.open(folder).dataset("fresh") == (Case("case", ("Hi", "Bye")),)


def test_a_table_takes_a_case_that_fits_its_columns(folder, workspace):
    case = Case("t1", ('Say "hi", please',), facts=("a", "b"), tags=("x",), split="test")
    save_case(workspace, "table", case)
    assert Workspace.open(folder).dataset("table")[-1] == replace(case, id="t1-2")
    with pytest.raises(WorkspaceError, match="more than the table's columns"):
        save_case(workspace, "table", replace(case, refuse=True))


def test_a_model_is_added_below_the_others(folder, workspace):
    put(folder, "weights/big.gguf", b"GGUF")
    spec = ModelSpec("big", path=str(folder / "weights/big.gguf"), context_tokens=8192)
    add_model(workspace, spec)
    text = (folder / "models.yaml").read_text()
    assert text.startswith(FILES["models.yaml"])
    assert "path: weights/big.gguf" in text
    assert Workspace.open(folder).model("big") == spec


def test_the_first_model_makes_the_file(folder, workspace):
    (folder / "models.yaml").unlink()
    add_model(workspace, ModelSpec("remote", "openai_compatible", base_url="http://x/v1"))
    assert Workspace.open(folder).model("remote").base_url == "http://x/v1"


def test_a_models_name_is_taken_once_unless_it_is_to_be_replaced(folder, workspace):
    spec = replace(workspace.model("remote"), remote_name="bigger")
    with pytest.raises(ConflictError, match='already a model called "remote"'):
        add_model(workspace, spec)
    add_model(workspace, spec, overwrite=True)
    expected = FILES["models.yaml"].replace("remote_name: big", "remote_name: bigger")
    assert (folder / "models.yaml").read_text() == expected


def test_a_model_that_is_not_there_is_not_added(folder, workspace):
    with pytest.raises(WorkspaceError, match="is not at"):
        add_model(workspace, ModelSpec("big", path="/nowhere/big.gguf"))
    assert (folder / "models.yaml").read_text() == FILES["models.yaml"]


def test_a_suite_is_made_and_edited(folder, workspace):
    plan = SuitePlan("mine", ("plain", "router"), "golden", ("exact",))
    save_suite(workspace, plan)
    assert Workspace.open(folder).suite_plan("mine") == plan
    more = replace(
        plan,
        cases=CaseSelection(tags=("status",), limit=1),
        baseline="router",
        trials=3,
        thresholds=(Threshold("plain", 0.25),),
        title="Mine",
    )
    save_suite(workspace, more)
    assert Workspace.open(folder).suite_plan("mine") == more


def test_a_suite_without_cases_is_not_written(folder, workspace):
    plan = SuitePlan("mine", ("plain",), "golden", ("exact",), CaseSelection(tags=("none",)))
    with pytest.raises(WorkspaceError, match="no case fits"):
        save_suite(workspace, plan)
    assert not (folder / "suites/mine.yaml").exists()


def test_settings_change_one_line(folder, workspace):
    save_settings(workspace, replace(workspace.settings, default_bot="router"))
    assert changed_lines(folder, "workbench.yaml") == ["default_bot: router"]
    assert workspace.settings.default_bot == "router"


def test_a_prompt_without_front_matter_gets_none(folder, workspace):
    save_prompt(workspace, Prompt("bare", "Just this."))
    assert (folder / "prompts/bare.md").read_text() == "Just this.\n"
