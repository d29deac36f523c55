"""Puts the cost into what a model has answered."""

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import replace

from workbench.cancellation import CancelToken
from workbench.domain.bot import ModelSpec
from workbench.domain.conversation import Completion
from workbench.domain.model_call import ModelRequest, Streamed
from workbench.models.prices import Prices
from workbench.models.queue import ChatModel


class PricedModel:
    """Another model, whose completions come without their cost."""

    def __init__(self, inner: ChatModel, spec: ModelSpec, prices: Prices) -> None:
        self._inner = inner
        self._spec = spec
        self._prices = prices

    def stream(self, request: ModelRequest, cancel: CancelToken) -> Generator[Streamed, None, None]:
        with closing(self._inner.stream(request, cancel)) as pieces:
            for piece in pieces:
                yield self._priced(piece) if isinstance(piece, Completion) else piece

    def count_tokens(self, texts: Sequence[str], cancel: CancelToken) -> tuple[int, ...] | None:
        return self._inner.count_tokens(texts, cancel)

    def _priced(self, done: Completion) -> Completion:
        """Tokens that are estimates are no ground for a bill."""
        prompt_tokens = done.prompt_tokens if done.has_usage else 0
        cost_usd = self._prices.cost_usd(
            self._spec, prompt_tokens, done.cached_tokens, done.reply_tokens
        )
        return replace(done, cost_usd=cost_usd)
