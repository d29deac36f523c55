"""What a local model makes of a text: its tokens, and how likely it found those that it wrote."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from workbench.assembly.children import Children
from workbench.cancellation import CancelToken
from workbench.domain.bot import ModelSpec, Sampling
from workbench.domain.conversation import Completion, Message
from workbench.domain.model_call import ModelRequest
from workbench.domain.token import Token
from workbench.domain.tool import Tool
from workbench.engine.ports import ChatModel
from workbench.errors import ModelRefusedError
from workbench.io_loop import IoLoop
from workbench.models.loopback import Loopback
from workbench.models.openai_request import request_body
from workbench.token_commands import AskForLogprobs

# As many as our server tells.
ALTERNATIVES = 20


class Inside:
    """`find_model` gives a model behind its queue."""

    def __init__(
        self, children: Children, io: IoLoop, find_model: Callable[[ModelSpec], ChatModel]
    ) -> None:
        self._children = children
        self._io = io
        self._find_model = find_model

    def of_text(self, spec: ModelSpec, text: str, cancel: CancelToken) -> tuple[Token, ...]:
        """Raises `WorkbenchError`, `StoppedError`."""
        return self._tokens(spec, {"content": text}, cancel)

    def of_prompt(
        self,
        spec: ModelSpec,
        messages: Sequence[Message],
        tools: Sequence[Tool],
        cancel: CancelToken,
    ) -> tuple[Token, ...]:
        """As the model's template puts it together. Raises `WorkbenchError`, `StoppedError`."""
        request = request_body(spec, ModelRequest(tuple(messages), Sampling(), tuple(tools)))
        body: dict[str, Any] = {
            name: request[name] for name in ("messages", "tools") if name in request
        }
        return self._tokens(spec, body, cancel)

    def answered_again(self, asked: AskForLogprobs, cancel: CancelToken) -> Completion:
        """Raises `WorkbenchError`, `StoppedError`."""
        sampling = replace(asked.sampling, logprobs=ALTERNATIVES)
        request = ModelRequest(asked.messages, sampling, asked.tools, asked.output_schema)
        for piece in self._find_model(asked.model).stream(request, cancel):
            if isinstance(piece, Completion):
                return piece
        raise ModelRefusedError("The model stopped without an answer.", "Try again.")

    def _tokens(
        self, spec: ModelSpec, body: dict[str, Any], cancel: CancelToken
    ) -> tuple[Token, ...]:
        with self._children.using(spec, cancel) as supervisor:
            server = Loopback(supervisor.address, self._io, f"The server of {spec.name}")
            answer = server.ask("/tokenize", body | {"with_pieces": True}, cancel)
        return tuple(_token(entry) for entry in answer["tokens"])


def _token(entry: dict[str, Any]) -> Token:
    return Token(entry["id"], entry["piece"], bytes(entry["bytes"]).hex(), entry["special"])
