"""Latency, tokens, errors and cost of all stored turns over time."""

from ui.page_spec import PageSpec
from ui.pages.metrics.page import MetricsPage
from ui.session import Session

PAGE: PageSpec[Session] = PageSpec("Metrics", "chart-line", MetricsPage)
