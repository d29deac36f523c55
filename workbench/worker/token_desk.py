"""Looking inside: texts cut into tokens, and answers asked for again with probabilities."""

from functools import partial

from workbench.cancellation import CancelToken
from workbench.domain.bot import ModelSpec
from workbench.domain.token import Token
from workbench.errors import WorkbenchError
from workbench.token_commands import (
    AskForLogprobs,
    StopAskingForLogprobs,
    TokenizePrompt,
    TokenizeText,
)
from workbench.token_messages import LogprobsTold, TextTokenized
from workbench.worker.kit import Handlers, Kit
from workbench.worker.pieces import batches


class TokenDesk:
    """All of it may have to wait for a model to load, so it runs aside."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._inside = kit.assembly.inside

    def handlers(self) -> Handlers:
        aside, tokens = self._kit.lanes.aside, self._kit.tokens
        return {
            TokenizeText: lambda command: aside(partial(self._tokenize_text, command)),
            TokenizePrompt: lambda command: aside(partial(self._tokenize_prompt, command)),
            AskForLogprobs: lambda command: aside(
                partial(self._ask, command, tokens.new(command.request_id))
            ),
            StopAskingForLogprobs: lambda command: tokens.cancel(command.request_id),
        }

    def _tokenize_text(self, command: TokenizeText) -> None:
        check_local(command.model)
        self._tell(
            command.request_id, self._inside.of_text(command.model, command.text, CancelToken())
        )

    def _tokenize_prompt(self, command: TokenizePrompt) -> None:
        check_local(command.model)
        tokens = self._inside.of_prompt(
            command.model, command.messages, command.tools, CancelToken()
        )
        self._tell(command.request_id, tokens)

    def _tell(self, request_id: str, tokens: tuple[Token, ...]) -> None:
        for is_first, is_last, some in batches(tokens):
            self._kit.outlet.tell(TextTokenized(request_id, some, is_first, is_last))

    def _ask(self, command: AskForLogprobs, cancel: CancelToken) -> None:
        check_local(command.model)
        done = self._inside.answered_again(command, cancel)
        for is_first, is_last, some in batches(done.logprobs):
            text = done.text if is_last else ""
            self._kit.outlet.tell(LogprobsTold(command.request_id, some, text, is_first, is_last))


def check_local(model: ModelSpec) -> None:
    """Raises `WorkbenchError`: only our own servers tell what they read, token by token."""
    if model.provider != "llama_cpp":
        raise WorkbenchError(
            f"{model.name} has no tokenizer on this machine, so its tokens cannot be shown.",
            "Pick a local model (a GGUF file) to look inside.",
        )
