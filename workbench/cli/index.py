"""`workbench index`: bring the index up to date with the knowledge folder."""

import json
import sys
from argparse import ArgumentParser, Namespace, _SubParsersAction
from dataclasses import asdict

from workbench.cli.progress import progress_bar
from workbench.cli.session import opened
from workbench.commands import StopIndex, UpdateIndex
from workbench.errors import in_one_line
from workbench.messages import IndexProgressed


def add(subparsers: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    parser = subparsers.add_parser("index", parents=[shared], help="index the documents")
    parser.add_argument("--json", action="store_true", help="print one JSON document instead")
    parser.set_defaults(run=run)


def run(arguments: Namespace) -> int:
    with opened(arguments) as session, progress_bar("Indexing") as progress:
        session.client.send(UpdateIndex())
        try:
            for item in session.client.answers(IndexProgressed):
                progress.show(item.done, item.total, item.path)
                if item.is_done:
                    break
        except KeyboardInterrupt:
            session.client.send(StopIndex())
            raise
    _print(item, as_json=arguments.json)
    return 0


def _print(item: IndexProgressed, *, as_json: bool) -> None:
    for problem in item.problems:
        said = in_one_line(problem.message, problem.hint)
        sys.stderr.write(f"{problem.path}:{problem.line}: {said}\n")
    if as_json:
        sys.stdout.write(json.dumps(asdict(item)) + "\n")
    else:
        left_out = f", {len(item.problems)} files left out" if item.problems else ""
        sys.stdout.write(f"Indexed {item.documents} documents, {item.chunks} chunks{left_out}.\n")
