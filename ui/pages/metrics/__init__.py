"""Latency, tokens, errors and cost of all stored turns over time."""

from ui.page_spec import Page, PageSpec
from ui.session import Session


def _build(session: Session) -> Page:
    from ui.pages.metrics.page import MetricsPage  # noqa: PLC0415 - loaded when it is first opened

    return MetricsPage(session)


PAGE: PageSpec[Session] = PageSpec("Metrics", "chart-line", _build)
