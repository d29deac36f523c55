"""Fetches one file: what is here already is kept, what arrives is checked, all or nothing."""

import hashlib
import io
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, cast

from huggingface_hub import constants
from huggingface_hub.file_download import (
    HfFileMetadata,
    get_hf_file_metadata,
    hf_hub_url,
    http_get,
)
from huggingface_hub.utils import build_hf_headers  # type: ignore[attr-defined] # unmarked

from workbench.downloads.hub_errors import hub_errors
from workbench.downloads.lines import Order, Phase, Progressed
from workbench.errors import ModelRefusedError, StorageError
from workbench.sizing.words import size_words

Tell = Callable[[Progressed], None]

# A chunk is told, written and, when the connection breaks, lost as a whole.
constants.DOWNLOAD_CHUNK_SIZE = CHUNK_BYTES = 1024 * 1024
SPARE_BYTES = 200_000_000
TELL_EVERY_S = 0.2
SHA256_LENGTH = 64


def fetch(order: Order, tell: Tell) -> tuple[Path, str]:
    """The file, and its checksum. Raises `WorkbenchError`; what has arrived stays for next time."""
    target = order.folder / Path(order.file).name
    with hub_errors(order):
        order.folder.mkdir(parents=True, exist_ok=True)
        url = hf_hub_url(order.repository, order.file, revision=order.revision)
        about = get_hf_file_metadata(url)
        expected = order.sha256 or _sha256_of(about)
        part = _part(target, about)
        _check_room(part, about.size or 0)
        _read(url, part, about.size, tell)
        found = _checksum(part, tell)
    if expected and found != expected:
        part.unlink(missing_ok=True)
        raise ModelRefusedError(
            f"{order.file} is not what was published: its checksum is {found[:12]}…, "
            f"not {expected[:12]}…. It was deleted.",
            "Download it again; if that happens twice, take the model from another place.",
        )
    part.replace(target)
    return target, found


def _sha256_of(about: HfFileMetadata) -> str:
    """The hub names large files by their checksum."""
    etag = about.etag or ""
    return etag if len(etag) == SHA256_LENGTH else ""


def _part(target: Path, about: HfFileMetadata) -> Path:
    """Where it grows; another version of the file is another part."""
    version = "".join(letter for letter in about.etag or "" if letter.isalnum())[:12]
    return target.with_name(f"{target.name}.{version or 'any'}.part")


def _check_room(part: Path, size: int) -> None:
    missing = size - (part.stat().st_size if part.exists() else 0)
    free = shutil.disk_usage(part.parent).free
    if missing + SPARE_BYTES > free:
        raise StorageError(
            f"{part.parent} has {size_words(free)} free, and {size_words(missing)} are to be "
            "downloaded.",
            "Free some space, or choose another models folder in Settings.",
        )


def _read(url: str, part: Path, size: int | None, tell: Tell) -> None:
    with part.open("ab") as file:
        have = file.tell()
        if size is not None and have > size:
            file.truncate(have := 0)
        counted = cast("BinaryIO", _Counted(file, have, size or 0, tell))
        http_get(url, counted, resume_size=have, headers=build_hf_headers(), expected_size=size)


def _checksum(part: Path, tell: Tell) -> str:
    digest, size = hashlib.sha256(), part.stat().st_size
    pace = _Pace(tell, size, "checking")
    done = 0
    with part.open("rb") as file:
        while piece := file.read(4 * CHUNK_BYTES):
            digest.update(piece)
            pace.tell(done := done + len(piece))
    return digest.hexdigest()


class _Pace:
    """Tells now and then, and at the end."""

    def __init__(self, tell: Tell, total: int, phase: Phase) -> None:
        self._tell, self._total, self._phase = tell, total, phase
        self._next_s = 0.0

    def tell(self, done: int) -> None:
        now = time.monotonic()
        if now >= self._next_s or done == self._total:
            self._next_s = now + TELL_EVERY_S
            self._tell(Progressed(done, self._total, self._phase))


class _Counted(io.BufferedIOBase):
    """The part that grows; what is written is told. The hub's client may begin anew: `seek`."""

    def __init__(self, file: BinaryIO, have: int, size: int, tell: Tell) -> None:
        super().__init__()
        self._file = file
        self._pace = _Pace(tell, size, "fetching")
        self._pace.tell(have)

    def write(self, piece: bytes, /) -> int:  # type: ignore[override] # chunks are bytes
        self._file.write(piece)
        self._file.flush()
        self._pace.tell(self._file.tell())
        return len(piece)

    def tell(self) -> int:
        return self._file.tell()

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return self._file.seek(offset, whence)

    def truncate(self, size: int | None = None, /) -> int:
        return self._file.truncate(size)
