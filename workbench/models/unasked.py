"""A model for turns that end before one is asked."""

from collections.abc import Generator, Sequence

from workbench.cancellation import CancelToken
from workbench.domain.model_call import ModelRequest, Streamed
from workbench.errors import ModelUnavailableError


class UnaskedModel:
    def stream(self, request: ModelRequest, cancel: CancelToken) -> Generator[Streamed, None, None]:
        del request, cancel
        raise ModelUnavailableError("No model is asked here.", "Start a turn.")

    def count_tokens(self, texts: Sequence[str], cancel: CancelToken) -> None:
        """It has no tokenizer."""
        del texts, cancel
