"""Reading a workspace: files to values."""

import subprocess
import sys
import time

import pytest

from tests.workbench.workspace.small_workspace import put, replace, small_workspace
from workbench.domain.bot import Example, RetrievalSettings, Sampling
from workbench.domain.suite import Case, Threshold
from workbench.errors import WorkspaceError
from workbench.workspace.account_list import AccountSummary, list_accounts
from workbench.workspace.workspace import Workspace


@pytest.fixture
def folder(tmp_path):
    return small_workspace(tmp_path)


@pytest.fixture
def workspace(folder):
    return Workspace.open(folder)


def test_nothing_is_wrong_in_a_right_workspace(workspace):
    assert workspace.problems == ()


def test_settings_are_read(workspace):
    assert workspace.name == "Small"
    assert workspace.settings.today == "2026-11-16"
    assert workspace.roles == {"customer": ("customer",), "agent": ("customer", "agent")}


def test_without_a_fixed_day_today_is_today(folder):
    replace(folder, "workbench.yaml", "today: 2026-11-16\n", "")
    assert Workspace.open(folder).settings.today == time.strftime("%Y-%m-%d")


def test_everything_is_listed_by_name(workspace):
    assert workspace.bot_names == ("plain", "router")
    assert workspace.prompt_names == ("plain",)
    assert workspace.tool_names == ("get_account", "get_invoice")
    assert workspace.dataset_names == ("golden", "table")
    assert workspace.suite_names == ("first",)
    assert [spec.name for spec in workspace.models] == ["smollm2-135m", "remote"]


def test_accounts_are_listed_at_a_glance(workspace):
    assert workspace.accounts == (
        AccountSummary("A-1", "Maya", "active", "Focus", "US", "accounts/A-1.json"),
        AccountSummary("A-2", "Ben", "", "", "", "accounts/A-2.json"),
    )


def test_an_account_is_its_whole_record(workspace):
    account = workspace.account("A-1")
    assert (account.id, account.name) == ("A-1", "Maya")
    assert account.record["invoices"] == [{"id": "INV-1", "amount": "79.00"}]


def test_listing_accounts_loads_neither_yaml_nor_pydantic():
    code = (
        "import sys; import workbench.workspace.account_list;"
        "sys.exit(any(name in sys.modules for name in ('ruamel.yaml', 'pydantic', 'jinja2')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_32_accounts_are_listed_fast(tmp_path):
    text = '{"id": "B-%d", "name": "N", "invoices": [' + ",".join(['{"id": "x"}'] * 200) + "]}"
    for number in range(32):
        put(tmp_path, f"accounts/B-{number}.json", text % number)
    began = time.perf_counter()
    assert len(list_accounts(tmp_path)) == 32
    assert time.perf_counter() - began < 0.15


def test_a_bot_is_whole(workspace):
    bot = workspace.bot("router")
    assert bot.model.context_tokens == 4096
    assert bot.prompt.system.startswith("You answer for {{ company }}.")
    assert bot.prompt.user == "{{ account_facts }}\nQuestion: {{ question }}"
    assert bot.prompt.examples == (Example("Who am I?", "You are Maya.", "name: Maya"),)
    assert [tool.name for tool in bot.tools] == ["get_account", "get_invoice"]
    assert bot.intents[1].arguments == {"invoice_id": "{{ ids[0] }}"}
    assert bot.retrieval == RetrievalSettings(top_k=2)
    assert workspace.bot("plain").sampling == Sampling(max_tokens=80)
    assert workspace.bot("plain").retrieval is None


def test_a_suite_has_its_bots_and_the_cases_it_takes(workspace):
    suite = workspace.suite("first")
    assert [bot.name for bot in suite.variants] == ["plain", "router"]
    assert [case.id for case in suite.cases] == ["c1", "c3"]
    assert suite.thresholds == (Threshold("router", 0.5),)


def test_cases_of_a_table_are_like_any_other(workspace):
    assert workspace.dataset("table") == (
        Case(
            id="t1",
            turns=("Hello, who am I?",),
            account="A-1",
            role="agent",
            facts=("Maya", "Focus|plan"),
            tags=("status", "name"),
            split="test",
        ),
    )


def test_a_broken_file_keeps_nothing_else_from_being_used(folder):
    put(folder, "bots/plain.yaml", "title: [")
    put(folder, "models.yaml", "}")
    put(folder, "accounts/A-2.json", "{")
    put(folder, "workbench.yaml", "- no")
    workspace = Workspace.open(folder)
    assert workspace.bot("router").model.name == "smollm2-135m"
    assert workspace.account("A-1").name == "Maya"
    assert workspace.name == folder.name
    assert {problem.path for problem in workspace.problems} == {
        "accounts/A-2.json",
        "bots/plain.yaml",
        "models.yaml",
        "workbench.yaml",
    }
    for load, name in ((workspace.bot, "plain"), (workspace.account, "A-2")):
        with pytest.raises(WorkspaceError):
            load(name)


def test_one_wrong_model_keeps_the_others(folder):
    put(folder, "models.yaml", "- {name: a}\n- {name: b, provider: scripted, script: [Hi]}\n")
    workspace = Workspace.open(folder)
    assert [spec.name for spec in workspace.models] == ["smollm2-135m", "b"]
    assert str(workspace.problems[0]).startswith('models.yaml:1: "provider" is missing')


def test_a_models_path_may_be_relative_to_the_workspace(folder):
    put(folder, "models.yaml", "- {name: own, provider: llama_cpp, path: own.gguf}\n")
    put(folder, "own.gguf", b"GGUF")
    assert Workspace.open(folder).model("own").path == str(folder / "own.gguf")


def test_a_folder_that_is_no_workspace_is_refused(tmp_path):
    with pytest.raises(WorkspaceError, match=r"has no workbench\.yaml"):
        Workspace.open(tmp_path)
    with pytest.raises(WorkspaceError, match="is not there"):
        Workspace.open(tmp_path / "nowhere")


def test_what_was_read_stays_as_it_was(folder, workspace):
    before = workspace.prompt("plain")
    put(folder, "prompts/plain.md", "Changed.")
    assert workspace.prompt("plain") == before
    assert Workspace.open(folder).prompt("plain").system == "Changed."


def test_windows_line_ends_and_a_byte_order_mark_are_read(folder, workspace):
    path = folder / "prompts/plain.md"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert Workspace.open(folder).prompt("plain") == workspace.prompt("plain")


def test_the_fingerprint_names_what_changed_new_and_gone(folder, workspace):
    before = workspace.fingerprint()
    assert workspace.fingerprint() == before
    put(folder, "bots/plain.yaml", "title: longer than before, by far and away and more\n" * 9)
    put(folder, "knowledge/new.md", "x")
    (folder / "models.yaml").unlink()
    put(folder, ".workbench/store.sqlite", "x")
    assert workspace.fingerprint().changed_since(before) == (
        "bots/plain.yaml",
        "knowledge/new.md",
        "models.yaml",
    )
