"""The bytes of a workspace, read once: later readers see the same, and a save can tell."""

from pathlib import Path, PurePosixPath

from workbench.workspace.problem import Problem, WrongFileError, did_you_mean, wrong

SETTINGS_PATH = "workbench.yaml"
_BOM = b"\xef\xbb\xbf"


class Files:
    """A snapshot that grows as it is asked: `seen` is what each path held when it was read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.seen: dict[str, bytes | None] = {}

    def read(self, path: str) -> str:
        """The text, with `\\n` line ends. Raises `WrongFileError`."""
        raw = self._bytes(path)
        if raw is None:
            siblings = self._siblings(path)
            raise wrong(
                path, 0, "there is no such file", did_you_mean(path, siblings, "files here")
            )
        return decode(path, raw)

    def exists(self, path: str) -> bool:
        return self.seen.get(path) is not None or (self.folder / path).is_file()

    def names(self, folder: str, suffix: str) -> tuple[str, ...]:
        """The stems of the files there, sorted."""
        there = {path.name for path in (self.folder / folder).glob(f"[!.]*{suffix}")}
        parent = PurePosixPath(folder)
        for path, raw in self.seen.items():
            pure = PurePosixPath(path)
            if raw is not None and pure.parent == parent and pure.name.endswith(suffix):
                there.add(pure.name)
        return tuple(sorted(name.removesuffix(suffix) for name in there))

    def inside(self, path: str) -> bool:
        """Whether a path written in a file stays in the workspace."""
        pure = PurePosixPath(path)
        return bool(path) and not pure.is_absolute() and ".." not in pure.parts

    def _bytes(self, path: str) -> bytes | None:
        if self.seen.get(path) is None:
            self.seen[path] = read_bytes(self.folder, path)
        return self.seen[path]

    def _siblings(self, path: str) -> list[str]:
        parent = PurePosixPath(path).parent
        return [str(parent / found.name) for found in (self.folder / parent).glob("[!.]*.*")]


def read_bytes(folder: Path, path: str) -> bytes | None:
    """None if there is no such file. Raises `WrongFileError` if it cannot be read."""
    try:
        return (folder / path).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except PermissionError:
        hint = f"Give yourself the right to read it: chmod u+r {folder / path}"
        raise wrong(path, 0, "this file may not be read", hint) from None
    except IsADirectoryError:
        raise wrong(path, 0, "this is a folder, not a file", "Move it elsewhere.") from None
    except (OSError, ValueError) as error:
        raise wrong(path, 0, f"this file cannot be read ({error})", "Check the disk.") from None


def decode(path: str, raw: bytes) -> str:
    try:
        text = raw.removeprefix(_BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        found = f"byte 0x{raw[error.start]:02x}"
        hint = "Save the file as UTF-8 in your editor."
        raise WrongFileError(
            Problem(path, line, f"this is not UTF-8 text ({found})", hint)
        ) from None
    return text.replace("\r\n", "\n")


def encode(text: str, like: bytes | None) -> bytes:
    """The bytes of `text`, with the line ends and the mark that the old file `like` had."""
    old = like or b""
    ends = text.replace("\n", "\r\n") if b"\r\n" in old else text
    return (_BOM if old.startswith(_BOM) else b"") + ends.encode("utf-8")
