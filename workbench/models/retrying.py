"""Another try for what passes: failures before any text, after a wait that grows."""

import random
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from itertools import count

from workbench.cancellation import CancelToken, StoppedError
from workbench.domain.conversation import Completion
from workbench.domain.model_call import ModelRequest, Retrying, Streamed
from workbench.errors import (
    ModelDroppedError,
    ModelError,
    ModelUnavailableError,
    OfflineError,
)
from workbench.models.breaker import Breaker, RestingError
from workbench.models.queue import TOO_MANY, ChatModel

ATTEMPTS = 4
FIRST_WAIT_S, LONGEST_WAIT_S = 0.5, 8.0
# So long a provider's own wish is waited for; a person, or one with another model, waits less.
LONGEST_RETRY_AFTER_S, SHORT_RETRY_AFTER_S = 60.0, 10.0


@dataclass(frozen=True, slots=True)
class Patience:
    """`has_other`: there is another model to ask."""

    is_interactive: bool
    has_other: bool = False

    def waits(self, error: ModelError) -> bool:
        """Whether what the server asks for, if it asks for anything, is short enough."""
        wanted_s = error.retry_after_s or 0.0
        if isinstance(error, RestingError) and (self.is_interactive or self.has_other):
            return False
        longest_s = SHORT_RETRY_AFTER_S if self.has_other else LONGEST_RETRY_AFTER_S
        return wanted_s <= longest_s


class RetryingModel:
    """Text that was shown is never silently written anew: then the engine decides.

    Waits are spread by full jitter, so that calls which failed together do not return together
    (Brooker, "Exponential backoff and jitter", 2015); a Retry-After of the server is a minimum.
    """

    def __init__(
        self,
        inner: ChatModel,
        breaker: Breaker,
        patience: Patience,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._inner = inner
        self._breaker = breaker
        self._patience = patience
        self._jitter = jitter

    def stream(self, request: ModelRequest, cancel: CancelToken) -> Generator[Streamed, None, None]:
        for attempt in count(1):
            has_text = False
            try:
                for piece in self._try(request, cancel):
                    has_text = has_text or isinstance(piece, str)
                    yield piece
            except ModelError as error:
                if has_text:
                    raise
                is_hopeless = attempt >= ATTEMPTS or not error.is_passing
                if is_hopeless or not self._patience.waits(error):
                    if isinstance(error, ModelDroppedError):
                        raise _given_up(error) from error
                    raise
                wait_s = self._wait_s(error, attempt)
                yield Retrying(attempt, error.message, round(wait_s, 3))
                cancel.wait(wait_s)
            else:
                return

    def count_tokens(self, texts: Sequence[str], cancel: CancelToken) -> tuple[int, ...] | None:
        return self._inner.count_tokens(texts, cancel)

    def _try(self, request: ModelRequest, cancel: CancelToken) -> Generator[Streamed, None, None]:
        self._breaker.check()
        try:
            for piece in self._inner.stream(request, cancel):
                if isinstance(piece, Completion):
                    self._breaker.succeeded()
                yield piece
        except ModelError as error:
            self._note(error)
            raise
        except (StoppedError, GeneratorExit):
            self._breaker.gave_up()
            raise

    def _note(self, error: ModelError) -> None:
        """A server that refuses is alive: only silence and its own failures count."""
        if error.is_passing and error.status != TOO_MANY:
            self._breaker.failed()
        elif isinstance(error, OfflineError):
            self._breaker.gave_up()
        else:
            self._breaker.succeeded()

    def _wait_s(self, error: ModelError, attempt: int) -> float:
        longest_s = min(FIRST_WAIT_S * float(2 ** (attempt - 1)), LONGEST_WAIT_S)
        jitter_s = self._jitter() * longest_s
        return jitter_s if error.retry_after_s is None else error.retry_after_s + jitter_s


def _given_up(error: ModelDroppedError) -> ModelError:
    """The engine asks again for a drop in the middle of a text; this one was tried enough."""
    return ModelUnavailableError(error.message, error.hint, status=error.status)
