"""Prices and budgets of workbench.yaml: read, wrong, written back."""

from dataclasses import replace

import pytest

from tests.workbench.workspace.small_workspace import FILES, put, small_workspace
from workbench.domain.price import Price
from workbench.domain.spending import Budgets
from workbench.errors import WorkspaceError
from workbench.workspace.saving import save_settings
from workbench.workspace.workspace import Workspace

LINES = len(FILES["workbench.yaml"].splitlines())


def opened(folder, *lines):
    small_workspace(folder)
    put(folder, "workbench.yaml", FILES["workbench.yaml"] + "".join(f"{line}\n" for line in lines))
    return Workspace.open(folder)


def test_without_a_word_there_is_no_budget_and_no_price(tmp_path):
    settings = opened(tmp_path).settings
    assert (settings.budgets, settings.prices) == (Budgets(), {})


def test_prices_are_per_million_tokens_and_the_cached_one_may_be_left_out(tmp_path):
    workspace = opened(
        tmp_path,
        "prices:",
        "  remote: {input: 0.25, cached_input: 0.025, output: 2}",
        "  qwen/qwen3: {input: 1, output: 2.5}",
        "budgets: {run: 0.5, day: 5}",
    )
    assert workspace.settings.prices == {
        "remote": Price(0.25, 2.0, 0.025),
        "qwen/qwen3": Price(1.0, 2.5),
    }
    assert workspace.settings.budgets == Budgets(0.5, 5.0, None)


@pytest.mark.parametrize(
    ("line", "words", "remedy"),
    [
        ("budgets: {day: -1}", '"budgets.day" is not right: the number -1', "greater"),
        ("budgets: {daily: 1}", 'no field "budgets.daily"', '"day"?'),
        ("budgets: {day: much}", '"budgets.day" must be a number', "without quotes"),
        ("prices: {big: {input: 1}}", '"prices.big.output" is missing', "output: …"),
        ("prices: {big: 3}", '"prices.big" must be a mapping', "Change"),
    ],
)
def test_what_is_wrong_is_named_with_its_line_and_a_remedy(tmp_path, line, words, remedy):
    with pytest.raises(WorkspaceError) as raised:
        _ = opened(tmp_path, line).settings
    assert raised.value.message.startswith(f"workbench.yaml:{LINES + 1}: ")
    assert words in raised.value.message
    assert remedy in raised.value.hint


def test_saving_adds_what_is_new_and_leaves_the_rest_as_it_was(tmp_path):
    workspace = opened(tmp_path, "budgets: {day: 5}  # a coffee")
    budgets = Budgets(run_usd=0.5, day_usd=5.0)
    settings = replace(workspace.settings, budgets=budgets, prices={"big": Price(0.25, 2.0)})
    save_settings(workspace, settings)
    text = (tmp_path / "workbench.yaml").read_text()
    assert text.startswith(FILES["workbench.yaml"])
    assert "# a coffee" in text
    found = Workspace.open(tmp_path).settings
    assert (found.budgets, found.prices) == (budgets, {"big": Price(0.25, 2.0)})
