"""Chat models in a server of our own: its API is OpenAI's, but needs no SDK to be spoken.

The SDK takes most of a second to load, on a machine that loads the model at the same time.
"""

import json
from collections.abc import AsyncGenerator, Callable, Generator, Sequence
from contextlib import aclosing
from typing import Any

import httpx2

from workbench.cancellation import CancelToken
from workbench.domain.bot import ModelSpec
from workbench.domain.conversation import Completion
from workbench.domain.model_call import ModelRequest, PromptProgress, Streamed, Thought
from workbench.errors import ModelDroppedError, ModelRefusedError, WorkbenchError
from workbench.io_loop import IoLoop
from workbench.models.loopback import Loopback, authorization, open_client, refusal
from workbench.models.openai_reply import Reply
from workbench.models.openai_request import request_body
from workbench.processes.announcement import Address

TRY_AGAIN_AFTER_S = (0.05, 0.2, 0.5)
# Others may have to be served first; the turn's deadline ends that.
SILENCE_S = 600.0
DATA, DONE = "data: ", "[DONE]"


class NotReachedError(ModelDroppedError):
    """Nobody was there to take the request."""


class ServedChatModel:
    """`find_server` may wait for the server to get ready."""

    def __init__(
        self,
        spec: ModelSpec,
        find_server: Callable[[CancelToken], Address],
        io: IoLoop,
        *,
        is_interactive: bool = True,
    ) -> None:
        self._spec = spec
        self._find_server = find_server
        self._io = io
        self._priority = "interactive" if is_interactive else "batch"

    def stream(self, request: ModelRequest, cancel: CancelToken) -> Generator[Streamed, None, None]:
        for wait_s in (*TRY_AGAIN_AFTER_S, None):
            address = self._find_server(cancel)
            try:
                yield from self._io.stream(self._answer(address, request), cancel)
            except NotReachedError:
                if wait_s is None:
                    raise
                cancel.wait(wait_s)
            else:
                return

    def count_tokens(self, texts: Sequence[str], cancel: CancelToken) -> tuple[int, ...]:
        server = Loopback(self._find_server, self._io, f"The server of {self._spec.name}")
        return tuple(server.ask("/tokenize", {"texts": list(texts)}, cancel)["counts"])

    async def _answer(
        self, address: Address, request: ModelRequest
    ) -> AsyncGenerator[PromptProgress | Thought | str | Completion, None]:
        reply = Reply(self._spec)
        has_begun = False
        try:
            async with aclosing(_chunks(address, self._body(request), self._priority)) as chunks:
                async for chunk in chunks:
                    has_begun = True
                    if read := chunk.get("prompt_progress"):
                        yield PromptProgress(read["processed"], read["total"])
                    for piece in reply.take(chunk).told():
                        yield piece
        except httpx2.TransportError as error:
            raise self._lost(has_begun=has_begun) from error
        yield reply.completion()

    def _body(self, request: ModelRequest) -> dict[str, Any]:
        body = request_body(self._spec, request)
        penalty = request.sampling.repeat_penalty
        return body | {"repeat_penalty": penalty, "return_progress": True}

    def _lost(self, *, has_begun: bool) -> WorkbenchError:
        if has_begun:
            return ModelDroppedError(
                f"{self._spec.name} stopped in the middle of the answer: the connection broke.",
                "Send the message once more.",
            )
        return NotReachedError(
            f"The server of {self._spec.name} stopped before it answered.",
            "It is being started again: send the message once more.",
        )


async def _chunks(
    address: Address, body: dict[str, Any], priority: str
) -> AsyncGenerator[dict[str, Any], None]:
    """Server-sent events, one JSON object each, until `[DONE]` or the end."""
    headers = authorization(address) | {"X-Priority": priority}
    url = f"{address.base_url}/v1/chat/completions"
    async with (
        open_client(SILENCE_S) as client,
        client.stream("POST", url, json=body, headers=headers) as response,
    ):
        if not response.is_success:
            await response.aread()
            raise refusal(response)
        async for line in response.aiter_lines():
            if line.startswith(DATA) and (data := line.removeprefix(DATA)) != DONE:
                yield _decoded(data)


def _decoded(data: str) -> dict[str, Any]:
    try:
        chunk = json.loads(data)
    except ValueError as error:
        raise ModelRefusedError(
            "The model server sent something that is not JSON.", "Look at its log."
        ) from error
    if not isinstance(chunk, dict):
        raise ModelRefusedError("The model server sent no JSON object.", "Look at its log.")
    return chunk
