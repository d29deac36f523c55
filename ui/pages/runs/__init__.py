"""What has been run: grids and single turns, to be found, resumed and looked at again."""

from ui.page_spec import PageSpec
from ui.pages.runs.page import RunsPage
from ui.session import Session

PAGE: PageSpec[Session] = PageSpec("Runs", "list-dashes", RunsPage)
