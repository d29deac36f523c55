"""`workbench models plan`: GPUs for a model under targets: memory, layout, speed, cost."""

import json
import sys
from argparse import ArgumentParser, Namespace, _SubParsersAction
from dataclasses import asdict

from workbench.cli.models.asked import model_or_file
from workbench.cli.session import opened
from workbench.cli.table import table
from workbench.domain.model_shape import ModelShape
from workbench.errors import WorkbenchError
from workbench.sizing.formula import Formula
from workbench.sizing.gpus import GPUS, Gpu, find_gpu
from workbench.sizing.serving import ServingPlan, fewest_gpus, plan_serving
from workbench.sizing.serving_task import ServingTask
from workbench.sizing.typical import typical_model
from workbench.sizing.words import formula_words

NOT_MET = 3
MOST_GPUS = 64
UNKNOWN = "–"


def add(subparsers: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    parser = subparsers.add_parser(
        "plan", parents=[shared],
        help="which GPUs serve a model under targets? Exit status 3: none of these",
    )  # fmt: skip
    parser.add_argument("model", nargs="?", default="", help="a model's name, or a GGUF file")
    parser.add_argument("--parameters", type=float, default=0, metavar="BILLIONS",
                        help="instead of a model: only its size")  # fmt: skip
    parser.add_argument(
        "--bits", type=float, default=0, help="of a weight (default: as stored, or 16)"
    )
    parser.add_argument("--kv-bits", type=float, default=16, help="default: 16")
    parser.add_argument("--gpu", default="H100", help="default: H100; --gpus-known lists them")
    parser.add_argument("--gpus", type=int, default=0, help="how many (default: the fewest)")
    parser.add_argument("--prompt", type=int, default=1024, metavar="TOKENS")
    parser.add_argument("--reply", type=int, default=256, metavar="TOKENS")
    parser.add_argument("--concurrency", type=int, default=8, help="answers at once (default: 8)")
    parser.add_argument("--ttft", type=float, default=0, metavar="SECONDS", help="first token")
    parser.add_argument("--tpot", type=float, default=0, metavar="SECONDS", help="each token")
    parser.add_argument("--price", type=float, default=None, metavar="USD", help="a GPU hour")
    parser.add_argument("--gpus-known", action="store_true", help="list the GPUs, and end")
    parser.add_argument("--json", action="store_true", help="print one JSON document instead")
    parser.set_defaults(run=run)


def run(arguments: Namespace) -> int:
    if arguments.gpus_known:
        sys.stdout.write(_gpus())
        return 0
    task, like = _task(arguments)
    plan = plan_serving(task) if arguments.gpus else fewest_gpus(task, MOST_GPUS)
    if plan is None:
        # The nearest that can be had says which limit is the trouble.
        plan = plan_serving(_with(task, MOST_GPUS))
    if arguments.json:
        document = asdict(plan) | {"is_met": plan.is_met, "binding": plan.binding.name}
        sys.stdout.write(json.dumps(document) + "\n")
    else:
        sys.stdout.write(_text(plan, like))
    return 0 if plan.is_met else NOT_MET


def _task(arguments: Namespace) -> tuple[ServingTask, str]:
    """The task, and which model lent its shape if only a size was given."""
    shape, bits, like = _shape(arguments)
    task = ServingTask(
        shape=shape,
        gpu=_gpu(arguments.gpu),
        gpus=arguments.gpus or 1,
        weight_bits=arguments.bits or bits,
        kv_bits=arguments.kv_bits,
        prompt_tokens=arguments.prompt,
        reply_tokens=arguments.reply,
        concurrency=arguments.concurrency,
        ttft_target_s=arguments.ttft,
        tpot_target_s=arguments.tpot,
        price_usd=arguments.price,
    )
    _check(task)
    return task, like


def _check(task: ServingTask) -> None:
    counts = (task.gpus, task.prompt_tokens, task.reply_tokens, task.concurrency)
    if min(counts) < 1 or task.weight_bits <= 0 or task.kv_bits <= 0:
        raise WorkbenchError("Counts, tokens and bits are more than zero.", "Correct the number.")


def _shape(arguments: Namespace) -> tuple[ModelShape, float, str]:
    if arguments.parameters > 0:
        found = typical_model(arguments.parameters * 1e9)
        return found.shape, 16.0, found.name
    if not arguments.model:
        raise WorkbenchError("Which model?", "Name one, or give its size with --parameters.")
    with opened(arguments) as session:
        model = model_or_file(session, arguments.model)
    if model.shape is None:
        raise WorkbenchError(model.problem, model.hint)
    return model.shape, 8 * model.shape.weight_bytes / model.shape.parameters, ""


def _gpu(name: str) -> Gpu:
    if gpu := find_gpu(name):
        return gpu
    raise WorkbenchError(f"There is no GPU {name} here.", f"Known are {', '.join(_names())}.")


def _names() -> list[str]:
    return [gpu.name for gpu in GPUS]


def _with(task: ServingTask, gpus: int) -> ServingTask:
    fields = {name: getattr(task, name) for name in task.__slots__}
    return ServingTask(**{**fields, "gpus": gpus})


def _text(plan: ServingPlan, like: str) -> str:
    task = plan.task
    found = "meets all" if plan.is_met else f"does not meet: {plan.binding.name}"
    lines = [
        f"{task.gpus} × {task.gpu.name}, {plan.layout.words()}: {found}",
        *([f"Shaped like {like}, the nearest in size."] if like else []),
        "",
    ]
    rows = [
        (
            limit.name,
            formula_words(Formula("", "", limit.need, limit.unit, "")),
            formula_words(Formula("", "", limit.allowed, limit.unit, "")),
            f"{limit.use:.0%}" + ("  binds" if limit is plan.binding else ""),
        )
        for limit in plan.limits
    ]
    lines.append(table(("limit", "needs", "allowed", "used"), rows))
    figures = [(line.name, formula_words(line), line.expression) for line in plan.formulas]
    lines.append(table(("figure", "value", "formula"), figures))
    lines.append(f"At most {plan.most_sequences:,} answers of this length fit at once.")
    lines += [f"{name}: {source}" for name, source in _sources(plan)]
    return "\n".join(lines) + "\n"


def _sources(plan: ServingPlan) -> list[tuple[str, str]]:
    return [(line.name, line.source) for line in plan.formulas]


def _gpus() -> str:
    rows = [
        (gpu.name, f"{gpu.memory_gb:g}", f"{gpu.bandwidth_gb_s:,g}", f"{gpu.tflops:,g}", gpu.source)
        for gpu in GPUS
    ]
    return table(("GPU", "memory GB", "bandwidth GB/s", "16-bit TFLOPS", "source"), rows)
