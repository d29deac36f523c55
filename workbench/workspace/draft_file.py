"""Edits of bots that are not saved: kept in the derived folder until they are, or are let go."""

from collections.abc import Sequence
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from workbench.domain.bot import BotDraft
from workbench.errors import StorageError
from workbench.workspace.atomic import write_files
from workbench.workspace.files import read_bytes

DRAFTS_PATH = ".workbench/drafts.json"
_drafts = TypeAdapter(tuple[BotDraft, ...])


def read_drafts(folder: Path) -> tuple[BotDraft, ...]:
    """None if there is no file. Raises `StorageError` for one that cannot be read."""
    raw = read_bytes(folder, DRAFTS_PATH)
    try:
        return _drafts.validate_json(raw) if raw else ()
    except ValidationError:
        raise StorageError(
            f"{folder / DRAFTS_PATH} holds edits that this version cannot read.",
            "They are left there and not shown. Move the file away to keep new ones.",
        ) from None


def write_drafts(folder: Path, drafts: Sequence[BotDraft]) -> None:
    """In place of those before. Raises `StorageError` with nothing changed."""
    write_files(folder, {DRAFTS_PATH: _drafts.dump_json(tuple(drafts))})
