"""Serving a model under targets: memory, layout, speed and cost, and the limit that binds."""

from dataclasses import dataclass, replace

from workbench.sizing.formula import Formula
from workbench.sizing.kv_cache import GQA_SOURCE
from workbench.sizing.layout import Layout, layouts
from workbench.sizing.roofline import Roofline
from workbench.sizing.serving_task import USUAL, Efficiency, Limit, ServingTask
from workbench.sizing.words import size_words

POPE = "Pope et al. 2022 (arXiv:2211.05102)"
VLLM = "Kwon et al. 2023, vLLM (arXiv:2309.06180)"
DECODE_NAME, FIRST_TOKEN_NAME = "Time per token (TPOT)", "First token (TTFT)"


@dataclass(frozen=True, slots=True)
class ServingPlan:
    """What a layout comes to. `cost_usd` is for a million written tokens, None if unknown."""

    task: ServingTask
    layout: Layout
    weight_bytes: float
    kv_bytes: float
    room_bytes: float
    most_sequences: int
    ttft_s: float
    tpot_s: float
    tokens_per_s: float
    requests_per_s: float
    cost_usd: float | None
    limits: tuple[Limit, ...]
    formulas: tuple[Formula, ...]

    @property
    def is_met(self) -> bool:
        return all(limit.is_met for limit in self.limits)

    @property
    def binding(self) -> Limit:
        """The limit that is reached first."""
        return max(self.limits, key=lambda limit: limit.use)


def plan_serving(task: ServingTask, efficiency: Efficiency = USUAL) -> ServingPlan:
    """The best layout: one that meets the targets with most tokens a second, else the nearest."""
    found = layouts(task.gpus, task.shape.heads, task.shape.layers)
    plans = [_plan(task, layout, efficiency) for layout in found]
    return max(plans, key=_rank)


def fewest_gpus(task: ServingTask, most: int = 64) -> ServingPlan | None:
    """The plan with the fewest GPUs, doubling from one, that meets everything."""
    count = 1
    while count <= most:
        plan = plan_serving(replace(task, gpus=count))
        if plan.is_met:
            return plan
        count *= 2
    return None


def _rank(plan: ServingPlan) -> tuple[bool, float]:
    return (plan.is_met, plan.tokens_per_s if plan.is_met else -plan.binding.use)


def _plan(task: ServingTask, layout: Layout, efficiency: Efficiency) -> ServingPlan:
    roof = Roofline(task, layout, efficiency)
    rate = roof.requests_per_s()
    tokens = rate * task.reply_tokens
    return ServingPlan(
        task=task,
        layout=layout,
        weight_bytes=roof.weights(),
        kv_bytes=roof.kv_bytes(),
        room_bytes=roof.room(),
        most_sequences=roof.most_sequences(),
        ttft_s=roof.ttft_s(),
        tpot_s=roof.tpot_s(),
        tokens_per_s=tokens,
        requests_per_s=rate,
        cost_usd=roof.cost_usd(tokens),
        limits=_limits(roof),
        formulas=_formulas(roof),
    )


def _limits(roof: Roofline) -> tuple[Limit, ...]:
    task = roof.task
    found = [Limit("Memory", roof.weights() + roof.kv_bytes(), roof.room(), "bytes")]
    if task.ttft_target_s:
        found.append(Limit(FIRST_TOKEN_NAME, roof.ttft_s(), task.ttft_target_s, "s"))
    if task.tpot_target_s:
        found.append(Limit(DECODE_NAME, roof.tpot_s(), task.tpot_target_s, "s"))
    return tuple(found)


def _formulas(roof: Roofline) -> tuple[Formula, ...]:
    task, layout, used = roof.task, roof.layout, roof.efficiency
    tokens = roof.requests_per_s() * task.reply_tokens
    lines = [
        Formula(
            "Weights",
            f"{task.shape.parameters / 1e9:.2f} × 10⁹ parameters × {task.weight_bits:g} bits",
            roof.weights(),
            "bytes",
            POPE,
        ),
        Formula(
            "Key-value cache",
            f"{roof.sequences} sequences × {roof.sequence_tokens:,} tokens × "
            f"{size_words(roof.token_kv)}",
            roof.kv_bytes(),
            "bytes",
            GQA_SOURCE,
        ),
        Formula(
            "Room",
            f"{layout.gpus_a_replica} × ({task.gpu.memory_gb:g} GB × {used.memory:.0%} − "
            f"{size_words(used.activation_bytes)} of activations)",
            roof.room(),
            "bytes",
            VLLM,
        ),
        Formula(
            "One step",
            f"max(bytes read ÷ {used.bandwidth:.0%} of bandwidth, 2 × parameters × sequences ÷ "
            f"{used.compute:.0%} of peak) + 2 all-reduces a layer",
            roof.step_s(),
            "s",
            POPE,
        ),
        Formula(
            FIRST_TOKEN_NAME,
            f"(2 × parameters × {task.prompt_tokens:,} + attention) ÷ {used.compute:.0%} of "
            f"peak + one step",
            roof.ttft_s(),
            "s",
            POPE,
        ),
        Formula(
            DECODE_NAME,
            "one step + prompts of the others read between the steps",
            roof.tpot_s(),
            "s",
            "Agrawal et al. 2024, Sarathi-Serve (arXiv:2403.02310)",
        ),
        Formula(
            "Throughput",
            "replicas × sequences ÷ (sequences × prompt + answer × step)",
            tokens,
            "tok/s",
            "Little 1961, L = λW",
        ),
    ]
    if (cost := roof.cost_usd(tokens)) is not None:
        lines.append(
            Formula(
                "A million written tokens",
                f"{task.gpus} GPUs × ${task.price_usd:g} an hour ÷ throughput",
                cost,
                "USD",
                "the price that was given",
            )
        )
    return tuple(lines)
