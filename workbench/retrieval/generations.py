"""Folders of the index cache: each build is a new one, and a pointer file names the one in use."""

import json
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

POINTER, FOLDERS, OPENING = "current.json", "generations", "opening"


@dataclass(frozen=True, slots=True)
class Generation:
    """`fingerprint`: of everything that went into the build."""

    folder: Path
    fingerprint: str


class Generations:
    """Files in use are never renamed, only the pointer is: that works on Windows too."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        (folder / FOLDERS).mkdir(parents=True, exist_ok=True)

    def current(self) -> Generation | None:
        """None if there is none, or if whoever opened it last did not live to tell."""
        try:
            pointer = json.loads((self._folder / POINTER).read_text("utf-8"))
            found = Generation(self._path(str(pointer["name"])), str(pointer["fingerprint"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None
        is_trusted = found.folder.is_dir() and not (found.folder / OPENING).exists()
        return found if is_trusted else None

    def begin(self, fingerprint: str) -> Generation:
        """A new and empty folder to build in; nobody sees it before it is published."""
        folder = self._path(f"{fingerprint[:12]}-{secrets.token_hex(4)}")
        folder.mkdir(parents=True)
        return Generation(folder, fingerprint)

    def mark_opening(self, generation: Generation) -> None:
        """Native code may die on a damaged file: the mark stays, and the next start rebuilds."""
        (generation.folder / OPENING).touch()

    def mark_opened(self, generation: Generation) -> None:
        (generation.folder / OPENING).unlink(missing_ok=True)

    def publish(self, generation: Generation) -> None:
        draft = self._folder / f"{POINTER}.new"
        draft.write_text(
            json.dumps({"name": generation.folder.name, "fingerprint": generation.fingerprint})
        )
        draft.replace(self._folder / POINTER)

    def remove_all_but(self, kept: Generation) -> None:
        """What cannot be removed now (a file is still open) is removed another time."""
        for folder in (self._folder / FOLDERS).iterdir():
            if folder != kept.folder:
                shutil.rmtree(folder, ignore_errors=True)

    def _path(self, name: str) -> Path:
        return self._folder / FOLDERS / Path(name).name
