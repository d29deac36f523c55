"""Bytes to text, as editors and spreadsheets write it."""

import codecs

from workbench.retrieval.loaders.loaded import LoadError

# Which marks a file may begin with; without one it is UTF-8.
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decoded(content: bytes) -> str:
    """With line ends as `\\n`. Raises `LoadError`."""
    encoding = next((name for mark, name in MARKS if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise LoadError(line, "this is not UTF-8 text", "Save the file as UTF-8.") from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise LoadError(line, "this is not text", "Give the file its right name, or remove it.")
    return text.replace("\r\n", "\n").replace("\r", "\n")
