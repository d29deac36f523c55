"""What has been run: grids and single turns, to be found, resumed and looked at again."""

from ui.page_spec import Page, PageSpec
from ui.session import Session


def _build(session: Session) -> Page:
    from ui.pages.runs.page import RunsPage  # noqa: PLC0415 - loaded when it is first opened

    return RunsPage(session)


PAGE: PageSpec[Session] = PageSpec("Runs", "list-dashes", _build)
