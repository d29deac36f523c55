"""Turns a bot into working services. The one package that names concrete adapters."""

from workbench.assembly.assembly import Assembly
from workbench.assembly.knowledge import IndexNews, Knowledge

__all__ = ["Assembly", "IndexNews", "Knowledge"]
