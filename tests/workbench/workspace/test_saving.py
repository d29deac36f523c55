"""Saving: only what changed, comments kept, all or nothing, and back again."""

import errno
import os
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from tests.workbench.workspace.small_workspace import FILES, changed_lines, put, small_workspace
from tests.workbench.workspace.small_workspace import replace as edit
from tests.workbench.workspace.test_wrong_files import without_root_rights
from workbench.domain.bot import Example, Intent, ModelSpec, RetrievalSettings, Sampling
from workbench.errors import ConflictError, StorageError, WorkspaceError
from workbench.workspace.saving import (
    bots_with_prompt,
    save_bot,
    save_bot_apart,
    save_prompt,
    undo,
)
from workbench.workspace.workspace import Workspace


@pytest.fixture
def folder(tmp_path):
    return small_workspace(tmp_path)


@pytest.fixture
def workspace(folder):
    return Workspace.open(folder)


def contents(folder):
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def test_saving_an_unchanged_bot_writes_nothing(folder, workspace):
    before = contents(folder)
    for name in workspace.bot_names:
        assert save_bot(workspace, workspace.bot(name)).paths == ()
    assert contents(folder) == before


def test_only_the_changed_line_of_a_bot_is_written_and_comments_stay(folder, workspace):
    bot = workspace.bot("plain")
    warm = replace(bot, sampling=replace(bot.sampling, temperature=0.7))
    change = save_bot(workspace, warm)
    assert change.paths == ("bots/plain.yaml",)
    assert changed_lines(folder, "bots/plain.yaml") == [
        "sampling: {temperature: 0.7, max_tokens: 80}"
    ]
    assert "# Cold on purpose." in (folder / "bots/plain.yaml").read_text()
    assert Workspace.open(folder).bot("plain") == warm
    assert workspace.bot("plain") == warm


def test_a_changed_prompt_keeps_its_front_matter_and_blank_lines(folder, workspace):
    bot = workspace.bot("plain")
    prompt = replace(bot.prompt, system="Be brief, {{ company }}.")
    change = save_bot(workspace, replace(bot, prompt=prompt))
    assert change.paths == ("prompts/plain.md",)
    head = FILES["prompts/plain.md"].partition("You answer")[0]
    assert (folder / "prompts/plain.md").read_text() == head + "Be brief, {{ company }}.\n"


def test_a_changed_example_leaves_the_others_and_their_comments(folder, workspace):
    prompt = workspace.prompt("plain")
    more = (*prompt.examples, Example("And\nnow?", "Yes: no.", "a: b"))
    save_prompt(workspace, replace(prompt, examples=more))
    text = (folder / "prompts/plain.md").read_text()
    assert '- question: "Who am I?"   # a hard one' in text
    assert text.startswith('---\n# Third try.\nversion: "3"\nuser: |\n')
    assert Workspace.open(folder).prompt("plain").examples == more


def test_retrieval_can_be_switched_on_and_off(folder, workspace):
    bot = workspace.bot("plain")
    save_bot(workspace, replace(bot, retrieval=RetrievalSettings()))
    assert Workspace.open(folder).bot("plain").retrieval == RetrievalSettings()
    save_bot(workspace, bot)
    assert (folder / "bots/plain.yaml").read_text() == FILES["bots/plain.yaml"]


def test_a_new_bot_gets_files_of_its_own_and_the_old_ones_stay(folder, workspace):
    before = contents(folder)
    bot = workspace.bot("plain")
    new = replace(bot, title="Mine", prompt=replace(bot.prompt, system="New."))
    change = save_bot(workspace, new, "mine")
    assert set(change.paths) == {"bots/mine.yaml", "prompts/mine.md"}
    assert {path: contents(folder)[path] for path in before} == before
    saved = Workspace.open(folder).bot("mine")
    assert saved == replace(new, name="mine", prompt=replace(new.prompt, name="mine"))
    assert "# Cold on purpose." in (folder / "bots/mine.yaml").read_text()


def test_a_new_bot_with_the_same_prompt_shares_it(folder, workspace):
    change = save_bot(workspace, replace(workspace.bot("plain"), title="Mine"), "mine")
    assert change.paths == ("bots/mine.yaml",)
    assert bots_with_prompt(Workspace.open(folder), "plain") == ("mine", "plain", "router")


