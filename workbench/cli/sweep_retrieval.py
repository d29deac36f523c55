"""`workbench sweep-retrieval`: every combination of some settings over a suite's queries."""

import json
import sys
from argparse import ArgumentParser, Namespace, _SubParsersAction
from collections.abc import Callable
from dataclasses import asdict
from typing import get_args
from uuid import uuid4

from workbench.cli.eval_retrieval import carried_out, report_text
from workbench.cli.session import opened
from workbench.domain.knowledge_settings import ChunkerKind, ChunkerSettings
from workbench.domain.retrieval_sweep import SweepMode
from workbench.retrieval_commands import StartRetrievalSweep

NOT_FINISHED = 1


def add(subparsers: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    parser = subparsers.add_parser(
        "sweep-retrieval", parents=[shared], help="measure every combination of some settings"
    )
    parser.add_argument("suite", help="name of a file in suites/")
    several = (
        ("--chunker", get_args(ChunkerKind), "heading"),
        ("--mode", get_args(SweepMode), "bm25,dense,hybrid"),
        ("--rerank", ("none", "cross_encoder"), "none"),
    )
    for name, known, usual in several:
        parser.add_argument(
            name, type=_among(known), default=_among(known)(usual), metavar="A,B",
            help=f"of {', '.join(known)} (default: {usual})",
        )  # fmt: skip
    for name, usual, what in (
        ("--size", "200", "tokens of a chunk"),
        ("--overlap", "0", "tokens that repeat the chunk before"),
        ("--top-k", "3", "passages sent"),
    ):
        parser.add_argument(
            name, type=_numbers, default=_numbers(usual), metavar="N,M",
            help=f"{what} (default: {usual})",
        )  # fmt: skip
    parser.add_argument(
        "--embedder", type=_names, default=("minilm",), metavar="A,B",
        help="minilm, or models of the indexes in workbench.yaml (default: minilm)",
    )  # fmt: skip
    parser.add_argument("--baseline", default="", help="the configuration to compare with")
    parser.add_argument("--json", action="store_true", help="print one JSON document instead")
    parser.set_defaults(run=run)


def run(arguments: Namespace) -> int:
    command = StartRetrievalSweep(
        uuid4().hex[:8],
        arguments.suite,
        tuple(
            ChunkerSettings(kind, size, overlap)
            for kind in arguments.chunker
            for size in arguments.size
            for overlap in arguments.overlap
        ),
        embedders=arguments.embedder,
        modes=arguments.mode,
        top_ks=arguments.top_k,
        reranks=arguments.rerank,
        baseline=arguments.baseline,
    )
    with opened(arguments) as session:
        report = carried_out(session, command)
    if arguments.json:
        sys.stdout.write(json.dumps(asdict(report), ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(report_text(report))
    return 0 if report.is_whole else NOT_FINISHED


def _among(known: tuple[str, ...]) -> Callable[[str], tuple[str, ...]]:
    def chosen(written: str) -> tuple[str, ...]:
        names = _names(written)
        if unknown := [name for name in names if name not in known]:
            raise ValueError(unknown)
        return names

    return chosen


def _names(written: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in written.split(","))


def _numbers(written: str) -> tuple[int, ...]:
    return tuple(int(each) for each in written.split(","))
