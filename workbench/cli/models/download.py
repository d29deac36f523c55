"""`workbench models download`: from the Hugging Face hub; stopped and resumed at will."""

import json
import sys
from argparse import ArgumentParser, Namespace, _SubParsersAction
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

from workbench.cli.session import CliSession, opened
from workbench.domain.hub_file import read_hub_file
from workbench.errors import WorkbenchError
from workbench.model_commands import DownloadModel, StopDownload
from workbench.model_messages import DownloadProgressed
from workbench.sizing.words import size_words

ENDED = {"done", "stopped", "failed"}


def add(subparsers: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    parser = subparsers.add_parser(
        "download", parents=[shared], help="get a model from the Hugging Face hub"
    )
    parser.add_argument(
        "name", nargs="?", default="",
        help="as `workbench models list` says it, or OWNER/NAME/FILE.gguf, or its address",
    )  # fmt: skip
    parser.add_argument("--repository", default="", metavar="OWNER/NAME", help="any other one")
    parser.add_argument("--file", default="", metavar="FILE", help="of that repository")
    parser.add_argument("--revision", default="main", help="branch or commit (default: main)")
    parser.add_argument("--json", action="store_true", help="print one JSON document instead")
    parser.set_defaults(run=run)


def run(arguments: Namespace) -> int:
    command = _command(arguments)
    with opened(arguments) as session:
        end = _fetched(session, command)
    if end.state != "done":
        raise WorkbenchError(end.detail or "The download was stopped; what has arrived is kept.")
    said = f"{end.name} is here, {size_words(end.total_bytes)}, and in the picker."
    sys.stdout.write((json.dumps(asdict(end)) if arguments.json else said) + "\n")
    return 0


def _command(arguments: Namespace) -> DownloadModel:
    if (place := read_hub_file(arguments.name)) and not arguments.repository:
        return DownloadModel(place.name, place.repository, place.file, place.revision)
    if arguments.repository and not arguments.file:
        raise WorkbenchError("Which file of that repository?", "Name it with --file.")
    if not arguments.name and not arguments.repository:
        raise WorkbenchError("Which model?", "`workbench models list` shows what there is.")
    name = arguments.name or Path(arguments.file).stem
    return DownloadModel(name, arguments.repository, arguments.file, arguments.revision)


def _fetched(session: CliSession, command: DownloadModel) -> DownloadProgressed:
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn(),
    )  # fmt: skip
    session.client.send(command)
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task(command.name, total=None)
        try:
            for told in session.client.answers(DownloadProgressed):
                words = "Checking" if told.state == "checking" else command.name
                total = told.total_bytes or None
                bar.update(task, completed=told.done_bytes, total=total, description=words)
                if told.name == command.name and told.state in ENDED:
                    return told
        except KeyboardInterrupt:
            session.client.send(StopDownload(command.name))
            raise
    raise AssertionError