def test_a_new_prompt_never_takes_the_name_of_another(folder, workspace):
    put(folder, "prompts/mine.md", "Somebody else's.")
    bot = workspace.bot("plain")
    save_bot(workspace, replace(bot, prompt=replace(bot.prompt, system="New.")), "mine")
    assert (folder / "prompts/mine.md").read_text() == "Somebody else's."
    assert Workspace.open(folder).bot("mine").prompt.name == "mine-2"


def test_an_edited_prompt_that_others_share_becomes_a_copy_of_its_own(folder, workspace):
    bot, other = workspace.bot("router"), workspace.bot("plain")
    edited = replace(bot, prompt=replace(bot.prompt, system="You are kind."))
    change = save_bot_apart(workspace, edited, bot)
    assert sorted(change.paths) == ["bots/router.yaml", "prompts/router.md"]
    after = Workspace.open(folder)
    assert after.bot("router").prompt.system == "You are kind."
    assert after.bot("plain") == other
    # The copy begins as the old one: its comments are there.
    assert "# Third try." in (folder / "prompts/router.md").read_text()
    assert changed_lines(folder, "bots/router.yaml") == ["prompt: router"]


def test_changed_intents_are_written_to_their_file(folder, workspace):
    bot = workspace.bot("router")
    intents = (replace(bot.intents[0], phrases=("How am I?",)), bot.intents[1])
    assert save_bot(workspace, replace(bot, intents=intents)).paths == ("intents/account.yaml",)
    text = (folder / "intents/account.yaml").read_text()
    assert text == FILES["intents/account.yaml"].replace("What is my status?", "How am I?")


def test_what_two_intents_share_by_an_anchor_is_parted_when_one_changes(folder, workspace):
    edit(folder, "intents/account.yaml", '["What is my status?"]', '&both ["My status?"]')
    edit(folder, "intents/account.yaml", "[Show invoice INV-1]", "*both")
    workspace = Workspace.open(folder)
    bot = workspace.bot("router")
    changed = replace(bot, intents=(replace(bot.intents[0], phrases=("How?",)), bot.intents[1]))
    save_bot(workspace, changed)
    assert Workspace.open(folder).bot("router") == changed
    assert "# What people ask." in (folder / "intents/account.yaml").read_text()


def test_a_new_router_gets_intents_of_its_own_if_they_differ(folder, workspace):
    bot = workspace.bot("router")
    changed = replace(bot, intents=(*bot.intents, Intent("bye", ("Bye",))))
    save_bot(workspace, changed, "mine")
    assert (folder / "intents/account.yaml").read_text() == FILES["intents/account.yaml"]
    assert Workspace.open(folder).bot("mine").intents == changed.intents


def test_a_taken_name_is_a_conflict_unless_it_is_to_be_replaced(folder, workspace):
    bot = workspace.bot("plain")
    with pytest.raises(ConflictError, match='already a bot called "router"'):
        save_bot(workspace, bot, "router")
    save_bot(workspace, bot, "router", overwrite=True)
    assert Workspace.open(folder).bot("router") == replace(bot, name="router")


@pytest.mark.parametrize("name", ["../out", "a/b", ".hidden", "a\\b", "x\n"])
def test_a_name_that_is_no_file_name_is_refused(workspace, name):
    with pytest.raises(WorkspaceError, match="cannot be the name of a file"):
        save_bot(workspace, workspace.bot("plain"), name)


def test_a_bot_that_could_not_be_read_again_is_not_written(folder, workspace):
    before = contents(folder)
    bot = workspace.bot("plain")
    for wrong in (
        replace(bot, prompt=replace(bot.prompt, system="{{ nope }}")),
        replace(bot, model=ModelSpec("unknown")),
        replace(bot, strategy="router"),
        replace(bot, sampling=Sampling(max_tokens=0)),
        replace(bot, title="half a \ud800 character"),
    ):
        with pytest.raises(WorkspaceError):
            save_bot(workspace, wrong)
    assert contents(folder) == before


def test_a_file_changed_outside_is_a_conflict_and_stays(folder, workspace):
    bot = replace(workspace.bot("plain"), title="Mine")
    edit(folder, "bots/plain.yaml", "Plain", "Theirs")
    before = contents(folder)
    with pytest.raises(ConflictError, match=r"bots/plain\.yaml was changed outside"):
        save_bot(workspace, bot)
    assert contents(folder) == before


