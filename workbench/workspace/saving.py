"""Values to files: only what changed is written, all of it or nothing, and it can be undone."""

import re
from dataclasses import replace

from workbench.domain.bot import Bot, Intent, ModelSpec, Prompt
from workbench.errors import ConflictError, WorkspaceError
from workbench.workspace import atomic
from workbench.workspace.atomic import Change
from workbench.workspace.bot_file import bot_path, read_bot_file
from workbench.workspace.draft import Draft
from workbench.workspace.entries import (
    bot_entry,
    intent_entry,
    model_entry,
    prompt_entry,
    settings_entry,
    suite_entry,
)
from workbench.workspace.explain import validated
from workbench.workspace.file_text import list_text, mapping_text, prompt_text
from workbench.workspace.files import SETTINGS_PATH
from workbench.workspace.model_list import BUNDLED, MODELS_PATH
from workbench.workspace.problem import WrongFileError
from workbench.workspace.prompt_file import prompt_path
from workbench.workspace.schema import ModelEntry
from workbench.workspace.settings import Settings
from workbench.workspace.suite_file import SuitePlan, suite_path
from workbench.workspace.workspace import Workspace
from workbench.workspace.yaml_file import parse_yaml

_FILE_NAME = re.compile(r"[^/\\\x00-\x1f.][^/\\\x00-\x1f]{0,99}")


def save_bot(
    workspace: Workspace,
    bot: Bot,
    name: str = "",
    *,
    base: Bot | None = None,
    overwrite: bool = False,
) -> Change:
    """Write the bot, and its prompt and intents where they differ from the files.

    Another `name` than the bot's own makes a new bot: an edited prompt or intents file gets that
    name too, and the old ones stay. `base`: the bot that the edit began with; if the files say
    something else by now, or changed since they were read, `ConflictError` unless `overwrite`.
    """
    target = name or bot.name
    check_name(target)
    draft = Draft(workspace, overwrite=overwrite)
    is_new = target != bot.name
    if not overwrite:
        _check_free(workspace, target, is_new=is_new)
        _check_base(workspace, bot.name, base)
    return _save(draft, bot, target, target if is_new else "")


def save_bot_apart(workspace: Workspace, bot: Bot, base: Bot | None) -> Change:
    """As `save_bot`, but an edited prompt or intents file that others may share stays as it is:
    the edit goes into a copy that is this bot's alone.
    """
    _check_base(workspace, bot.name, base)
    return _save(Draft(workspace), bot, bot.name, bot.name)


def _save(draft: Draft, bot: Bot, target: str, copies: str) -> Change:
    """`copies`: how edited files are called that are not to be written over; empty: they are."""
    prompt = _put_prompt(draft, bot.prompt, copies)
    intents = _put_intents(draft, bot, copies)
    path, origin = bot_path(target), bot_path(bot.name)
    entry = bot_entry(bot, path, prompt, intents)
    if target != bot.name and draft.workspace.files.exists(path):
        draft.text(path)
    draft.put(path, mapping_text(draft, origin, entry))
    draft.preview().bot(target)
    return draft.commit()


def save_prompt(workspace: Workspace, prompt: Prompt, *, overwrite: bool = False) -> Change:
    check_name(prompt.name)
    draft = Draft(workspace, overwrite=overwrite)
    _put(draft, prompt, prompt.name)
    return draft.commit()


def add_model(workspace: Workspace, spec: ModelSpec, *, overwrite: bool = False) -> Change:
    """Raises `ConflictError` for a name that is taken, unless `overwrite`: then it is changed."""
    draft = Draft(workspace, overwrite=overwrite)
    file = parse_yaml(MODELS_PATH, draft.text(MODELS_PATH))
    known = [validated(ModelEntry, file, [place]) for place in range(len(file.plain or []))]
    names = [entry.name for entry in known]
    if spec.name in names and not overwrite:
        hint = "Choose another name, or replace it."
        raise ConflictError(f'There is already a model called "{spec.name}".', hint)
    entry = model_entry(spec, workspace.folder, MODELS_PATH)
    place = names.index(spec.name) if spec.name in names else len(names)
    draft.put(
        MODELS_PATH, list_text(draft, MODELS_PATH, [*known[:place], entry, *known[place + 1 :]])
    )
    draft.preview().model(spec.name)
    return draft.commit()


def remove_model(workspace: Workspace, name: str, *, overwrite: bool = False) -> Change:
    """Take it out of the picker. Raises `ConflictError` while bots use it."""
    draft = Draft(workspace, overwrite=overwrite)
    file = parse_yaml(MODELS_PATH, draft.text(MODELS_PATH))
    known = [validated(ModelEntry, file, [place]) for place in range(len(file.plain or []))]
    if all(entry.name != name for entry in known):
        raise WorkspaceError(f"{MODELS_PATH} has no model {name}", "Look at its names.")
    users = [bot for bot in workspace.bot_names if _model_of(workspace, bot) == name]
    if users and name != BUNDLED.name:
        raise ConflictError(
            f"{name} is used by {', '.join(users[:3])}.", "Give them another model first."
        )
    kept = [entry for entry in known if entry.name != name]
    draft.put(MODELS_PATH, list_text(draft, MODELS_PATH, kept))
    draft.preview()
    return draft.commit()


