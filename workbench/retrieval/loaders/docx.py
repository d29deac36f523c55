"""Word documents, by way of HTML: that keeps headings, lists and tables."""

import io
import zipfile

import mammoth
from bs4 import BeautifulSoup
from mammoth.documents import Image

from workbench.retrieval.loaders.html import html_to_markdown
from workbench.retrieval.loaders.loaded import Loaded, LoadError

MOST_UNPACKED_BYTES = 512 * 1024 * 1024
STYLES = "p[style-name='Title'] => h1:fresh\np[style-name='Subtitle'] => p:fresh"
SAVE_AGAIN = "Open it in Word or LibreOffice and save it as .docx once more."


def load_docx(content: bytes) -> Loaded:
    """Raises `LoadError`."""
    _check_archive(content)
    try:
        html = mammoth.convert_to_html(
            io.BytesIO(content),
            style_map=STYLES,
            convert_image=mammoth.images.img_element(_no_picture),
        ).value
    except Exception as error:  # noqa: BLE001 - it raises whatever the damaged part leads to
        raise LoadError(
            1, f"the document is damaged ({type(error).__name__})", SAVE_AGAIN
        ) from None
    return Loaded(html_to_markdown(BeautifulSoup(html, "lxml")))


def _check_archive(content: bytes) -> None:
    """A small file may hold a huge one."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
            names = set(archive.namelist())
    except zipfile.BadZipFile:
        raise LoadError(1, "the document is damaged or cut off", SAVE_AGAIN) from None
    if "word/document.xml" not in names:
        raise LoadError(1, "this is no Word document", "Give the file its right name.")
    if unpacked > MOST_UNPACKED_BYTES:
        size = unpacked // 1024**2
        raise LoadError(1, f"the document unpacks to {size} MB", "Split it into smaller ones.")


def _no_picture(_: Image) -> dict[str, str]:
    return {"src": ""}
