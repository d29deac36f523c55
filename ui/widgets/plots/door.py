"""The one door to pyqtgraph; it and numpy cost half a second, so nobody loads them at start."""

from functools import cache
from typing import Any


@cache
def pyqtgraph() -> Any:
    """The library, set up once: smooth lines."""
    import pyqtgraph as library  # noqa: PLC0415 - 0.5 s to load

    library.setConfigOptions(antialias=True)
    return library
