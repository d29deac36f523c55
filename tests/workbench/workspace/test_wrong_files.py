"""Planted errors: each is found with its file, its line and a remedy."""

import contextlib
import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workbench.workspace.planted_case_errors import CASE_EDITS
from tests.workbench.workspace.planted_errors import EDITS
from tests.workbench.workspace.small_workspace import put, replace, small_workspace
from workbench.errors import WorkspaceError
from workbench.workspace.workspace import Workspace

# path, all that stands there, the message's beginning, a word of the remedy
WHOLE = [
    ("datasets/golden.jsonl", "\n\n", "datasets/golden.jsonl: this dataset has no cases", "line"),
    ("workbench.yaml", "name: [\n\n", "workbench.yaml:1: this is not valid YAML", "bracket"),
    ("bots/plain.yaml", "", 'bots/plain.yaml:1: "model" is missing', "model: …"),
    (
        "bots/plain.yaml",
        b"title: \xff\n",
        "bots/plain.yaml:1: this is not UTF-8 text (byte 0xff)",
        "UTF-8",
    ),
    (
        "accounts/A-1.json",
        b'{\n"id": "\xe9"}',
        "accounts/A-1.json:2: this is not UTF-8 text",
        "UTF-8",
    ),
    ("accounts/A-1.json", "[]", "accounts/A-1.json:1: the file must be a mapping", "Change"),
    (
        "intents/account.yaml",
        "a: 1",
        "intents/account.yaml:1: the file must be a list of intents",
        "name: status",
    ),
    ("models.yaml", "a: 1", "models.yaml:1: the file must be a list of models", "provider"),
    (
        "models.yaml",
        "- {name: a, provider: llama_cpp, path: no.gguf}",
        'models.yaml:1: the model "a" is not at ',
        "GGUF",
    ),
    (
        "models.yaml",
        "- {name: a, provider: scripted}\n- {name: a, provider: scripted}",
        'models.yaml:2: two models are called "a" (lines 1 and 2)',
        "own",
    ),
    (
        "tools/bad name.yaml",
        "description: x\nreturns: account\n",
        'tools/bad name.yaml: a tool cannot be called "bad name"',
        "Rename",
    ),
    ("bots/plain.yaml", "a: &x [*x, *x]\n", 'bots/plain.yaml:1: there is no field "a"', "fields"),
]


@pytest.fixture
def folder(tmp_path):
    return small_workspace(tmp_path)


def check(folder, message, remedy):
    found = {str(problem): problem.hint for problem in Workspace.open(folder).problems}
    assert any(text.startswith(message) and remedy in hint for text, hint in found.items()), found


@pytest.mark.parametrize("edit", EDITS + CASE_EDITS, ids=lambda edit: f"{edit[0]} {edit[3]}")
def test_a_planted_error_is_found(folder, edit):
    path, old, new, message, remedy = edit
    replace(folder, path, old, new)
    check(folder, message, remedy)


@pytest.mark.parametrize(("path", "content", "message", "remedy"), WHOLE)
def test_a_wrong_file_is_found(folder, path, content, message, remedy):
    put(folder, path, content)
    check(folder, message, remedy)


def test_loading_by_name_raises_the_same_words(folder):
    replace(folder, "bots/plain.yaml", "title:", "titel:")
    with pytest.raises(WorkspaceError) as error:
        Workspace.open(folder).bot("plain")
    assert error.value.message == 'bots/plain.yaml:2: there is no field "titel" here'
    assert error.value.hint.startswith('Did you mean "title"?')


@pytest.mark.parametrize("load", ["bot", "prompt", "tool", "account", "dataset", "suite", "model"])
def test_a_name_that_is_not_there_gets_a_hint(folder, load):
    with pytest.raises(WorkspaceError) as error:
        getattr(Workspace.open(folder), load)("nothing-like-it")
    assert "nothing-like-it" in error.value.message
    assert error.value.hint


def test_a_file_that_takes_a_folders_place_is_named(folder):
    (folder / "prompts/plain.md").unlink()
    (folder / "prompts/plain.md").mkdir()
    check(folder, "prompts/plain.md: this is a folder, not a file", "elsewhere")


def test_a_billion_values_by_alias_are_refused(folder):
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    put(folder, "bots/plain.yaml", "\n".join(lines))
    check(folder, "bots/plain.yaml: this file has more than 200,000 values", "")


@contextlib.contextmanager
def without_root_rights():
    """Root may read and write anything: step down for a while."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="POSIX permissions")
def test_a_file_that_may_not_be_read_is_named():
    with tempfile.TemporaryDirectory() as name:
        folder = small_workspace(Path(name))
        folder.chmod(0o755)
        (folder / "bots/plain.yaml").chmod(0)
        with without_root_rights():
            check(folder, "bots/plain.yaml: this file may not be read", "chmod u+r")


ANY_BYTES = st.binary(max_size=80) | st.text(max_size=80).map(
    lambda text: text.encode("utf-8", "replace")
)


@settings(max_examples=12, deadline=None)
@given(content=ANY_BYTES)
def test_any_bytes_in_any_file_are_a_value_or_a_problem(tmp_path_factory, content):
    folder = small_workspace(tmp_path_factory.getbasetemp() / "any-bytes")
    for path in (
        "workbench.yaml",
        "models.yaml",
        "bots/plain.yaml",
        "prompts/plain.md",
        "intents/account.yaml",
        "tools/get_account.yaml",
        "accounts/A-2.json",
        "datasets/golden.jsonl",
        "datasets/table.csv",
        "suites/first.yaml",
    ):
        put(folder, path, content)
    assert Workspace.open(folder).problems


SNIPPETS = [
    "{{",
    "}}",
    "{%",
    "%}",
    "a",
    " ",
    "\n",
    ":",
    "- ",
    "*x",
    "&x",
    "!!set",
    "'",
    '"',
    "|",
    ">",
    "[",
    "]",
    "{",
    "}",
    "---",
    "question",
    "for",
    "in",
    "if",
    "0",
    ".inf",
    "\\ud800",
    "<<",
    "?",
    "\t",
    "#",
    "9" * 5000,
]


@settings(max_examples=30, deadline=None)
@given(content=st.lists(st.sampled_from(SNIPPETS), max_size=14).map("".join))
def test_any_jumble_of_yaml_and_jinja_is_a_value_or_a_problem(tmp_path_factory, content):
    folder = small_workspace(tmp_path_factory.getbasetemp() / "jumble")
    put(folder, "prompts/plain.md", content)
    put(folder, "bots/plain.yaml", "title: x\n" + content)
    put(folder, "tools/get_account.yaml", f"description: x\nreturns: >-\n  {content}\n")
    put(folder, "accounts/A-2.json", '{"id": "A-2", "name": ' + content)
    workspace = Workspace.open(folder)
    for load, name in ((workspace.bot, "plain"), (workspace.tool, "get_account")):
        with contextlib.suppress(WorkspaceError):
            load(name)
    with pytest.raises(WorkspaceError, match=r"accounts/A-2\.json"):
        workspace.account("A-2")
