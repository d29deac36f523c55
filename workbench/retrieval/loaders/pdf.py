"""PDF files, page by page; bookmarks become headings."""

import io
from collections.abc import Iterator, Sequence
from typing import Any

from pypdf import PdfReader
from pypdf.errors import DependencyError
from pypdf.generic import Destination

from workbench.domain.knowledge_settings import Labels
from workbench.retrieval.loaders.loaded import Loaded, LoadError

PAGE_END = "\f"
DEEPEST_HEADING = 6
# A scanned page has no letters, or the few that a scanner stamps on it.
FEWEST_LETTERS_A_PAGE = 10
PRINT_AGAIN = "Open it in a PDF viewer and print it into a new PDF."


def load_pdf(content: bytes) -> Loaded:
    """Raises `LoadError`."""
    try:
        reader = _opened(content)
        pages = [page.extract_text() for page in reader.pages]
    except LoadError:
        raise
    except DependencyError:
        raise _locked() from None
    except Exception as error:  # noqa: BLE001 - it raises whatever the damage leads to
        name = type(error).__name__
        raise LoadError(1, f"the PDF is damaged ({name})", PRINT_AGAIN) from None
    letters = sum(character.isalpha() for page in pages for character in page)
    if letters < FEWEST_LETTERS_A_PAGE * len(pages) or not pages:
        raise LoadError(
            1,
            "the PDF has pictures of pages and no text",
            "Recognise its text first, for example with: ocrmypdf in.pdf out.pdf",
        )
    return Loaded(_with_headings(reader, pages), Labels(title=_title(reader)))


def _opened(content: bytes) -> PdfReader:
    """Many PDFs are encrypted with an empty password: they may be read and not printed."""
    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted and not reader.decrypt(""):
        raise _locked()
    return reader


def _locked() -> LoadError:
    return LoadError(1, "the PDF is locked with a password", "Save a copy without a password.")


def _title(reader: PdfReader) -> str | None:
    try:
        title = str((reader.metadata.title if reader.metadata else None) or "").strip()
    except Exception:  # noqa: BLE001 - damaged metadata is no reason to lose the text
        return None
    is_name_of_a_file = title.lower().endswith((".doc", ".docx", ".pdf", ".indd", ".tex"))
    return None if is_name_of_a_file else title or None


def _with_headings(reader: PdfReader, pages: Sequence[str]) -> str:
    lines = [page.replace(PAGE_END, "\n").splitlines() for page in pages]
    for place, level, title in _bookmarks(reader):
        wanted = _bare(title)
        for number, line in enumerate(lines[place]):
            if wanted and _bare(line) == wanted:
                lines[place][number] = f"\n{'#' * min(level, DEEPEST_HEADING)} {line.strip()}\n"
                break
    return "".join("\n".join(page) + "\n" + PAGE_END for page in lines)


def _bookmarks(reader: PdfReader) -> Iterator[tuple[int, int, str]]:
    """Page from 0, depth from 1, title."""
    try:
        yield from _flat(reader, reader.outline, 1)
    except Exception:  # noqa: BLE001 - damaged bookmarks are no reason to lose the text
        return


def _flat(reader: PdfReader, outline: Sequence[Any], level: int) -> Iterator[tuple[int, int, str]]:
    for item in outline:
        if isinstance(item, list):
            yield from _flat(reader, item, level + 1)
        elif isinstance(item, Destination):
            page = reader.get_destination_page_number(item)
            if page is not None and page >= 0:
                yield page, level, str(item.title or "")


def _bare(line: str) -> str:
    return "".join(line.split()).casefold()
