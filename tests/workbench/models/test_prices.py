"""What a call costs, and who says so."""

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.cancellation import CancelToken
from workbench.domain.bot import ModelSpec, Sampling
from workbench.domain.conversation import Completion, Message
from workbench.domain.model_call import ModelRequest
from workbench.domain.price import Price
from workbench.models.priced import PricedModel
from workbench.models.prices import Prices

OPENAI = ModelSpec(
    "mini", "openai_compatible", base_url="https://api.openai.com/v1", remote_name="gpt-4o-mini"
)
NOBODYS = ModelSpec("mine", "openai_compatible", base_url="http://127.0.0.1:9/v1", remote_name="m")
OWN = Price(2.0, 8.0, 0.5)
TOKENS = st.integers(0, 10_000_000)


def prices(**overrides):
    return Prices(lambda: overrides)


def test_the_bundled_table_knows_what_vendors_take_and_counts_cached_tokens():
    cost_usd = prices().cost_usd(OPENAI, 1_000_000, 100_000, 10_000)
    # 0.15 USD a million read, half of that for kept ones, 0.60 written: as published.
    assert cost_usd == pytest.approx(0.9 * 0.15 + 0.1 * 0.075 + 0.01 * 0.6)


def test_the_table_is_read_without_a_connection(monkeypatch):
    def refuse(*_):
        raise AssertionError("a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert prices().cost_usd(OPENAI, 1_000, 0, 10) > 0


@pytest.mark.parametrize(
    ("spec", "source"),
    [
        (OPENAI, "genai-prices"),
        (NOBODYS, "unknown"),
        (ModelSpec("smollm2-135m"), "local"),
        (ModelSpec("scripted", "scripted"), "local"),
    ],
)
def test_who_says_what_a_model_costs_is_told(spec, source):
    listed = prices().listed(spec)
    assert (listed.model, listed.source) == (spec.name, source)
    assert (listed.price is None) == (source == "unknown")


def test_the_listed_price_of_a_vendors_model_is_the_published_one():
    assert prices().listed(OPENAI).price == Price(0.15, 0.6, 0.075)


@pytest.mark.parametrize("name", ["mini", "gpt-4o-mini"])
def test_workbench_yaml_goes_over_the_table_by_either_name(name):
    listed = prices(**{name: OWN}).listed(OPENAI)
    assert (listed.source, listed.price) == ("workbench.yaml", OWN)


def test_models_yaml_goes_over_workbench_yaml():
    spec = ModelSpec("mini", "openai_compatible", input_price_usd=1.0, output_price_usd=10.0)
    priced = prices(mini=OWN)
    assert priced.listed(spec).source == "models.yaml"
    assert priced.cost_usd(spec, 100, 50, 20) == pytest.approx((100 * 1.0 + 20 * 10.0) / 1e6)


def test_a_model_on_this_machine_costs_nothing_unless_somebody_says_so():
    local = ModelSpec("smollm2-135m")
    assert prices().cost_usd(local, 1_000, 0, 100) == 0.0
    assert prices().is_free(local)
    priced = prices(**{"smollm2-135m": OWN})
    assert priced.cost_usd(local, 1_000, 0, 0) == pytest.approx(0.002)
    assert not priced.is_free(local)


@pytest.mark.parametrize("spec", [NOBODYS, ModelSpec("odd", "openai_compatible")])
def test_what_has_no_price_is_unknown_and_not_nothing(spec):
    assert prices().cost_usd(spec, 1_000, 0, 100) is None
    assert not prices().is_free(spec)


def test_a_provider_that_does_not_count_tokens_has_unknown_cost():
    assert prices().cost_usd(OPENAI, 0, 0, 12) is None
    assert prices(mine=OWN).cost_usd(NOBODYS, 0, 0, 12) is None
    assert prices(mine=Price(0.0, 0.0)).cost_usd(NOBODYS, 0, 0, 12) == 0.0


def test_more_kept_tokens_than_were_read_are_not_paid_twice():
    assert prices().cost_usd(OPENAI, 1_000, 5_000, 0) == prices().cost_usd(OPENAI, 1_000, 1_000, 0)


@given(TOKENS, TOKENS, TOKENS)
def test_kept_tokens_never_make_a_call_dearer(prompt, cached, reply):
    whole = OWN.cost_usd(prompt, 0, reply)
    assert 0 <= OWN.cost_usd(prompt, cached, reply) <= whole
    assert Price(2.0, 8.0).cost_usd(prompt, cached, reply) == pytest.approx(whole)


class Uncounted:
    """A model of known tokens and unknown cost."""

    is_open = False

    def stream(self, request, cancel):
        self.is_open = True
        try:
            yield "Yes"
            yield Completion("Yes", (), 1_000, 10)
        finally:
            self.is_open = False

    def count_tokens(self, texts, cancel):
        return tuple(len(text) for text in texts)


def test_a_completion_gets_its_cost_on_the_way_and_hanging_up_is_passed_on():
    inner = Uncounted()
    model = PricedModel(inner, OPENAI, prices(mini=OWN))
    request = ModelRequest((Message("user", "Hi"),), Sampling())
    assert list(model.stream(request, CancelToken())) == [
        "Yes",
        Completion("Yes", (), 1_000, 10, cost_usd=OWN.cost_usd(1_000, 0, 10)),
    ]
    stream = model.stream(request, CancelToken())
    next(stream)
    stream.close()
    assert not inner.is_open
    assert model.count_tokens(["ab"], CancelToken()) == (2,)
