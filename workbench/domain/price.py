"""What a model's tokens cost, and who says so."""

from dataclasses import dataclass
from typing import Literal

MILLION = 1_000_000

PriceSource = Literal["models.yaml", "workbench.yaml", "genai-prices", "local", "unknown"]


@dataclass(frozen=True, slots=True)
class Price:
    """USD per million tokens. `cached_input_usd` None: tokens kept from before cost as others."""

    input_usd: float
    output_usd: float
    cached_input_usd: float | None = None

    def cost_usd(self, prompt_tokens: int, cached_tokens: int, reply_tokens: int) -> float:
        """`cached_tokens` are those of the prompt that the provider had kept."""
        cached = min(cached_tokens, prompt_tokens)
        cached_usd = self.input_usd if self.cached_input_usd is None else self.cached_input_usd
        fresh_usd = (prompt_tokens - cached) * self.input_usd
        return (fresh_usd + cached * cached_usd + reply_tokens * self.output_usd) / MILLION


@dataclass(frozen=True, slots=True)
class ListedPrice:
    """`price` None is unknown. Where it depends on day or length: of a short prompt, now."""

    model: str
    source: PriceSource
    price: Price | None
