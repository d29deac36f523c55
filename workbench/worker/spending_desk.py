"""What is spent, and what models cost."""

from functools import partial

from workbench.spending_commands import ListPrices, MeasureSpending
from workbench.spending_messages import PricesListed
from workbench.worker.kit import Handlers, Kit


class SpendingDesk:
    def __init__(self, kit: Kit) -> None:
        self._kit = kit

    def handlers(self) -> Handlers:
        query = self._kit.lanes.query
        return {
            MeasureSpending: self._measure,
            ListPrices: lambda command: query(partial(self._list_prices, command)),
        }

    def _measure(self, _: MeasureSpending) -> None:
        self._kit.outlet.tell(self._kit.ledger.measured())

    def _list_prices(self, _: ListPrices) -> None:
        """In the lane of queries, as the table of prices takes a moment to load."""
        prices = self._kit.assembly.prices
        models = self._kit.workspace.current.models
        self._kit.outlet.tell(PricesListed(tuple(prices.listed(spec) for spec in models)))
