"""`workbench models add`: a GGUF file that is here becomes a model of the picker."""

import json
import sys
from argparse import ArgumentParser, Namespace, _SubParsersAction
from pathlib import Path

from workbench.cli.models.asked import REQUEST
from workbench.cli.session import opened
from workbench.messages import Saved
from workbench.model_commands import AddModelFile


def add(subparsers: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    parser = subparsers.add_parser("add", parents=[shared], help="add a GGUF file to the picker")
    parser.add_argument("file", type=Path, help="a GGUF file")
    parser.add_argument("--name", default="", help="in the picker (default: after the file)")
    parser.add_argument("--json", action="store_true", help="print one JSON document instead")
    parser.set_defaults(run=run)


def run(arguments: Namespace) -> int:
    path = str(arguments.file.expanduser().absolute())
    with opened(arguments) as session:
        session.client.send(AddModelFile(REQUEST, path, arguments.name))
        saved = next(session.client.answers(Saved))
    said = json.dumps({"added": saved.sentence}) if arguments.json else saved.sentence
    sys.stdout.write(f"{said}\n")
    return 0
