"""Local models and API providers: what fits, what is loaded, how fast it is."""

from ui.page_spec import Page, PageSpec
from ui.session import Session


def _build(session: Session) -> Page:
    from ui.pages.models.page import ModelsPage  # noqa: PLC0415 - loaded when it is first opened

    return ModelsPage(session)


PAGE: PageSpec[Session] = PageSpec("Models", "cpu", _build, gap=True)
