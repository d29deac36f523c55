"""Passages scored by a cross-encoder, through the /v1/rerank of a server on this machine."""

from collections.abc import Callable, Sequence
from math import exp

from workbench.cancellation import CancelToken
from workbench.errors import ModelRefusedError
from workbench.io_loop import IoLoop
from workbench.models.loopback import Loopback
from workbench.processes.announcement import Address

PATH = "/v1/rerank"


class ServedReranker:
    """`/v1/rerank` as Jina, Cohere, llama-server and our own server have it."""

    def __init__(
        self, name: str, find_server: Callable[[CancelToken], Address], io: IoLoop
    ) -> None:
        self.name = name
        self._server = Loopback(find_server, io, f"The reranker {name}")

    def scores(self, question: str, texts: Sequence[str], cancel: CancelToken) -> tuple[float, ...]:
        """0 to 1, in the order of the texts; logits, which some servers give, are scaled.

        Raises `ModelUnavailableError` and `ModelRefusedError`.
        """
        if not texts:
            return ()
        body = {"model": self.name, "query": question, "documents": list(texts)}
        answer = self._server.ask(PATH, body, cancel)
        try:
            scores = {int(one["index"]): float(one["relevance_score"]) for one in answer["results"]}
            found = [scores[place] for place in range(len(texts))]
        except (KeyError, TypeError, ValueError) as error:
            raise ModelRefusedError(
                f"{self.name} did not score every passage.", "Choose another reranker."
            ) from error
        return tuple(found if _are_shares(found) else map(_share, found))


def _are_shares(scores: Sequence[float]) -> bool:
    return all(0 <= score <= 1 for score in scores)


def _share(logit: float) -> float:
    """The logistic function, without overflow."""
    return 1 / (1 + exp(-logit)) if logit >= 0 else exp(logit) / (1 + exp(logit))
