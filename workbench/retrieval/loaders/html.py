"""Web pages, without what surrounds their text: menus, scripts, footers."""

import re

from bs4 import BeautifulSoup
from bs4.element import Tag
from markdownify import markdownify

from workbench.domain.knowledge_settings import Labels
from workbench.retrieval.loaders.loaded import Loaded, LoadError

AROUND_THE_TEXT = ("script", "style", "template", "noscript", "nav", "footer", "aside", "iframe")
BLANK_LINES = re.compile(r"\n{3,}")


def load_html(content: bytes) -> Loaded:
    """The encoding is the one that the page names. Raises `LoadError`."""
    soup = BeautifulSoup(content, "lxml")
    title = soup.title.get_text(" ", strip=True) if soup.title else ""
    language = soup.html.get("lang") if soup.html else None
    return Loaded(
        html_to_markdown(soup),
        Labels(title=title or None, language=language if isinstance(language, str) else None),
    )


def html_to_markdown(soup: BeautifulSoup) -> str:
    """Headings, lists and tables as Markdown has them; pictures as what they show in words."""
    body = soup.find("main") or soup.body or soup
    assert isinstance(body, Tag)
    for tag in body.find_all(AROUND_THE_TEXT):
        tag.decompose()
    for picture in body.find_all("img"):
        picture.replace_with(str(picture.get("alt") or ""))
    try:
        text = markdownify(str(body), heading_style="ATX", bullets="-", strip=["title"])
    except RecursionError:
        raise LoadError(
            1, "the page nests too deeply", "Save its text as Markdown instead."
        ) from None
    return BLANK_LINES.sub("\n\n", str(text)).strip() + "\n"
