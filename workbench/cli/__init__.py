"""The command line: the same engine, headless. Without arguments it opens the window."""

from workbench.cli.main import main, start

__all__ = ["main", "start"]