def save_suite(workspace: Workspace, plan: SuitePlan, *, overwrite: bool = False) -> Change:
    check_name(plan.name)
    draft = Draft(workspace, overwrite=overwrite)
    path = suite_path(plan.name)
    draft.put(path, mapping_text(draft, path, suite_entry(plan, path)))
    draft.preview().suite(plan.name)
    return draft.commit()


def save_settings(workspace: Workspace, settings: Settings, *, overwrite: bool = False) -> Change:
    draft = Draft(workspace, overwrite=overwrite)
    entry = settings_entry(settings, SETTINGS_PATH)
    draft.put(SETTINGS_PATH, mapping_text(draft, SETTINGS_PATH, entry))
    return draft.commit()


def undo(workspace: Workspace, change: Change, *, overwrite: bool = False) -> Change:
    """Bring back what was there before; the change that it returns does it again."""
    back = atomic.undo(change, overwrite=overwrite)
    workspace.files.seen.update(back.after)
    workspace.forget()
    return back


def check_name(name: str) -> None:
    if not _FILE_NAME.fullmatch(name):
        hint = "Choose a name without / and \\ that does not begin with a dot."
        raise WorkspaceError(f'"{name}" cannot be the name of a file', hint)


def bots_with_prompt(workspace: Workspace, prompt: str) -> tuple[str, ...]:
    """Who else is changed by a change of the prompt."""
    return tuple(name for name in workspace.bot_names if _prompt_of(workspace, name) == prompt)


def _model_of(workspace: Workspace, bot: str) -> str:
    try:
        return read_bot_file(workspace.files, bot)[0].model
    except WrongFileError:
        return ""


def _prompt_of(workspace: Workspace, bot: str) -> str:
    try:
        return read_bot_file(workspace.files, bot)[0].prompt
    except WrongFileError:
        return ""


def _check_free(workspace: Workspace, name: str, *, is_new: bool) -> None:
    if is_new and workspace.files.exists(bot_path(name)):
        hint = "Choose another name, or replace it."
        raise ConflictError(f'There is already a bot called "{name}".', hint)


def _check_base(workspace: Workspace, name: str, base: Bot | None) -> None:
    if base is not None and Workspace(workspace.folder).bot(name) != base:
        raise atomic.changed_outside(bot_path(name))


def _put_prompt(draft: Draft, prompt: Prompt, new_name: str) -> str:
    """The name that the bot's file has to say."""
    if _stored_prompt(draft, prompt.name) == _stripped(prompt):
        return prompt.name
    name = _free(draft, "prompts", new_name, ".md") if new_name else prompt.name
    _put(draft, prompt, name)
    return name


def _put(draft: Draft, prompt: Prompt, name: str) -> None:
    path, origin = prompt_path(name), prompt_path(prompt.name)
    front = prompt_entry(prompt, path)
    system = _stripped(prompt).system
    try:
        text = prompt_text(draft.text(origin), origin, front, system)
    except WrongFileError:
        if not draft.overwrite:
            raise
        text = prompt_text("", path, front, system)
    draft.put(path, text)
    draft.preview().prompt(name)


def _stored_prompt(draft: Draft, name: str) -> Prompt | None:
    draft.text(prompt_path(name))
    try:
        return draft.preview().prompt(name)
    except WrongFileError:
        return None


def _stripped(prompt: Prompt) -> Prompt:
    return replace(
        prompt,
        system=prompt.system.replace("\r\n", "\n").strip(),
        user=prompt.user.replace("\r\n", "\n").strip(),
        version=prompt.version.strip(),
    )


def _put_intents(draft: Draft, bot: Bot, new_name: str) -> str:
    """The path that the bot's file has to say; empty without intents."""
    if not bot.intents:
        return ""
    path = _intents_path(draft, bot.name)
    if path and _stored_intents(draft, path) == bot.intents:
        return path
    target = path
    if new_name or not path:
        target = f"intents/{_free(draft, 'intents', new_name or bot.name, '.yaml')}.yaml"
    entries = [intent_entry(intent, target) for intent in bot.intents]
    draft.put(target, list_text(draft, path or target, entries))
    return target


def _intents_path(draft: Draft, bot: str) -> str:
    if not draft.text(bot_path(bot)):
        return ""
    try:
        return read_bot_file(draft.workspace.files, bot)[0].intents
    except WrongFileError:
        return ""


def _stored_intents(draft: Draft, path: str) -> tuple[Intent, ...]:
    draft.text(path)
    try:
        return draft.preview().intents(path)
    except WrongFileError:
        return ()


def _free(draft: Draft, folder: str, name: str, suffix: str) -> str:
    taken = draft.workspace.files.names(folder, suffix)
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    return free
