"""The packaged app's one executable: the command line, the window, and every child process."""

import multiprocessing
import runpy
import sys

from workbench.cli.main import start as start_command_line

# As `workbench.processes.launch` and `workbench.cli.window` call them.
CHILD, WINDOW = "--child", "--window"
CHILD_ROLES = ("worker", "model_server", "retrieval", "downloads")


def start() -> int:
    arguments = sys.argv[1:]
    if arguments[:1] == [WINDOW]:
        return run_module("ui", arguments[1:])
    if arguments[:1] == [CHILD] and arguments[1:2] and arguments[1] in CHILD_ROLES:
        return run_module(f"workbench.{arguments[1]}", arguments[2:])
    return start_command_line()


def run_module(name: str, arguments: list[str]) -> int:
    """What `python -m name` does: its `__main__` reads `sys.argv` and may exit by itself."""
    sys.argv[1:] = arguments
    runpy.run_module(name, run_name="__main__", alter_sys=True)
    return 0


if __name__ == "__main__":
    multiprocessing.freeze_support()
    sys.exit(start())
