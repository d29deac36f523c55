"""Whether anything in a workspace was changed, told by times and sizes alone."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """`stamps`: path relative to the workspace -> (time of change in ns, size in bytes)."""

    stamps: dict[str, tuple[int, int]]

    def changed_since(self, older: "Fingerprint") -> tuple[str, ...]:
        """Paths that are new, gone or different, sorted."""
        paths = self.stamps.keys() | older.stamps.keys()
        return tuple(
            sorted(path for path in paths if self.stamps.get(path) != older.stamps.get(path))
        )


def fingerprint(folder: Path) -> Fingerprint:
    """Of every file that people edit: what begins with a dot is left out."""
    return Fingerprint(dict(_stamps(folder, "")))


def _stamps(folder: Path, prefix: str) -> Iterator[tuple[str, tuple[int, int]]]:
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        try:
            if entry.is_dir(follow_symlinks=False):
                yield from _stamps(folder / entry.name, f"{prefix}{entry.name}/")
            else:
                stat = entry.stat()
                yield prefix + entry.name, (stat.st_mtime_ns, stat.st_size)
        except OSError:
            yield prefix + entry.name, (0, 0)