def test_replacing_keeps_what_others_wrote_elsewhere_in_the_file(folder, workspace):
    bot = replace(workspace.bot("plain"), title="Mine")
    edit(folder, "bots/plain.yaml", "# Cold on purpose.", "# Cold, says Ben.")
    save_bot(workspace, bot, overwrite=True)
    text = (folder / "bots/plain.yaml").read_text()
    assert "# Cold, says Ben." in text
    assert "title: Mine" in text


def test_a_broken_file_can_be_replaced_but_only_on_purpose(folder, workspace):
    bot = workspace.bot("plain")
    put(folder, "bots/plain.yaml", "title: [")
    with pytest.raises(WorkspaceError):
        save_bot(Workspace.open(folder), bot)
    save_bot(Workspace.open(folder), bot, overwrite=True)
    assert Workspace.open(folder).bot("plain") == bot


def test_an_edit_begun_on_an_older_bot_is_a_conflict(folder, workspace):
    base = workspace.bot("plain")
    edit(folder, "prompts/plain.md", "You answer", "You reply")
    reopened = Workspace.open(folder)
    reopened.bot("plain")
    with pytest.raises(ConflictError):
        save_bot(reopened, replace(base, title="Mine"), base=base)
    save_bot(reopened, replace(base, title="Mine"), base=base, overwrite=True)


def test_undo_brings_every_byte_back_and_can_be_undone(folder, workspace):
    before = contents(folder)
    bot = workspace.bot("plain")
    change = save_bot(
        workspace, replace(bot, title="X", prompt=replace(bot.prompt, system="Y")), "new"
    )
    after = contents(folder)
    back = undo(workspace, change)
    assert contents(folder) == before
    assert workspace.bot_names == ("plain", "router")
    undo(workspace, back)
    assert contents(folder) == after
    assert workspace.bot("new").title == "X"


def test_undo_does_not_take_away_what_others_wrote_since(folder, workspace):
    change = save_bot(workspace, replace(workspace.bot("plain"), title="X"))
    edit(folder, "bots/plain.yaml", "X", "Z")
    with pytest.raises(ConflictError):
        undo(workspace, change)
    assert "Z" in (folder / "bots/plain.yaml").read_text()


def test_windows_line_ends_are_kept(folder):
    path = folder / "bots/plain.yaml"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    workspace = Workspace.open(folder)
    save_bot(workspace, replace(workspace.bot("plain"), title="Mine"))
    assert path.read_bytes().count(b"\r\n") == path.read_bytes().count(b"\n")


def test_a_link_stays_a_link_and_a_files_mode_stays(folder, tmp_path):
    real = tmp_path / "elsewhere.yaml"
    (folder / "bots/plain.yaml").rename(real)
    real.chmod(0o600)
    (folder / "bots/plain.yaml").symlink_to(real)
    workspace = Workspace.open(folder)
    save_bot(workspace, replace(workspace.bot("plain"), title="Mine"))
    assert (folder / "bots/plain.yaml").is_symlink()
    assert "Mine" in real.read_text()
    assert real.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_full_disk_loses_nothing(folder, workspace, monkeypatch, step):
    before, calls, real = contents(folder), [], getattr(os, step)

    def full(*arguments):
        calls.append(arguments)
        if len(calls) == 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(*arguments)

    bot = workspace.bot("plain")
    changed = replace(bot, title="X", prompt=replace(bot.prompt, system="Y"))
    with monkeypatch.context() as patch:
        patch.setattr(os, step, full)
        with pytest.raises(StorageError, match="the disk is full") as error:
            save_bot(workspace, changed)
    assert "Free some space" in error.value.hint
    assert str(folder) in error.value.message
    assert contents(folder) == before
    save_bot(workspace, changed)
    assert Workspace.open(folder).bot("plain").title == "X"


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="POSIX permissions")
def test_a_read_only_folder_gives_one_clear_sentence():
    with tempfile.TemporaryDirectory() as name:
        folder = small_workspace(Path(name))
        folder.chmod(0o755)
        (folder / "bots").chmod(0o555)
        workspace = Workspace.open(folder)
        bot = replace(workspace.bot("plain"), title="X")
        before = contents(folder)
        with (
            without_root_rights(),
            pytest.raises(StorageError, match="may not be written") as error,
        ):
            save_bot(workspace, bot)
        assert "chmod" in error.value.hint
        assert contents(folder) == before
        (folder / "bots").chmod(0o755)
