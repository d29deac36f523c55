"""`python -m benchmarks.models [--rounds N] [PART...]`: the local engine against its peers."""

import argparse
import statistics
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks.models.contenders import (
    find_llama_server,
    llama_server,
    one_after_the_other,
    our_server,
)
from benchmarks.models.equality import PROMPTS, answers, prompts
from benchmarks.models.streams import bare_loop, one_stream, pace_of_eight
from benchmarks.models.workload import case_major, variant_major
from workbench.model_server.native.fast_copy import fast_copy
from workbench.models.catalog import bundled_chat_model
from workbench.places import cache_folder

ROUNDS = 5


def batch(model: Path, rounds: int) -> Iterator[str]:
    """48 requests at once, case-major, against the same work done one by one."""
    program = find_llama_server()
    times: dict[str, list[float]] = {}
    for _ in range(rounds):
        with our_server(model) as ours:
            _note(times, "ours", ours.tokens_per_s(case_major()))
        if program:
            with llama_server(program, model) as other:
                _note(times, "llama-server", other.tokens_per_s(case_major()))
        _note(times, "Llama, variant-major", one_after_the_other(model, variant_major()))
        _note(times, "Llama, case-major", one_after_the_other(model, case_major()))
    yield _line("ours, case-major", "tokens/s", times["ours"])
    if not program:
        yield "llama-server: not on PATH, so it is left out"
    for name, figures in times.items():
        if name != "ours":
            yield _line(name, "tokens/s", figures) + _ratio(times["ours"], figures)


def one(model: Path, rounds: int) -> Iterator[str]:
    """One stream, each with a prompt that it has not seen."""
    bare, served = [], []
    with our_server(model) as ours:
        for turn in range(rounds + 1):
            prompt = f"Turn {turn}. {case_major()[0].system}\nThe customers are"
            bare.append(bare_loop(model, prompt))
            served.append(one_stream(ours, prompt))
    # The first of each warms up.
    bare, served = bare[1:], served[1:]
    yield _line("bare loop", "tokens/s", [each.tokens_per_s for each in bare])
    paces = [each.tokens_per_s for each in served]
    yield _line("ours", "tokens/s", paces) + _ratio(paces, [each.tokens_per_s for each in bare])
    later = [1000 * (a.ttft_s - b.ttft_s) for a, b in zip(served, bare, strict=True)]
    yield _line("first token later by", "ms", later)


def hang_ups(model: Path, rounds: int) -> Iterator[str]:
    """Eight streams, of which one hangs up every second."""
    calm, disturbed = [], []
    with our_server(model) as ours:
        for _ in range(rounds):
            calm.append(pace_of_eight(ours, hangs_up=False))
            disturbed.append(pace_of_eight(ours, hangs_up=True))
    yield _line("the seven, undisturbed", "characters/s", calm)
    yield _line("while the eighth hangs up", "characters/s", disturbed) + _ratio(disturbed, calm)


def equality(model: Path, _: int) -> Iterator[str]:
    """Greedy answers of a batch against those of lone runs."""
    with our_server(model, "--parallel", "1") as ours:
        lone = answers(ours, prompts(), at_once=1)
    with our_server(model) as ours:
        together = answers(ours, prompts(), at_once=PROMPTS)
    same = sum(one == other for one, other in zip(lone, together, strict=True))
    yield f"{same} of {PROMPTS} answers are the same, token for token ({same / PROMPTS:.1%})"


PARTS: dict[str, Callable[[Path, int], Iterator[str]]] = {
    "batch": batch,
    "one": one,
    "hang_ups": hang_ups,
    "equality": equality,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.models", description=__doc__)
    parser.add_argument("parts", nargs="*", default=list(PARTS))
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    options = parser.parse_args()
    model = fast_copy(bundled_chat_model("smollm2-135m"), cache_folder() / "models")
    for part in options.parts:
        print(f"== {part}: {PARTS[part].__doc__}", flush=True)
        for line in PARTS[part](model, options.rounds):
            print(f"   {line}", flush=True)


def _note(times: dict[str, list[float]], name: str, figure: float) -> None:
    times.setdefault(name, []).append(figure)
    print(f"   … {name}: {figure:.1f}", file=sys.stderr, flush=True)


def _line(name: str, unit: str, figures: Sequence[float]) -> str:
    median = statistics.median(figures)
    spread = f"{min(figures):.1f} to {max(figures):.1f}"
    return f"{name}: {median:.1f} {unit} (median of {len(figures)}, {spread})"


def _ratio(ours: Sequence[float], others: Sequence[float]) -> str:
    """Round by round, as the machine may be slower in one of them."""
    ratios = [one / other for one, other in zip(ours, others, strict=True)]
    spread = f"{min(ratios):.2f} to {max(ratios):.2f}"
    return f"; ours is {statistics.median(ratios):.2f} times that ({spread})"


if __name__ == "__main__":
    main()
