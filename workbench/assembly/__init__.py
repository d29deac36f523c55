"""Turns a bot into working services. The one package that names concrete adapters."""

from workbench.assembly.assembly import MIB, Assembly, Terms
from workbench.assembly.knowledge import IndexNews, Knowledge
from workbench.assembly.model_servers import Serving
from workbench.downloads.lines import Fetched, Order, Progressed

__all__ = [
    "MIB",
    "Assembly",
    "Fetched",
    "IndexNews",
    "Knowledge",
    "Order",
    "Progressed",
    "Serving",
    "Terms",
]
