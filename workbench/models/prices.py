"""The one place that decides what a call of a model costs.

Who says so, the first that knows: the model's own entry in models.yaml, `prices:` of
workbench.yaml (by the model's name, then by its remote name), nobody for a model on this machine,
which costs nothing, and the table of the package genai-prices, as it was installed: nothing is
fetched. Else the cost is unknown.
"""

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

from workbench.cancellation import CancelToken
from workbench.domain.bot import ModelSpec
from workbench.domain.price import MILLION, ListedPrice, Price, PriceSource
from workbench.models.late_module import LateModule

# Few enough to be in the lowest tier of prices that rise with the prompt.
SHORT_PROMPT_TOKENS = 1_000
FREE = Price(0.0, 0.0)
# How the table names the vendors that are not told by the address of their API.
_VENDORS = {"anthropic": "anthropic", "gemini": "google"}


class Prices:
    """`overrides`: `prices:` of workbench.yaml, as the file is now."""

    def __init__(self, overrides: Callable[[], Mapping[str, Price]]) -> None:
        self._overrides = overrides

    def cost_usd(
        self, spec: ModelSpec, prompt_tokens: int, cached_tokens: int, reply_tokens: int
    ) -> float | None:
        """None is unknown; so is what a provider takes that does not count its tokens."""
        _, price = self._written(spec)
        if price is not None:
            is_counted = prompt_tokens > 0 or price == FREE
            cost = price.cost_usd(prompt_tokens, cached_tokens, reply_tokens)
            return cost if is_counted else None
        if not prompt_tokens:
            return None
        return _tabled_usd(spec, prompt_tokens, min(cached_tokens, prompt_tokens), reply_tokens)

    def is_free(self, spec: ModelSpec) -> bool:
        """Whether it is known that its calls cost nothing."""
        return self._written(spec)[1] == FREE

    def listed(self, spec: ModelSpec) -> ListedPrice:
        source, price = self._written(spec)
        if price is None:
            price = _tabled_price(spec)
            source = "genai-prices" if price else "unknown"
        return ListedPrice(spec.name, source, price)

    def _written(self, spec: ModelSpec) -> tuple[PriceSource, Price | None]:
        if spec.input_price_usd is not None and spec.output_price_usd is not None:
            return "models.yaml", Price(spec.input_price_usd, spec.output_price_usd)
        overrides = self._overrides()
        for name in (spec.name, spec.remote_name):
            if name and name in overrides:
                return "workbench.yaml", overrides[name]
        return ("local", FREE) if spec.is_local else ("unknown", None)


def _tabled_price(spec: ModelSpec) -> Price | None:
    """Per million tokens, from what a short prompt costs."""
    share = MILLION / SHORT_PROMPT_TOKENS
    asked = _tabled_usd(spec, SHORT_PROMPT_TOKENS, 0, 0)
    cached = _tabled_usd(spec, SHORT_PROMPT_TOKENS, SHORT_PROMPT_TOKENS, 0)
    both = _tabled_usd(spec, SHORT_PROMPT_TOKENS, 0, SHORT_PROMPT_TOKENS)
    if asked is None or cached is None or both is None:
        return None
    figures = (asked * share, (both - asked) * share, cached * share)
    input_usd, output_usd, cached_usd = (round(each, 6) for each in figures)
    return Price(input_usd, output_usd, cached_usd)


def _tabled_usd(spec: ModelSpec, prompt: int, cached: int, reply: int) -> float | None:
    """From the table of genai-prices: by the time of day and the length, where it matters."""
    table = TABLE.get(CancelToken())
    usage = table.Usage(input_tokens=prompt, cache_read_tokens=cached, output_tokens=reply)
    try:
        found = table.calc_price(usage, spec.remote_name or spec.name, **_provider(spec))
    except (LookupError, ValueError):
        return None
    return float(found.total_price)


def _provider(spec: ModelSpec) -> dict[str, Any]:
    vendor = _VENDORS.get(spec.provider)
    return {"provider_id": vendor} if vendor else {"provider_api_url": spec.base_url}


def _load_table() -> ModuleType:
    import genai_prices  # noqa: PLC0415 - heavy: only who asks models elsewhere pays for it

    return genai_prices


TABLE = LateModule(_load_table)
