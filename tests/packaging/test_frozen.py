"""The packaged app's executable, run by the interpreter instead of PyInstaller's loader."""

import os
import subprocess
import sys

import pytest

from tests.packaging.conftest import SCRIPTS
from workbench.processes.launch import child_command

ROOT = SCRIPTS.parent


def run_frozen(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, str(SCRIPTS / "frozen.py"), *arguments],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_a_role_it_is_the_command_line():
    assert run_frozen("--version").stdout.startswith("workbench ")


@pytest.mark.parametrize(
    ("arguments", "usage"),
    [
        (["--child", "model_server", "chat", "--help"], "usage: workbench.model_server chat "),
        (["--window", "--help"], "usage: python -m ui "),
    ],
)
def test_a_role_sees_its_own_arguments_alone(arguments, usage):
    assert run_frozen(*arguments).stdout.startswith(usage)


def test_a_worker_that_refuses_says_why_and_fails(tmp_path):
    refused = run_frozen("--child", "worker", str(tmp_path / "missing"))

    assert refused.returncode == 1
    assert "this folder is not there" in refused.stderr


def test_every_child_can_be_started_in_the_packaged_app(load_script, monkeypatch):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    roles = {file.parent.name for file in (ROOT / "workbench").glob("*/__main__.py")}

    assert set(load_script("frozen").CHILD_ROLES) == roles
    assert child_command("worker", "folder")[1:] == ["--child", "worker", "folder"]


def test_an_unknown_child_is_no_module_to_run():
    assert run_frozen("--child", "os").returncode == 1
