"""Talk to bots side by side and see how each answer came about."""

from ui.page_spec import PageSpec
from ui.pages.bench.page import BenchPage

PAGE = PageSpec("Bench", "chats-teardrop", BenchPage)
