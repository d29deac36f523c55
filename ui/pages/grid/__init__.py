"""The Grid page: bots side by side over the cases of a suite."""

from ui.page_spec import PageSpec
from ui.pages.grid.page import GridPage
from ui.session import Session

PAGE: PageSpec[Session] = PageSpec("Grid", "grid-four", GridPage)
