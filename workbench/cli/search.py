"""`workbench search`: what retrieval finds for a query, for a role."""

import json
import sys
from argparse import ArgumentParser, Namespace, _SubParsersAction
from dataclasses import asdict

from workbench.cli.session import opened
from workbench.domain.document import Retrieved
from workbench.messages import SearchAnswered
from workbench.retrieval_commands import SearchKnowledge

SNIPPET, SHOWN = 160, 10


def add(subparsers: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    parser = subparsers.add_parser("search", parents=[shared], help="search the documents")
    parser.add_argument("query")
    parser.add_argument("--role", required=True, help="who asks: it decides what may be found")
    parser.add_argument("--top-k", type=int, default=5, help="how many chunks (default: 5)")
    parser.add_argument("--bot", default="", help="search as this bot does, with its model's help")
    parser.add_argument("--account", default="", help="for whom: decides conflicts of region")
    parser.add_argument("--steps", action="store_true", help="show what each step made of it")
    parser.add_argument("--json", action="store_true", help="print one JSON document instead")
    parser.set_defaults(run=run)


def run(arguments: Namespace) -> int:
    with opened(arguments) as session:
        session.client.wait_for_index()
        command = SearchKnowledge(
            "search",
            arguments.query,
            arguments.role,
            arguments.top_k,
            bot=arguments.bot,
            account=arguments.account,
        )
        session.client.send(command)
        answer = next(session.client.answers(SearchAnswered))
    if arguments.json:
        document = {"query": arguments.query, "role": arguments.role} | asdict(answer.retrieved)
        sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")
    else:
        _print(answer.retrieved, arguments.role)
        if arguments.steps:
            _print_steps(answer.retrieved)
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
        reason = found.no_evidence or f"Nothing that {role} may read matches."
        sys.stdout.write(f"No evidence. {reason}\n")
    if found.withheld:
        sys.stdout.write(f"{len(found.withheld)} hidden from {role} or out of force.\n")


def _print_steps(found: Retrieved) -> None:
    for text in found.texts:
        sys.stdout.write(f"searched for ({text.purpose}): {text.text}\n")
    for step in found.steps:
        sys.stdout.write(f"{step.name}: {len(step.placings)} passages\n")
        for placing in step.placings[:SHOWN]:
            sys.stdout.write(f"  {placing.rank}. {placing.chunk_id}  {placing.score:.4f}\n")
        for dropped in step.dropped[:SHOWN]:
            sys.stdout.write(f"  - {dropped.chunk_id}  {dropped.reason}\n")
    for withheld in found.withheld:
        sys.stdout.write(f"withheld {withheld.chunk_id}: {withheld.reason}\n")
