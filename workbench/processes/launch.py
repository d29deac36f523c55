"""How a child process is started, in a checkout and in the packaged app."""

import sys


def child_command(role: str, *args: str) -> list[str]:
    """The argv of a child: `role` is a module under `workbench` that has a `__main__`.

    The packaged app has no interpreter to call: its own executable takes `--child ROLE`.
    """
    if getattr(sys, "frozen", False):
        return [sys.executable, "--child", role, *args]
    return [sys.executable, "-m", f"workbench.{role}", *args]
