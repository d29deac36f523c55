"""The window and its tour: processes of their own, as the core knows no Qt."""

import os
import subprocess
import sys
from argparse import ArgumentParser, Namespace, _SubParsersAction
from pathlib import Path

from workbench.cli.session import workspace_folder


def add(subparsers: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    parser = subparsers.add_parser(
        "tour",
        parents=[shared],
        help="drive the real window through the main job and picture every page",
    )
    parser.add_argument("--out", type=Path, default=Path("tour"), help="folder for the pictures")
    parser.set_defaults(run=run_tour)


def run_window(arguments: Namespace) -> int:
    if not has_display():
        sys.stderr.write(
            "workbench: there is no display here, so the window cannot open. "
            "`workbench tour` draws its pages into files, `workbench chat` works without it.\n"
        )
        return 1
    return _called(window_command(str(workspace_folder(arguments))), dict(os.environ))


def run_tour(arguments: Namespace) -> int:
    environment = dict(os.environ)
    if not has_display():
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    folder = [str(arguments.workspace)] if arguments.workspace else []
    return _called(window_command("--tour", str(arguments.out.absolute()), *folder), environment)


def _called(command: list[str], environment: dict[str, str]) -> int:
    """Ctrl+C reaches the window as well: it closes in order, and is waited for."""
    with subprocess.Popen(command, env=environment) as window:
        while True:
            try:
                return window.wait()
            except KeyboardInterrupt:
                continue


def window_command(*args: str) -> list[str]:
    """The packaged app is the window; a checkout runs the module."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--window", *args]
    return [sys.executable, "-m", "ui", *args]


def has_display() -> bool:
    """Only Linux and its kin say so in the environment."""
    if sys.platform in {"win32", "darwin"} or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
