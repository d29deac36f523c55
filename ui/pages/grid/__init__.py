"""The Grid page: bots side by side over the cases of a suite."""

from ui.page_spec import Page, PageSpec
from ui.session import Session


def _build(session: Session) -> Page:
    from ui.pages.grid.page import GridPage  # noqa: PLC0415 - loaded when it is first opened

    return GridPage(session)


PAGE: PageSpec[Session] = PageSpec("Grid", "grid-four", _build)
