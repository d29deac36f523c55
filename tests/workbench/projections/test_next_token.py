import ctypes
import math

import llama_cpp
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from workbench.projections.next_token import SamplingRules, shares

FREE = SamplingRules(1.0, 0, 1.0, 0.0)
rules = st.builds(
    SamplingRules,
    st.floats(0.05, 3),
    st.integers(0, 30),
    st.floats(0.01, 1),
    st.floats(0, 0.99),
)
# Apart enough to have one order in 32 bits too.
steps = st.integers(-48, 24).map(lambda step: step / 4)
logits = st.lists(steps, min_size=1, max_size=25, unique=True)


def normal(values):
    ordered = sorted(values, reverse=True)
    total = math.log(sum(math.exp(each) for each in ordered))
    return [each - total for each in ordered]


def by_llama_cpp(logprobs, chosen):
    """The probabilities that llama.cpp's own samplers leave, by place."""
    array = (llama_cpp.llama_token_data * len(logprobs))()
    for place, logprob in enumerate(logprobs):
        array[place] = llama_cpp.llama_token_data(place, logprob, 0.0)
    candidates = llama_cpp.llama_token_data_array(array, len(logprobs), -1, False)
    for sampler in (
        llama_cpp.llama_sampler_init_top_k(chosen.top_k),
        llama_cpp.llama_sampler_init_top_p(chosen.top_p, 1),
        llama_cpp.llama_sampler_init_min_p(chosen.min_p, 1),
        llama_cpp.llama_sampler_init_temp(chosen.temperature),
        llama_cpp.llama_sampler_init_dist(7),
    ):
        llama_cpp.llama_sampler_apply(sampler, ctypes.byref(candidates))
        llama_cpp.llama_sampler_free(sampler)
    found = [0.0] * len(logprobs)
    for place in range(candidates.size):
        found[candidates.data[place].id] = candidates.data[place].p
    return found


def on_an_edge(logprobs, chosen):
    """Whether a token lies so near the limit of a rule that 32 bits may decide otherwise."""
    left = [math.exp(each) for each in logprobs][: chosen.top_k or None]
    sums = [sum(left[:count]) / sum(left) for count in range(1, len(left) + 1)]
    ratios = [each / left[0] for each in left]
    return any(
        abs(each - limit) < 1e-4
        for each, limit in [(each, chosen.top_p) for each in sums[:-1]]
        + [(each, chosen.min_p) for each in ratios]
    )


@given(logits, rules)
def test_with_all_tokens_known_the_shares_are_those_of_llama_cpp(values, chosen):
    logprobs = normal(values)
    assume(not on_an_edge(logprobs, chosen))
    found = shares(logprobs, chosen)
    assert found.known == pytest.approx(by_llama_cpp(logprobs, chosen), abs=2e-3)
    assert found.rest == 0


@given(logits, rules, st.integers(1, 25))
def test_shares_sum_to_one_whatever_is_known(values, chosen, count):
    found = shares(normal(values)[:count], chosen)
    assert sum(found.known) + found.rest == pytest.approx(1)
    assert all(0 <= each <= 1 for each in (*found.known, found.rest))
    assert found.known[0] == max(found.known)


@given(logits, st.integers(1, 25))
def test_without_rules_the_shares_are_what_the_model_said(values, count):
    logprobs = normal(values)[:count]
    found = shares(logprobs, FREE)
    assert found.known == pytest.approx([math.exp(each) for each in logprobs], abs=1e-7)


@given(logits, st.integers(1, 24), rules)
def test_a_rest_that_is_cut_off_makes_what_is_known_exact(values, count, chosen):
    logprobs = normal(values)
    chosen = SamplingRules(chosen.temperature, count, chosen.top_p, chosen.min_p)
    whole, known = shares(logprobs, chosen), shares(logprobs[:count], chosen)
    assert known.rest == 0
    assert known.known == pytest.approx(whole.known[:count], abs=1e-6)


@given(logits, st.floats(0.1, 2), st.floats(1.01, 3))
def test_cooler_never_makes_the_likeliest_less_likely(values, temperature, times):
    logprobs = normal(values)
    cool = shares(logprobs, SamplingRules(temperature, 0, 1.0, 0.0))
    warm = shares(logprobs, SamplingRules(temperature * times, 0, 1.0, 0.0))
    assert cool.known[0] >= warm.known[0] - 1e-9


def test_at_temperature_nothing_the_likeliest_is_certain():
    assert shares(normal([1, 0, -1]), SamplingRules(0.0)).known == (1.0, 0.0, 0.0)


def test_top_p_keeps_the_token_that_reaches_it():
    logprobs = [math.log(each) for each in (0.5, 0.3, 0.2)]
    found = shares(logprobs, SamplingRules(1.0, 0, 0.6, 0.0))
    assert found.known == pytest.approx((0.625, 0.375, 0.0))


def test_a_model_that_told_nothing_leaves_all_to_the_rest():
    assert (shares([], FREE).known, shares([], FREE).rest) == ((), 1.0)
