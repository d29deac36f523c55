"""`workbench index`: bring an index up to date with the knowledge folder."""

import json
import sys
from argparse import ArgumentParser, Namespace, _SubParsersAction
from dataclasses import asdict
from typing import Any

from workbench.cli.progress import progress_bar
from workbench.cli.session import CliSession, opened
from workbench.domain.knowledge_settings import DEFAULT_INDEX
from workbench.knowledge_commands import ListDocuments, StopIndex, UpdateIndex
from workbench.knowledge_messages import DocumentRow, DocumentsListed
from workbench.messages import IndexProgressed


def add(subparsers: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    parser = subparsers.add_parser("index", parents=[shared], help="index the documents")
    parser.add_argument(
        "--index", metavar="NAME", default=DEFAULT_INDEX, help="one of indexes: in workbench.yaml"
    )
    parser.add_argument(
        "--json", action="store_true", help="print one JSON document instead, with every file"
    )
    parser.set_defaults(run=run)


def run(arguments: Namespace) -> int:
    with opened(arguments) as session, progress_bar("Indexing") as progress:
        session.client.send(UpdateIndex(arguments.index))
        try:
            for item in session.client.answers(IndexProgressed):
                progress.show(item.done, item.total, item.path)
                if item.is_done and item.index == arguments.index:
                    break
        except KeyboardInterrupt:
            session.client.send(StopIndex())
            raise
        report = _report(session, item) if arguments.json else None
    _print(item, report)
    return 0


def _report(session: CliSession, item: IndexProgressed) -> dict[str, Any]:
    """What happened, and each file with what became of it."""
    session.client.send(ListDocuments("files", item.index))
    files: list[DocumentRow] = []
    for listed in session.client.answers(DocumentsListed):
        files += listed.documents
        if listed.is_last:
            break
    return asdict(item) | {"files": [asdict(each) for each in files]}


def _print(item: IndexProgressed, report: dict[str, Any] | None) -> None:
    for problem in item.problems:
        sys.stderr.write(f"{problem.path}:{problem.line}: {problem.message} {problem.hint}\n")
    if report:
        sys.stdout.write(json.dumps(report) + "\n")
    else:
        left_out = f", {len(item.problems)} files left out" if item.problems else ""
        sys.stdout.write(
            f"Indexed {item.documents} documents, {item.chunks} chunks{left_out}."
            f" {item.embedded} texts were embedded.\n"
        )
