"""Serving under targets: against hand calculations and the shape of what must hold."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workbench.sizing.shapes import LLAMA3_8B, LLAMA3_70B
from workbench.sizing.gpus import GPUS, find_gpu
from workbench.sizing.layout import Layout, layouts
from workbench.sizing.serving import DECODE_NAME, FIRST_TOKEN_NAME, fewest_gpus, plan_serving
from workbench.sizing.serving_task import Efficiency, ServingTask

H100, L4, T4 = (find_gpu(name) for name in ("h100", "l4", "T4 16GB"))
SMALL = ServingTask(LLAMA3_8B, H100, concurrency=1, prompt_tokens=1000, reply_tokens=100)


def test_gpus_are_found_by_the_beginning_of_their_name():
    assert H100.name == "H100 SXM 80GB"
    assert L4.name == "L4 24GB"
    assert find_gpu("a100 p").name == "A100 PCIe 40GB"
    assert find_gpu("abacus") is None
    assert find_gpu("") is None


def test_every_layout_uses_all_gpus_and_divides_the_heads():
    found = list(layouts(8, heads=24, layers=32))
    assert all(layout.gpus == 8 and 24 % layout.tensor == 0 for layout in found)
    assert Layout(8, 1, 1) in found
    assert Layout(2, 2, 2) in found
    assert max(layout.tensor for layout in layouts(64, 64, 80)) == 8
    assert Layout(4, 2, 2).words() == "TP 4 × PP 2, 2 replicas"


def test_one_stream_decodes_at_the_speed_of_the_memory():
    """All weights are read for each token: 16.06 GB / (3,350 GB/s x 60 %) = 8.0 ms."""
    plan = plan_serving(SMALL)
    cache = 1050 * 131_072
    expected = (8_030_261_248 * 2 + cache) / (3350e9 * 0.6)
    prefill = (2 * 8_030_261_248 * 1000 + 2 * 32 * 1000**2 * 4096) / (989e12 * 0.5)
    assert plan.tpot_s == pytest.approx(expected + prefill / 100)
    assert plan.ttft_s == pytest.approx(expected + prefill)
    assert plan.tokens_per_s == pytest.approx(100 / (prefill + 100 * expected))


def test_weights_that_do_not_fit_bind_by_memory():
    plan = plan_serving(replace(SMALL, gpu=T4))
    assert not plan.is_met
    assert plan.binding.name == "Memory"
    assert plan.most_sequences == 0
    assert plan.tokens_per_s == 0
    assert plan.cost_usd is None


def test_fewer_bits_make_it_fit():
    assert plan_serving(replace(SMALL, gpu=T4, weight_bits=4.85)).is_met


def test_a_large_model_is_spread_over_gpus():
    busy = replace(SMALL, shape=LLAMA3_70B, concurrency=16, prompt_tokens=4000)
    assert plan_serving(replace(busy, gpus=2)).binding.name == "Memory"
    plan = fewest_gpus(busy)
    assert plan.task.gpus == 4
    assert plan.layout.gpus_a_replica == 4


@pytest.mark.parametrize(
    ("targets", "name"),
    [({"ttft_target_s": 1e-4}, FIRST_TOKEN_NAME), ({"tpot_target_s": 1e-4}, DECODE_NAME)],
)
def test_the_limit_that_binds_is_named(targets, name):
    plan = plan_serving(replace(SMALL, **targets))
    assert not plan.is_met
    assert plan.binding.name == name
    assert plan.binding.use > 1


def test_replicas_serve_more_and_tensor_parallel_answers_sooner():
    busy = replace(SMALL, gpu=L4, gpus=8, weight_bits=4.85, concurrency=256)
    assert plan_serving(busy).layout.replicas > 1
    alone = plan_serving(replace(SMALL, gpus=8, tpot_target_s=0.0025))
    assert alone.is_met
    assert alone.layout.tensor > 1


def test_cost_is_the_price_over_the_tokens_and_unknown_without_one():
    plan = plan_serving(replace(SMALL, price_usd=3.6))
    assert plan.cost_usd == pytest.approx(0.001 / plan.tokens_per_s * 1e6)
    assert plan_serving(SMALL).cost_usd is None


def test_no_layout_is_enough_for_an_impossible_target():
    assert fewest_gpus(replace(SMALL, tpot_target_s=1e-6)) is None


def test_a_mixture_of_experts_reads_more_experts_the_more_it_answers():
    moe = replace(LLAMA3_70B, active_parameters=5_000_000_000)
    one = plan_serving(ServingTask(moe, H100, 8, concurrency=1))
    many = plan_serving(ServingTask(moe, H100, 8, concurrency=16))
    dense = plan_serving(ServingTask(LLAMA3_70B, H100, 8, concurrency=1))
    assert one.tpot_s < many.tpot_s
    assert one.tpot_s < dense.tpot_s / 3


@given(
    st.sampled_from(GPUS), st.sampled_from([1, 2, 3, 4, 8, 16]), st.integers(1, 512),
    st.integers(1, 32_000), st.integers(1, 4_000),
)  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_every_plan_is_sound(gpu, gpus, concurrency, prompt, reply):
    task = ServingTask(
        LLAMA3_8B, gpu, gpus, concurrency=concurrency, prompt_tokens=prompt, reply_tokens=reply
    )
    plan = plan_serving(task)
    assert plan.layout.gpus == gpus
    assert plan.tpot_s > 0
    assert plan.ttft_s > 0
    assert plan.is_met == (plan.binding.use <= 1)
    assert (plan.tokens_per_s > 0) == (plan.weight_bytes + plan.kv_bytes <= plan.room_bytes)
    assert all(line.source for line in plan.formulas)


def test_better_memory_is_faster():
    slow = plan_serving(SMALL, Efficiency(bandwidth=0.3))
    assert slow.tpot_s > plan_serving(SMALL).tpot_s
