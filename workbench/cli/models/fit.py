"""`workbench models fit`: what a model needs with some settings, line by line, and if that fits."""

import json
import sys
from argparse import ArgumentParser, Namespace, _SubParsersAction
from dataclasses import asdict, replace

from workbench.cli.models.asked import measured, model_or_file
from workbench.cli.session import opened
from workbench.domain.host import Room
from workbench.domain.local_model import LocalModel
from workbench.errors import WorkbenchError
from workbench.sizing.kv_cache import KV_ELEMENT_BYTES
from workbench.sizing.memory import (
    LoadSettings,
    load_of_model,
    longest_context,
    memory_formulas,
    memory_needed,
    verdict,
)
from workbench.sizing.words import formula_words, of_words, size_words

WORDS = {"fits": "It fits", "tight": "It is tight", "too large": "It does not fit"}
DOES_NOT_FIT = 3


def add(subparsers: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    parser = subparsers.add_parser(
        "fit", parents=[shared], help="will it fit? Exit status 3: it will not"
    )
    parser.add_argument("model", help="a model's name, or a GGUF file")
    parser.add_argument("--context", type=int, default=0, metavar="TOKENS")
    parser.add_argument("--parallel", type=int, default=0, metavar="ANSWERS")
    parser.add_argument("--kv-type", choices=tuple(KV_ELEMENT_BYTES), default="")
    parser.add_argument("--gpu-layers", type=int, default=None, metavar="N")
    parser.add_argument("--json", action="store_true", help="print one JSON document instead")
    parser.set_defaults(run=run)


def run(arguments: Namespace) -> int:
    with opened(arguments) as session:
        model = model_or_file(session, arguments.model)
        memory = measured(session)
    if model.shape is None:
        raise WorkbenchError(model.problem, model.hint)
    load = _load(model, arguments)
    need = memory_needed(model.shape, load, has_gpu=memory.room.has_gpu)
    found = verdict(need.total, memory.room.total)
    if arguments.json:
        document = {
            "model": model.name, "settings": asdict(load), "need": asdict(need),
            "total_bytes": need.total, "room_bytes": memory.room.total,
            "free_bytes": memory.host.available_bytes, "verdict": found,
        }  # fmt: skip
        sys.stdout.write(json.dumps(document) + "\n")
    else:
        _print(model, load, memory.room)
    return DOES_NOT_FIT if found == "too large" else 0


def _load(model: LocalModel, arguments: Namespace) -> LoadSettings:
    load = load_of_model(model)
    return replace(
        load,
        context_tokens=arguments.context or load.context_tokens,
        parallel=arguments.parallel or load.parallel,
        kv_type=arguments.kv_type or load.kv_type,
        gpu_layers=load.gpu_layers if arguments.gpu_layers is None else arguments.gpu_layers,
    )


def _print(model: LocalModel, load: LoadSettings, room: Room) -> None:
    assert model.shape
    need = memory_needed(model.shape, load, has_gpu=room.has_gpu)
    for line in memory_formulas(model.shape, load, need):
        sys.stdout.write(f"{line.name:<16} {formula_words(line):>9}  {line.expression}\n")
        sys.stdout.write(f"{'':<28}{line.source}\n")
    found = verdict(need.total, room.total)
    sys.stdout.write(f"{WORDS[found]}: {of_words(need.total, room.total)}")
    if need.gpu_bytes:
        sys.stdout.write(f", {size_words(need.gpu_bytes)} of it on the GPU")
    sys.stdout.write(".\n")
    if found != "fits":
        context = longest_context(model.shape, load, room.total, has_gpu=room.has_gpu)
        remedy = f"Use {context:,} context." if context else "Take a smaller quantisation."
        sys.stdout.write(f"{remedy}\n")
    if model.problem:
        sys.stdout.write(f"{model.problem} {model.hint}\n")
