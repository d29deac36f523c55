"""Turns a bot into working services. The one package that names concrete adapters."""

from workbench.assembly.assembly import MIB, Assembly, Terms
from workbench.assembly.knowledge import IndexNews, Knowledge

__all__ = ["MIB", "Assembly", "IndexNews", "Knowledge", "Terms"]
