"""`workbench models`: what there is, what fits, how fast it is, and how to get more."""

from argparse import ArgumentParser, _SubParsersAction

from workbench.cli.models import add as add_command
from workbench.cli.models import bench, download, fit, listing, plan, serve

PARTS = (listing, add_command, download, fit, bench, serve, plan)


def add(subparsers: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    parser = subparsers.add_parser(
        "models", parents=[shared], help="local models: list, add, download, measure, serve"
    )
    parts = parser.add_subparsers(title="what to do", metavar="ACTION", required=True)
    for part in PARTS:
        part.add(parts, shared)
