"""New workspaces: copies of the sample or of an empty one, never over anything."""

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Literal

import platformdirs

from workbench.errors import ConflictError, WorkspaceError
from workbench.workspace.atomic import storage_error
from workbench.workspace.files import SETTINGS_PATH

Template = Literal["sample", "empty"]

SAMPLE = "sample_accounts"
# Where first starts put the sample, instead of the user's documents.
HOME_VARIABLE = "WORKBENCH_HOME"
_DERIVED = shutil.ignore_patterns(".workbench", "__pycache__", ".DS_Store")
_EMPTY = {
    SETTINGS_PATH: """\
name: New workspace
company: My company
default_bot: first
default_account: A-1
# Who may read what: each role and the audiences of the documents that are open to it.
roles:
  customer: [customer]
  agent: [customer, agent]
questions:
  - What is my account status?
""",
    "bots/first.yaml": """\
title: First bot
model: smollm2-135m
prompt: first
strategy: direct
""",
    "prompts/first.md": """\
---
version: "1"
---
You answer customers of {{ company }} in one short sentence, from these facts alone:
{{ account_facts }}
""",
    "accounts/A-1.json": """\
{
  "id": "A-1",
  "name": "Alex Example",
  "status": "active",
  "balance_due": "0.00"
}
""",
    "knowledge/README.md": """\
---
title: About this folder
audience: internal
---
Documents in Markdown that the bot may read, each with a title and an audience.
""",
    "datasets/first.jsonl": """\
{"id": "status-1", "input": "What is my account status?", "account": "A-1", \
"expected": {"facts": ["active"]}, "tags": ["status"]}
""",
    "suites/first.yaml": """\
title: First suite
variants: [first]
dataset: first
scorers: [expected_facts]
""",
    ".gitignore": ".workbench/\n",
}


def new_workspace(template: Template | Path, folder: Path) -> Path:
    """Copy a template, or any workspace, to a folder that does not exist yet or is empty."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        hint = "Choose another folder, or empty this one."
        raise ConflictError(f"{folder} is there already and is not empty.", hint)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        _fill(template, folder)
    except shutil.Error as error:
        raise WorkspaceError(f"{folder} could not be made: {error}", "Check the disk.") from None
    except OSError as error:
        raise storage_error(folder, error) from None
    return folder.absolute()


def sample_folder() -> Path:
    """The sample that came with the program: frozen, installed, or beside the sources."""
    above = Path(__file__).resolve().parents[2]
    places = [Path(getattr(sys, "_MEIPASS", above)) / SAMPLE, above / SAMPLE]
    places += [Path(sys.prefix) / "share" / "support-bot-workbench" / SAMPLE]
    for place in places:
        if (place / SETTINGS_PATH).is_file():
            return place
    hint = "Install the program again, or open a workspace of your own with --workspace."
    raise WorkspaceError(f"The sample workspace is missing: {places[0]}", hint)


def first_start_folder() -> Path:
    """Where the sample is copied to: the user's documents, or below $WORKBENCH_HOME."""
    home = os.environ.get(HOME_VARIABLE)
    documents = Path(home) if home else Path(platformdirs.user_documents_dir())
    return documents / "Support-Bot Workbench" / SAMPLE


def first_start_workspace() -> Path:
    """Copied once; what a person made of it since is left alone."""
    folder = first_start_folder()
    if not (folder / SETTINGS_PATH).exists():
        new_workspace("sample", folder)
    return folder


def _fill(template: Template | Path, folder: Path) -> None:
    """Beside its place first: a copy that was cut short is no workspace."""
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".new-") as beside:
        whole = Path(beside) / folder.name
        if template == "empty":
            _write_empty(whole)
        else:
            source = template if isinstance(template, Path) else sample_folder()
            shutil.copytree(source, whole, ignore=_DERIVED)
        if folder.is_dir():
            folder.rmdir()
        whole.rename(folder)


def _write_empty(folder: Path) -> None:
    for path, text in _EMPTY.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")
