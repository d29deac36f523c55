"""A local model that stays loaded while it is asked."""

from collections.abc import Callable, Generator, Sequence
from contextlib import AbstractContextManager

from workbench.cancellation import CancelToken
from workbench.domain.model_call import ModelRequest, Streamed
from workbench.engine.ports import ChatModel

Lease = Callable[[CancelToken], AbstractContextManager[object]]


class LeasedModel:
    """Takes the lease first: waiting for memory and for loading is queueing, never first token."""

    def __init__(self, inner: ChatModel, lease: Lease) -> None:
        self._inner = inner
        self._lease = lease

    def stream(self, request: ModelRequest, cancel: CancelToken) -> Generator[Streamed, None, None]:
        with self._lease(cancel):
            yield from self._inner.stream(request, cancel)

    def count_tokens(self, texts: Sequence[str], cancel: CancelToken) -> tuple[int, ...] | None:
        with self._lease(cancel):
            return self._inner.count_tokens(texts, cancel)
