"""The header of a GGUF file, read without its weights: some 20 ms a 100,000 tokens.

The format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
"""

import mmap
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from workbench.cancellation import CancelToken
from workbench.errors import ModelUnavailableError
from workbench.models.late_module import LateModule

MAGIC, VERSIONS = b"GGUF", (2, 3)
# No model has more; a damaged count must not keep anybody waiting.
MOST_ENTRIES = 4_000_000
KEPT_ELEMENTS = 4096
DEFAULT_ALIGNMENT = 32
AGAIN = "Download it again, or pick another file."

# struct codes by GGUF's type number; 8 is a text, 9 an array.
_CODES = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_TEXT, _ARRAY = 8, 9
_LENGTH = struct.Struct("<Q")
# A tensor has a name, dimensions, format and offset; an entry a key and a type.
_LEAST_TENSOR, _LEAST_ENTRY, _LEAST_TEXT = 24, 12, 8


@dataclass(frozen=True, slots=True)
class Tensor:
    name: str
    elements: int
    size_bytes: int
    type_name: str


@dataclass(frozen=True, slots=True)
class GgufHeader:
    """`values`: metadata by key. Of arrays that are long or of texts only the length is kept.

    `end_bytes`: how long the file has to be to hold all tensors.
    """

    values: dict[str, Any]
    tensors: tuple[Tensor, ...]
    end_bytes: int
    lengths: dict[str, int] = field(default_factory=dict)


class NotAModelError(ModelUnavailableError):
    """The file is no GGUF, or not a whole one."""


def read_header(path: Path) -> GgufHeader:
    """Raises `NotAModelError` for anything but a whole header."""
    try:
        with path.open("rb") as file:
            size = path.stat().st_size
            if file.read(4) != MAGIC:
                raise NotAModelError(
                    f"{path.name} is not a GGUF file.", "Pick a file that ends in .gguf."
                )
            with mmap.mmap(file.fileno(), size, access=mmap.ACCESS_READ) as data:
                return _Reader(path.name, data, size).header()
    except OSError as error:
        raise NotAModelError(
            f"{path} cannot be read: {error.strerror or error}.", "Check the path."
        ) from error


class _Reader:
    """Walks over the bytes; every count is checked against what is there."""

    def __init__(self, name: str, data: mmap.mmap, size: int) -> None:
        self._name, self._data, self._size = name, data, size
        self._at = 4
        self._lengths: dict[str, int] = {}

    def header(self) -> GgufHeader:
        try:
            return self._header()
        except (struct.error, UnicodeDecodeError) as error:
            raise NotAModelError(
                f"{self._name} is cut short: it ends within its header.", AGAIN
            ) from error

    def _header(self) -> GgufHeader:
        version = self._number("I")
        if version not in VERSIONS:
            raise self._damaged(f"its version is {version}")
        tensors, entries = self._count(_LEAST_TENSOR), self._count(_LEAST_ENTRY)
        values = {key: value for key, value in self._entries(entries) if value is not None}
        infos = [self._tensor() for _ in range(tensors)]
        alignment = int(values.get("general.alignment", DEFAULT_ALIGNMENT)) or DEFAULT_ALIGNMENT
        begin = -(-self._at // alignment) * alignment
        end = max((begin + offset + each.size_bytes for each, offset in infos), default=self._at)
        return GgufHeader(values, tuple(each for each, _ in infos), end, self._lengths)

    def _entries(self, count: int) -> Iterator[tuple[str, Any]]:
        for _ in range(count):
            key = self._text()
            yield key, self._value(key, self._number("I"))

    def _value(self, key: str, kind: int) -> Any:
        if kind == _TEXT:
            return self._text()
        if kind == _ARRAY:
            kind = self._number("I")
            return self._array(key, kind, self._count(_LEAST_TEXT if kind == _TEXT else 1))
        if kind not in _CODES:
            raise self._damaged(f"{key[:60]!r} has the unknown type {kind}")
        return self._number(_CODES[kind])

    def _array(self, key: str, kind: int, count: int) -> tuple[Any, ...] | None:
        self._lengths[key] = count
        if kind == _TEXT:
            self._skip_texts(count)
            return None
        if kind not in _CODES:
            raise self._damaged(f"{key[:60]!r} is an array of the unknown type {kind}")
        code = f"<{count}{_CODES[kind]}"
        length = struct.calcsize(code)
        if count > KEPT_ELEMENTS:
            self._skip(length)
            return None
        found = struct.unpack_from(code, self._data, self._at)
        self._skip(length)
        return found

    def _tensor(self) -> tuple[Tensor, int]:
        """The tensor and its offset in the data."""
        name, dimensions = self._text(), self._number("I")
        if dimensions > 8:
            raise self._damaged(f"the tensor {name[:60]!r} has {dimensions} dimensions")
        elements = 1
        for _ in range(dimensions):
            elements *= self._number("Q")
        kind, offset = self._number("I"), self._number("Q")
        block, block_bytes, type_name = self._format(kind)
        return Tensor(name, elements, elements // block * block_bytes, type_name), offset

    def _format(self, kind: int) -> tuple[int, int, str]:
        """Elements and bytes of a block, and the name of the format."""
        library = GGUF.get(CancelToken())
        try:
            known = library.GGMLQuantizationType(kind)
        except ValueError:
            raise self._damaged(f"it has weights of the unknown format {kind}") from None
        block, block_bytes = library.GGML_QUANT_SIZES[known]
        return block, block_bytes, str(known.name)

    def _text(self) -> str:
        length = self._count()
        begin = self._at
        self._skip(length)
        return self._data[begin : begin + length].decode("utf-8", "replace")

    def _count(self, least_bytes: int = 1) -> int:
        """How many things follow, each of so many bytes at least."""
        count = int(self._number("Q"))
        if count * least_bytes > self._size - self._at:
            raise NotAModelError(f"{self._name} is cut short or damaged.", AGAIN)
        if least_bytes > 1 and count > MOST_ENTRIES:
            raise self._damaged(f"it claims to have {count:,} entries")
        return count

    def _skip_texts(self, count: int) -> None:
        """There are hundreds of thousands of them: as little as possible for each."""
        data, at, size, unpack = self._data, self._at, self._size, _LENGTH.unpack_from
        for _ in range(count):
            at += 8 + unpack(data, at)[0]
            if at > size:
                raise struct.error("past the end")
        self._at = at

    def _number(self, code: str) -> Any:
        (value,) = struct.unpack_from(f"<{code}", self._data, self._at)
        self._at += struct.calcsize(code)
        return value

    def _skip(self, length: int) -> None:
        self._at += length
        if self._at > self._size:
            raise struct.error("past the end")

    def _damaged(self, what: str) -> NotAModelError:
        return NotAModelError(f"{self._name} cannot be read: {what}.", AGAIN)


def _load_gguf() -> ModuleType:
    import gguf  # noqa: PLC0415 - brings numpy: only a worker that looks at models pays for it

    return gguf


GGUF = LateModule(_load_gguf)
