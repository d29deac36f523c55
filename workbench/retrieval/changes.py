"""Which files are to be indexed again: told by content, and read only if they look touched."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from workbench.cancellation import CancelToken
from workbench.retrieval.loaders import document_files
from workbench.retrieval.loaders.folder import LARGEST_BYTES
from workbench.retrieval.records import FileState


class Changes:
    """`known`: the files as they were indexed; `made_by`: what their chunks depend on now."""

    def __init__(
        self, folder: Path, known: Mapping[str, FileState], made_by: Callable[[str], str]
    ) -> None:
        self._folder = folder
        self._known = known
        self._made_by = made_by

    def found(self, cancel: CancelToken) -> tuple[FileState, ...]:
        """The state that each changed file is in now."""
        return tuple(self._changed(cancel))

    def touched(self, cancel: CancelToken) -> tuple[FileState, ...]:
        """Those of the known files whose content changed."""
        return tuple(
            state
            for path, old in self._known.items()
            for state in self._now(path, old, cancel)
            if state.sha256 != old.sha256
        )

    def _now(self, path: str, old: FileState, cancel: CancelToken) -> Iterator[FileState]:
        cancel.check()
        with suppress(FileNotFoundError):
            yield _state(self._folder / path, path, old)

    def _changed(self, cancel: CancelToken) -> Iterator[FileState]:
        for file in document_files(self._folder):
            cancel.check()
            path = file.relative_to(self._folder).as_posix()
            old = self._known.get(path)
            try:
                state = _state(file, path, old)
            except FileNotFoundError:
                continue
            wanted = replace(state, made_by=self._made_by(path))
            if old is None or (old.sha256, old.made_by) != (wanted.sha256, wanted.made_by):
                yield wanted


def is_touched(file: Path, known: FileState) -> bool:
    try:
        return _state(file, known.path, known).sha256 != known.sha256
    except FileNotFoundError:
        return True


def _state(file: Path, path: str, old: FileState | None) -> FileState:
    """Looks first and reads then, so that a file which changes in between looks touched later."""
    stat = file.stat()
    if old and (stat.st_size, stat.st_mtime_ns) == (old.size_bytes, old.mtime_ns):
        return old
    return FileState(path, stat.st_size, stat.st_mtime_ns, _digest(file, stat.st_size))


def _digest(file: Path, size: int) -> str:
    """Of the size alone where the content will not be read."""
    if size > LARGEST_BYTES:
        return f"{size} bytes"
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except FileNotFoundError:
        raise
    except OSError:
        return ""
