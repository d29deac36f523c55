"""From prompts and past turns to what a run will take, and what it took of that."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workbench.engine.services import BALANCE, bot
from tests.workbench.projections.traces import a_trace
from workbench.domain.bot import ModelSpec, Sampling
from workbench.domain.conversation import Message
from workbench.domain.forecast import Forecast, Range
from workbench.domain.run import RunRow
from workbench.domain.spending import Sum
from workbench.projections.forecast import (
    DryCase,
    Past,
    Plan,
    forecast_run,
    forecast_variant,
)
from workbench.projections.forecast_check import forecast_checks
from workbench.projections.prompt_size import prompt_characters
from workbench.projections.turns import TurnRow, turn_row

BOT = bot(strategy="direct", model=ModelSpec("big", "openai_compatible"),
          sampling=Sampling(max_tokens=100))  # fmt: skip
PLAN = Plan(BOT, cells=20, turns=1.0, at_once=4)
DRY = [DryCase(characters) for characters in (900, 1000, 1100)]
NO_PAST = Past((), is_own=True)


def cost_of(spec, prompt, cached, reply):
    """A dollar a token read, half for kept ones, two a token written."""
    assert cached <= prompt
    return prompt - cached / 2 + reply * 2.0


def past(*replies, is_own=True, **changes):
    row = TurnRow("t", outcome="finished", prompt_tokens=300, prompt_characters=1000, total_s=2.0)
    return Past(
        tuple(replace(row, reply_tokens=reply, **changes) for reply in replies), is_own=is_own
    )


def test_without_a_past_the_range_is_what_the_bot_may_do():
    told = forecast_variant(PLAN, DRY, NO_PAST, cost_of)
    assert (told.basis, told.sampled, told.turns) == ("limits", 3, 0)
    assert told.seconds is None
    assert (told.reply_tokens.low, told.reply_tokens.high) == (20, 20 * 100)
    assert told.prompt_tokens.low < 20 * 250 < 20 * 420 < told.prompt_tokens.high
    assert told.cost_usd.low < told.cost_usd.likely < told.cost_usd.high


def test_the_bots_own_turns_say_how_long_answers_are_and_how_long_they_take():
    told = forecast_variant(PLAN, DRY, past(30, 40, 50, 40), cost_of)
    assert (told.basis, told.turns) == ("bot", 4)
    assert told.reply_tokens.likely == pytest.approx(20 * 40)
    assert 20 * 30 < told.reply_tokens.low < told.reply_tokens.high < 20 * 50
    assert told.prompt_tokens.likely == pytest.approx(20 * 1000 * 0.3)
    # Four cells at once.
    assert told.seconds.likely == pytest.approx(20 * 2.0 / 4)


def test_turns_of_other_bots_say_less():
    own = forecast_variant(PLAN, DRY, past(30, 40, 50, 40), cost_of)
    others = forecast_variant(PLAN, DRY, past(10, 40, 90, 40, is_own=False), cost_of)
    assert others.basis == "model"
    assert others.reply_tokens.low < own.reply_tokens.low
    assert others.reply_tokens.high > own.reply_tokens.high


def test_kept_tokens_make_it_cheaper_as_far_as_they_were_kept_before():
    fresh = forecast_variant(PLAN, DRY, past(40, 40, 40), cost_of)
    kept = forecast_variant(PLAN, DRY, past(40, 40, 40, cached_tokens=150), cost_of)
    assert kept.cost_usd.likely == pytest.approx(fresh.cost_usd.likely - 20 * 75)
    assert kept.cost_usd.high == fresh.cost_usd.high


def test_a_turn_that_asks_the_model_often_reads_more_than_its_first_prompt():
    many = past(40, 40, 40, prompt_tokens=1200)
    assert forecast_variant(PLAN, DRY, many, cost_of).prompt_tokens.likely == pytest.approx(24_000)


def test_all_turns_of_a_case_are_counted():
    twice = replace(PLAN, turns=2.0)
    told = forecast_variant(twice, DRY, past(40, 40, 40), cost_of)
    assert told.reply_tokens.likely == pytest.approx(20 * 2 * 40)
    assert told.seconds.likely == pytest.approx(20 * 2 * 2.0 / 4)


def test_what_has_no_price_has_no_cost_and_is_named():
    told = forecast_variant(PLAN, DRY, past(40, 40, 40), lambda *_: None)
    assert told.cost_usd is None
    whole = forecast_run([told], [BOT])
    assert (whole.cost_usd, whole.unpriced) == (None, ("big",))


def test_without_a_prompt_neither_tokens_nor_cost_are_known():
    told = forecast_variant(PLAN, [], past(40, 40, 40), cost_of)
    assert (told.prompt_tokens, told.cost_usd) == (None, None)
    assert told.reply_tokens.likely == pytest.approx(800)
    assert forecast_run([told], [BOT]).unpriced == ()


def test_a_run_is_the_sum_and_who_never_ran_is_as_slow_as_the_others():
    known = forecast_variant(PLAN, DRY, past(40, 40, 40), cost_of)
    new = forecast_variant(PLAN, DRY, NO_PAST, lambda *_: 0.0)
    whole = forecast_run([known, new], [BOT, BOT])
    assert whole.cells == 40
    assert whole.seconds.likely == pytest.approx(2 * known.seconds.likely)
    assert whole.prompt_tokens == known.prompt_tokens.plus(new.prompt_tokens)
    assert (whole.paid_cells, whole.unpriced) == (20, ())
    assert whole.paid_cell_usd == pytest.approx(known.cost_usd.likely / 20)


@given(
    st.lists(st.integers(0, 5000), max_size=6),
    st.lists(st.integers(0, 400), max_size=12),
    st.booleans(),
    st.integers(1, 500),
)
def test_a_range_is_in_order_and_never_below_nothing(characters, replies, is_own, cells):
    told = forecast_variant(
        replace(PLAN, cells=cells),
        [DryCase(each) for each in characters],
        past(*replies, is_own=is_own),
        cost_of,
    )
    for found in (told.prompt_tokens, told.reply_tokens, told.cost_usd, told.seconds):
        assert found is None or 0 <= found.low <= found.likely <= found.high


def test_a_prompt_is_as_long_as_its_messages_and_the_tools_that_the_model_may_call():
    messages = (Message("system", "Be kind."), Message("user", "Hi"))
    tools = (BALANCE,)
    assert prompt_characters(bot(strategy="direct", tools=tools), messages) == 10
    assert prompt_characters(bot(strategy="function_calling", tools=tools), messages) > 80


def test_a_turn_remembers_how_long_its_first_prompt_was():
    assert turn_row(a_trace()).prompt_characters == len("Be short.When is my refund?")


def run(**changes):
    row = RunRow("r", "s", "S", "", "finished", 20, 20, 1, "a", ("a",), 20)
    forecast = Forecast(
        20, Range(80, 100, 120), Range(8, 10, 12), Range(1, 2, 3), Range(30, 40, 50)
    )
    values = {"forecast": forecast, "spent": Sum(2.5), "duration_s": 60.0,
              "prompt_tokens": 90, "reply_tokens": 10} | changes  # fmt: skip
    return replace(row, **values)


def test_a_result_is_held_against_its_forecast():
    checks = {check.measure: check for check in forecast_checks(run())}
    assert {name: check.is_inside for name, check in checks.items()} == {
        "cost": True, "time": False, "read": True, "written": True,
    }  # fmt: skip


def test_half_a_run_is_held_against_half_its_forecast():
    checks = {check.measure: check for check in forecast_checks(run(cells_done=10))}
    assert checks["cost"].foreseen == Range(0.5, 1.0, 1.5)
    assert not checks["cost"].is_inside


def test_what_is_unknown_is_neither_inside_nor_outside():
    unpriced = {check.measure: check for check in forecast_checks(run(spent=Sum(1.0, 2)))}
    assert unpriced["cost"].is_inside is None
    assert forecast_checks(run(forecast=None)) == ()
    assert forecast_checks(run(cells_done=0)) == ()
