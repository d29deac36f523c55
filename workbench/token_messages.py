"""What the worker tells of tokens and their probabilities."""

from dataclasses import dataclass
from typing import Literal

from workbench.domain.conversation import TokenLogprob
from workbench.domain.token import Token


@dataclass(frozen=True, slots=True)
class TextTokenized:
    """Some of the tokens, in their order."""

    request_id: str
    tokens: tuple[Token, ...]
    is_first: bool = True
    is_last: bool = True
    kind: Literal["text_tokenized"] = "text_tokenized"


@dataclass(frozen=True, slots=True)
class LogprobsTold:
    """Some of the answer's tokens. `text`: the whole answer, with the last of them."""

    request_id: str
    tokens: tuple[TokenLogprob, ...]
    text: str = ""
    is_first: bool = True
    is_last: bool = True
    kind: Literal["logprobs_told"] = "logprobs_told"


TokenMessage = TextTokenized | LogprobsTold
