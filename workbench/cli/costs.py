"""`workbench costs`: what each model takes, what was spent, and the budgets."""

import json
import sys
from argparse import ArgumentParser, Namespace, _SubParsersAction
from dataclasses import asdict

from workbench.cli.session import opened
from workbench.domain.price import ListedPrice
from workbench.domain.spending import NOTHING, Budgets, Sum, dollars
from workbench.spending_commands import ListPrices, MeasureSpending
from workbench.spending_messages import PricesListed, SpendingMeasured

UNKNOWN = "–"
_HEADS = ("model", "price from", "read", "kept", "written", "today", "in all")


def add(subparsers: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    parser = subparsers.add_parser("costs", parents=[shared], help="prices, spending and budgets")
    parser.add_argument("--json", action="store_true", help="print one JSON document instead")
    parser.set_defaults(run=run)


def run(arguments: Namespace) -> int:
    with opened(arguments) as session:
        session.client.send(MeasureSpending())
        spending = next(session.client.answers(SpendingMeasured))
        session.client.send(ListPrices())
        prices = next(session.client.answers(PricesListed)).prices
    if arguments.json:
        document = asdict(spending) | {"prices": [asdict(price) for price in prices]}
        document.pop("kind")
        sys.stdout.write(json.dumps(document) + "\n")
    else:
        sys.stdout.write(_text(prices, spending))
    return 0


def _text(prices: tuple[ListedPrice, ...], spending: SpendingMeasured) -> str:
    rows = [_HEADS, *(_row(price, spending) for price in prices)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADS))]
    lines = ["  ".join(_aligned(row, widths)).rstrip() for row in rows]
    lines.insert(1, "  ".join("-" * width for width in widths))
    lines += [
        "",
        "Prices: USD per million tokens; kept are those that the provider had from before.",
        f"Today {_sum(spending.today)}, in this workspace {_sum(spending.total)}.",
        _budgets(spending.budgets),
    ]
    return "\n".join(lines) + "\n"


def _row(listed: ListedPrice, spending: SpendingMeasured) -> tuple[str, ...]:
    price, spent = listed.price, next(
        (each for each in spending.models if each.model == listed.model), None
    )  # fmt: skip
    kept = price and (price.input_usd if price.cached_input_usd is None else price.cached_input_usd)
    figures = (price and price.input_usd, kept, price and price.output_usd)
    return (
        listed.model,
        listed.source,
        *(UNKNOWN if price is None else f"{figure:g}" for figure in figures),
        _sum(spent.today if spent else NOTHING),
        _sum(spent.total if spent else NOTHING),
    )


def _aligned(row: tuple[str, ...], widths: list[int]) -> list[str]:
    return [
        cell.ljust(width) if column < 2 else cell.rjust(width)
        for column, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]


def _sum(found: Sum) -> str:
    if not found.unpriced:
        return dollars(found.usd)
    calls = f"{found.unpriced:,} {'call' if found.unpriced == 1 else 'calls'} of unknown price"
    return f"{dollars(found.usd)} and {calls}"


def _budgets(budgets: Budgets) -> str:
    known = (
        ("each run", budgets.run_usd),
        ("a day", budgets.day_usd),
        ("this workspace", budgets.workspace_usd),
    )
    said = [f"{name} {dollars(usd)}" for name, usd in known if usd is not None]
    return f"Budgets: {', '.join(said)}." if said else "No budgets: write them in workbench.yaml."
