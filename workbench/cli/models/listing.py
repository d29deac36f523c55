"""`workbench models list`: in the picker, in the models folder, and to be downloaded."""

import json
import sys
from argparse import ArgumentParser, Namespace, _SubParsersAction
from dataclasses import asdict

from workbench.cli.models.asked import local_models, measured
from workbench.cli.session import opened
from workbench.cli.table import table
from workbench.domain.host import Room
from workbench.domain.local_model import LocalModel
from workbench.sizing.memory import load_of_model, memory_needed, verdict
from workbench.sizing.words import size_words

UNKNOWN = "–"
STATES = {
    "bundled": "comes with the app",
    "picker": "in the picker",
    "folder": "in the models folder",
    "catalog": "to download",
}
HEAD = ("name", "quantisation", "on disk", "context", "needs", "fits", "licence", "state")


def add(subparsers: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    parser = subparsers.add_parser("list", parents=[shared], help="what there is, and what fits")
    parser.add_argument("--json", action="store_true", help="print one JSON document instead")
    parser.set_defaults(run=run)


def run(arguments: Namespace) -> int:
    with opened(arguments) as session:
        models = local_models(session)
        room = measured(session).room
    if arguments.json:
        document = [_document(model, room) for model in models]
        sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(table(HEAD, [_row(model, room) for model in models]))
        sys.stdout.write(f"Models may use {size_words(room.total)}.\n")
    return 0


def _row(model: LocalModel, room: Room) -> tuple[str, ...]:
    need = _need(model, room)
    context = load_of_model(model).context_tokens if model.shape else 0
    return (
        model.name,
        model.quantisation or UNKNOWN,
        size_words(model.size_bytes) if model.size_bytes else UNKNOWN,
        f"{context:,}" if context else UNKNOWN,
        UNKNOWN if need is None else size_words(need),
        UNKNOWN if need is None else verdict(need, room.total),
        model.licence or UNKNOWN,
        model.problem or STATES[model.origin],
    )


def _document(model: LocalModel, room: Room) -> dict[str, object]:
    need = _need(model, room)
    fits = None if need is None else verdict(need, room.total)
    return asdict(model) | {"needed_bytes": need, "fits": fits}


def _need(model: LocalModel, room: Room) -> int | None:
    if model.shape is None:
        return None
    return memory_needed(model.shape, load_of_model(model), has_gpu=room.has_gpu).total
