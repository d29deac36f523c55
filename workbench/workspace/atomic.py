"""Writing files so that a crash, a full disk or a second writer never costs the old ones."""

import contextlib
import errno
import os
import stat
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from workbench.errors import ConflictError, StorageError
from workbench.workspace.files import read_bytes

_NEW_FILE_MODE = 0o644


@dataclass(frozen=True, slots=True)
class Change:
    """What a save did: by path in `folder`, the bytes before and after; None is no file."""

    folder: Path
    before: dict[str, bytes | None] = field(default_factory=dict)
    after: dict[str, bytes | None] = field(default_factory=dict)

    @property
    def paths(self) -> tuple[str, ...]:
        return tuple(self.after)


def write_files(folder: Path, wanted: Mapping[str, bytes | None]) -> Change:
    """All of the files or none. Raises `StorageError`; then every file is as it was."""
    before = {path: read_bytes(folder, path) for path in wanted}
    after = {path: raw for path, raw in wanted.items() if raw != before[path]}
    change = Change(folder, {path: before[path] for path in after}, after)
    _put(folder, after, change.before)
    return change


def undo(change: Change, *, overwrite: bool = False) -> Change:
    """Bring back what was there. Raises `ConflictError` if someone wrote since."""
    for path, raw in change.after.items():
        if not overwrite and read_bytes(change.folder, path) != raw:
            raise changed_outside(path)
    return write_files(change.folder, change.before)


def changed_outside(path: str) -> ConflictError:
    return ConflictError(
        f"{path} was changed outside since it was read, so it was not written.",
        "Reload to see that change, or save again and replace it.",
    )


def storage_error(path: Path, error: OSError) -> StorageError:
    """What happened to the file and what to do, by the system's error number."""
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            what, hint = "the disk is full", "Free some space and save again."
        case errno.EACCES | errno.EPERM:
            what = "the folder may not be written"
            hint = f"Give yourself the right to write: chmod -R u+w {path.parent}"
        case errno.EROFS:
            what = "the disk is read-only"
            hint = "Copy the workspace to a folder of yours and open it there."
        case _:
            what, hint = error.strerror or str(error), "Check the disk and save again."
    return StorageError(f"{path} could not be written: {what}. Nothing was changed.", hint)


def _put(folder: Path, wanted: Mapping[str, bytes | None], before: dict[str, bytes | None]) -> None:
    """New bytes go to files beside the old ones first; only then do they change places."""
    ready: dict[str, Path] = {}
    done: list[str] = []
    path = ""
    try:
        for path, raw in wanted.items():
            if raw is not None:
                ready[path] = _beside(_real(folder, path), raw)
        for path, raw in wanted.items():
            done.append(path)
            _swap(_real(folder, path), ready.pop(path) if raw is not None else None)
    except OSError as error:
        _roll_back(folder, {name: before[name] for name in done})
        raise storage_error(folder / path, error) from None
    finally:
        for leftover in ready.values():
            leftover.unlink(missing_ok=True)


def _real(folder: Path, path: str) -> Path:
    """Through links: replacing a link by a file would cut it."""
    return (folder / path).resolve()


def _beside(target: Path, raw: bytes) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(stat.S_IMODE(target.stat().st_mode) if target.exists() else _NEW_FILE_MODE)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def _swap(target: Path, fresh: Path | None) -> None:
    if fresh is None:
        target.unlink(missing_ok=True)
        return
    try:
        os.replace(fresh, target)  # noqa: PTH105 - named so that tests can fill the disk here
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise


def _roll_back(folder: Path, before: Mapping[str, bytes | None]) -> None:
    """As well as the disk lets us: most often the last of them was never replaced."""
    for path, raw in before.items():
        with contextlib.suppress(OSError):
            if read_bytes(folder, path) == raw:
                continue
            _swap(_real(folder, path), None if raw is None else _beside(_real(folder, path), raw))
