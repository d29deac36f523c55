"""Reads the arguments, runs one command, and turns an error into one sentence on stderr."""

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import NoReturn

from workbench.cli import (
    cache,
    chat,
    costs,
    evaluate,
    index,
    keys,
    models,
    runs,
    search,
    window,
)
from workbench.errors import WorkbenchError
from workbench.network.guard import OFFLINE_VARIABLE, guard_sockets, starts_offline

FAILED = 1
INTERRUPTED = 130
WORKSPACE = "the workspace folder (default: the sample, in your documents)"
OFFLINE = "reach nothing but this machine"
COMMANDS = (chat, index, search, evaluate, runs, models, keys, costs, cache, window)


def start() -> int:
    """The program: what `main` does, in a process that keeps its promise to stay offline."""
    guard_sockets(starts_offline)
    return main()


def main(argv: Sequence[str] | None = None) -> int:
    try:
        arguments = _parser().parse_args(argv)
        if arguments.offline:
            # Every process that is started from here inherits it.
            os.environ[OFFLINE_VARIABLE] = "1"
        return int(arguments.run(arguments))
    except WorkbenchError as error:
        sys.stderr.write(f"workbench: {error.line}\n")
        return FAILED
    except KeyboardInterrupt:
        sys.stderr.write("\nworkbench: stopped.\n")
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + signal.SIGPIPE


class _Parser(argparse.ArgumentParser):
    """Ends as every other error does: one sentence, status 1."""

    def error(self, message: str) -> NoReturn:
        said = f"{message[:1].upper()}{message[1:]}"
        raise WorkbenchError(said, f"`{self.prog} --help` lists what can be given.")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="workbench",
        description="Prototype an account-support bot: talk to it, see every step, compare "
        "variants. Without a command, the window opens.",
    )
    parser.add_argument(
        "--version", action="version", version=f"workbench {version('support-bot-workbench')}"
    )
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument(
        "--workspace",
        type=Path,
        default=argparse.SUPPRESS,
        metavar="DIR",
        help=WORKSPACE,
    )
    shared.add_argument("--offline", action="store_true", default=argparse.SUPPRESS, help=OFFLINE)
    parser.add_argument("--workspace", type=Path, default=None, metavar="DIR", help=WORKSPACE)
    parser.add_argument("--offline", action="store_true", help=OFFLINE)
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", dest="command")
    for command in COMMANDS:
        command.add(subparsers, shared)
    parser.set_defaults(run=window.run_window)
    return parser
