"""`workbench search`: what retrieval finds for a query, for a role."""

import json
import sys
from argparse import ArgumentParser, Namespace, _SubParsersAction
from dataclasses import asdict

from workbench.cli.session import opened
from workbench.commands import SearchKnowledge
from workbench.domain.document import Retrieved
from workbench.messages import SearchAnswered

SNIPPET = 160


def add(subparsers: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    parser = subparsers.add_parser("search", parents=[shared], help="search the documents")
    parser.add_argument("query")
    parser.add_argument("--role", required=True, help="who asks: it decides what may be found")
    parser.add_argument("--top-k", type=int, default=5, help="how many chunks (default: 5)")
    parser.add_argument("--json", action="store_true", help="print one JSON document instead")
    parser.set_defaults(run=run)


def run(arguments: Namespace) -> int:
    with opened(arguments) as session:
        session.client.wait_for_index()
        command = SearchKnowledge("search", arguments.query, arguments.role, arguments.top_k)
        session.client.send(command)
        answer = next(session.client.answers(SearchAnswered))
    if arguments.json:
        document = {"query": arguments.query, "role": arguments.role} | asdict(answer.retrieved)
        sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")
    else:
        _print(answer.retrieved, arguments.role)
    return 0


def _print(found: Retrieved, role: str) -> None:
    ranks = {
        ranking.retriever: {placing.chunk_id: placing.rank for placing in ranking.placings}
        for ranking in found.rankings
    }
    for place, chunk in enumerate(found.chunks, start=1):
        by = ", ".join(
            f"{name} {placed[chunk.id]}" for name, placed in ranks.items() if chunk.id in placed
        )
        text = " ".join(chunk.text.split())
        cut = text if len(text) <= SNIPPET else f"{text[:SNIPPET]}…"
        sys.stdout.write(
            f"{place}. {chunk.path} · {chunk.heading or chunk.title}  ({by})\n   {cut}\n"
        )
    if not found.chunks:
        sys.stdout.write(f"Nothing that {role} may read matches.\n")
    if found.withheld:
        sys.stdout.write(f"{len(found.withheld)} hidden from {role} or out of force.\n")
