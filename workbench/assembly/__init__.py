"""Turns a bot into working services. The one package that names concrete adapters."""

from workbench.assembly.assembly import Assembly
from workbench.assembly.knowledge import IndexNews, Knowledge
from workbench.assembly.model_servers import Serving
from workbench.downloads.lines import Fetched, Order, Progressed

__all__ = ["Assembly", "Fetched", "IndexNews", "Knowledge", "Order", "Progressed", "Serving"]
