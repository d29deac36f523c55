"""Documents, who may read them, how they are cut, and what a question finds among them."""

from ui.page_spec import Page, PageSpec
from ui.session import Session


def _build(session: Session) -> Page:
    from ui.pages.knowledge.page import KnowledgePage  # noqa: PLC0415 - loaded when it is first opened

    return KnowledgePage(session)


PAGE: PageSpec[Session] = PageSpec("Knowledge", "books", _build)
