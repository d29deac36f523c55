"""Which loader reads which file, and what a file is that is not what its name says."""

from collections.abc import Callable

from workbench.retrieval.loaders.csv_faq import load_csv
from workbench.retrieval.loaders.docx import load_docx
from workbench.retrieval.loaders.html import load_html
from workbench.retrieval.loaders.loaded import Loaded, LoadError
from workbench.retrieval.loaders.markdown import load_markdown
from workbench.retrieval.loaders.pdf import load_pdf
from workbench.retrieval.loaders.plain import load_plain

Loader = Callable[[bytes], Loaded]

LOADERS: dict[str, Loader] = {
    ".md": load_markdown,
    ".markdown": load_markdown,
    ".html": load_html,
    ".htm": load_html,
    ".txt": load_plain,
    ".pdf": load_pdf,
    ".docx": load_docx,
    ".csv": load_csv,
}
# Documents that are not read, and what to do with them. Anything else is no document.
OTHERS = {
    ".doc": "Save it as .docx.",
    ".odt": "Save it as .docx or PDF.",
    ".rtf": "Save it as .docx or PDF.",
    ".pages": "Export it as .docx or PDF.",
    ".pptx": "Export it as PDF.",
    ".ppt": "Export it as PDF.",
    ".xlsx": "Save the sheet of questions and answers as CSV.",
    ".xls": "Save the sheet of questions and answers as CSV.",
    ".epub": "Save its text as HTML or Markdown.",
}
# How a file begins, what it then is, and the names that it may have.
BEGINNINGS = (
    (b"%PDF-", "a PDF", (".pdf",)),
    (b"PK\x03\x04", "a ZIP archive, as .docx, .xlsx and .pptx files are", (".docx",)),
    (b"\xd0\xcf\x11\xe0", "an old or encrypted Office file", ()),
    (b"{\\rtf", "an RTF file", ()),
    (b"\x89PNG", "a picture", ()),
    (b"\xff\xd8\xff", "a picture", ()),
    (b"<!doctype html", "a web page", (".html", ".htm", ".md", ".markdown")),
    (b"<html", "a web page", (".html", ".htm", ".md", ".markdown")),
)
LONGEST_BEGINNING = 1024


def check_name(suffix: str, head: bytes) -> None:
    """`head`: how the file begins. Raises `LoadError` if its name says something else."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:LONGEST_BEGINNING]
    for beginning, kind, suffixes in BEGINNINGS:
        if start.lower().startswith(beginning.lower()):
            if suffix not in suffixes:
                raise LoadError(
                    1, f"this is {kind}, but is named {suffix or 'otherwise'}", _remedy(suffixes)
                )
            return
    if suffix == ".pdf" and b"%PDF-" not in head:
        raise LoadError(1, "this is no PDF", "Give the file its right name, or fetch it again.")
    if suffix == ".docx":
        raise LoadError(1, "this is no Word document", "Give the file its right name.")


def _remedy(suffixes: tuple[str, ...]) -> str:
    if suffixes:
        return f"Rename it to end in {suffixes[0]}."
    return "Save it as .docx, PDF or Markdown, without a password."
