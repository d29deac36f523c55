"""Turns a bot into working services. The one package that names concrete adapters."""

from workbench.assembly.assembly import MIB, Assembly, Terms
from workbench.assembly.knowledge import IndexNews, Knowledge
from workbench.assembly.model_servers import Serving
from workbench.downloads.lines import Fetched, Order, Progressed
from workbench.retrieval.records import DocumentState
from workbench.retrieval.sweep.bench import RetrievalBench

__all__ = [
    "MIB",
    "Assembly",
    "DocumentState",
    "Fetched",
    "IndexNews",
    "Knowledge",
    "Order",
    "Progressed",
    "RetrievalBench",
    "Serving",
    "Terms",
]
