"""What a child says while it lives: kept in a file, the last words in memory."""

import threading
from collections import deque
from pathlib import Path

LAST_LINES = 40
LONGEST_LINE = 2000
LARGEST_FILE_BYTES = 2_000_000


class ChildLog:
    """Takes lines from any thread; begins a new file, keeping one old, when it grows too large."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._tail: deque[str] = deque(maxlen=LAST_LINES)

    def add(self, line: bytes) -> None:
        text = line.decode("utf-8", "replace").rstrip()[:LONGEST_LINE]
        with self._lock:
            self._tail.append(text)
            if self._path:
                self._write(self._path, text)

    def forget(self) -> None:
        """A new child begins: what its forerunner said is no longer its last words."""
        with self._lock:
            self._tail.clear()

    @property
    def last_words(self) -> str:
        with self._lock:
            return "\n".join(line for line in self._tail if line)

    def _write(self, path: Path, text: str) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.exists() and path.stat().st_size > LARGEST_FILE_BYTES:
                path.replace(path.with_suffix(f"{path.suffix}.old"))
            with path.open("a", encoding="utf-8") as file:
                file.write(f"{text}\n")
        except OSError:
            self._path = None  # A full disk must not take the child with it.
