"""A bot's model and those that are asked when it fails, as one."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace

from workbench.cancellation import CancelToken
from workbench.domain.bot import ModelSpec
from workbench.domain.conversation import Completion
from workbench.domain.model_call import FallingBack, ModelRequest, Streamed
from workbench.errors import ModelError
from workbench.models.checks import check_request
from workbench.models.queue import ChatModel


@dataclass(frozen=True, slots=True)
class ChainLink:
    spec: ModelSpec
    model: ChatModel


class ModelChain:
    """The first answers if it can. Nobody takes over in the middle of a text."""

    def __init__(self, links: Sequence[ChainLink]) -> None:
        self._links = links

    def stream(self, request: ModelRequest, cancel: CancelToken) -> Generator[Streamed, None, None]:
        """Raises `ModelUnableError`, with nothing sent, if any of them cannot do what is asked."""
        for link in self._links:
            check_request(link.spec, request)
        *firsts, last = self._links
        for place, link in enumerate(firsts):
            has_text = False
            try:
                for piece in self._answer(link, request, cancel):
                    has_text = has_text or isinstance(piece, str)
                    yield piece
            except ModelError as error:
                if has_text:
                    raise
                following = self._links[place + 1].spec.name
                yield FallingBack(link.spec.name, following, error.message)
            else:
                return
        yield from self._answer(last, request, cancel)

    def count_tokens(self, texts: Sequence[str], cancel: CancelToken) -> tuple[int, ...] | None:
        return self._links[0].model.count_tokens(texts, cancel)

    def _answer(
        self, link: ChainLink, request: ModelRequest, cancel: CancelToken
    ) -> Generator[Streamed, None, None]:
        """An answer says who gave it, if that is not the bot's own model."""
        for piece in link.model.stream(request, cancel):
            if isinstance(piece, Completion) and link is not self._links[0]:
                yield replace(piece, model=link.spec.name)
            else:
                yield piece
