"""New workspaces, and the one of a first start."""

import errno
import shutil
import sys

import pytest

from tests.workbench.workspace.small_workspace import put, small_workspace
from workbench.errors import ConflictError, StorageError, WorkspaceError
from workbench.workspace import new_workspace as module
from workbench.workspace.new_workspace import (
    first_start_folder,
    first_start_workspace,
    new_workspace,
    sample_folder,
)
from workbench.workspace.workspace import Workspace


@pytest.fixture
def sample(tmp_path, monkeypatch):
    """A small sample, where a frozen program keeps its data."""
    folder = small_workspace(tmp_path / "frozen" / "sample_accounts")
    put(folder, ".workbench/store.sqlite", "derived")
    monkeypatch.setattr(sys, "_MEIPASS", str(folder.parent), raising=False)
    return folder


def test_the_sample_of_the_sources_is_found():
    assert (sample_folder() / "workbench.yaml").is_file()


def test_a_frozen_program_finds_its_own_sample(sample):
    assert sample_folder() == sample


def test_a_missing_sample_says_so(monkeypatch):
    monkeypatch.setattr(module, "SAMPLE", "no-such-sample")
    with pytest.raises(WorkspaceError, match="sample workspace is missing"):
        sample_folder()


def test_an_empty_workspace_is_right_and_has_one_of_everything(tmp_path):
    workspace = Workspace.open(new_workspace("empty", tmp_path / "mine"))
    assert workspace.problems == ()
    assert workspace.suite("first").variants == (workspace.bot("first"),)
    assert workspace.account("A-1").name == "Alex Example"


def test_a_copy_of_the_sample_leaves_derived_files_behind(tmp_path, sample):
    workspace = Workspace.open(new_workspace("sample", tmp_path / "deep" / "mine"))
    assert workspace.problems == ()
    assert not (workspace.folder / ".workbench").exists()


def test_any_workspace_can_be_the_template(tmp_path):
    source = small_workspace(tmp_path / "one")
    assert Workspace.open(new_workspace(source, tmp_path / "two")).name == "Small"


def test_a_folder_with_something_in_it_is_left_alone(tmp_path):
    put(tmp_path, "mine/letter.txt", "Dear")
    with pytest.raises(ConflictError, match="not empty"):
        new_workspace("empty", tmp_path / "mine")
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letter.txt"]


def test_an_empty_folder_may_be_filled(tmp_path):
    (tmp_path / "mine").mkdir()
    assert Workspace.open(new_workspace("empty", tmp_path / "mine")).name == "New workspace"


def test_a_full_disk_leaves_no_half_a_workspace(tmp_path, sample, monkeypatch):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copytree", full)
    with pytest.raises(StorageError, match="the disk is full"):
        new_workspace("sample", tmp_path / "mine")
    assert [path.name for path in tmp_path.iterdir()] == ["frozen"]


def test_a_first_start_copies_the_sample_once(tmp_path, sample, monkeypatch):
    monkeypatch.setenv("WORKBENCH_HOME", str(tmp_path / "home"))
    folder = first_start_workspace()
    assert folder == tmp_path / "home" / "Support-Bot Workbench" / "sample_accounts"
    put(folder, "bots/plain.yaml", "mine now")
    assert first_start_workspace() == folder
    assert (folder / "bots/plain.yaml").read_text() == "mine now"


def test_without_a_wish_it_is_in_the_documents(monkeypatch):
    monkeypatch.delenv("WORKBENCH_HOME", raising=False)
    monkeypatch.setattr(module.platformdirs, "user_documents_dir", lambda: "/home/me/Documents")
    assert first_start_folder().as_posix() == (
        "/home/me/Documents/Support-Bot Workbench/sample_accounts"
    )
