"""What makes two calls the same, and what makes them the same but for the wording."""

import hashlib
import json
import os
from dataclasses import asdict, dataclass, replace
from typing import Any

import regex

from workbench.domain.bot import ModelSpec
from workbench.domain.model_call import ModelRequest

# How a model is run changes its speed and its price, not what it says.
NOT_TELLING = (
    "parallel", "gpu_layers", "threads", "gap_s", "key_env", "input_price_usd", "output_price_usd",
)  # fmt: skip
QUESTION = "\0question"
# Two questions that differ in these do not mean the same, however near they are.
_TELLING_WORDS = regex.compile(
    r"\S*\d\S*"
    r"|\b(?:no|not|never|none|nothing|without|cannot|\w+n['\u2019]t)\b"
    r"|\b(?:first|last|next|previous|today|tomorrow|yesterday)\b"
    r"|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b"
    r"|\b(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*\b",
    regex.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, and for the how manieth time: an answer is never given to another."""

    account_id: str
    role: str
    trial: int
    question: str


@dataclass(frozen=True, slots=True)
class AnswerKey:
    """`exact`: the whole request. `scope`: all of it but how the question is worded."""

    exact: str
    scope: str


def answer_key(spec: ModelSpec, request: ModelRequest, asker: Asker) -> AnswerKey:
    whole = {
        "model": _model(spec),
        "request": asdict(request),
        "account": asker.account_id,
        "role": asker.role,
        "trial": asker.trial,
    }
    words = _TELLING_WORDS.findall(asker.question)
    telling = sorted(word.casefold().strip(".,;:?!") for word in words)
    scope = whole | {
        "request": asdict(_without(asker.question, request)),
        "telling": telling,
    }
    return AnswerKey(_hash(whole), _hash(scope))


def _without(question: str, request: ModelRequest) -> ModelRequest:
    """The request without the wording of its question, at one place of its last user message.

    One place alone: then two requests are the same without it only if all else is the same.
    """
    messages = list(request.messages)
    for place in reversed(range(len(messages))):
        if messages[place].role == "user":
            before, found, after = messages[place].text.rpartition(question or QUESTION)
            if found:
                text = f"{before}{QUESTION}{after}"
                messages[place] = replace(messages[place], text=text)
            break
    return replace(request, messages=tuple(messages))


def _model(spec: ModelSpec) -> dict[str, Any]:
    """The file of a local model counts as it is now."""
    said = {name: value for name, value in asdict(spec).items() if name not in NOT_TELLING}
    try:
        state = os.stat(spec.path) if spec.path else None  # noqa: PTH116 - a path as text
    except OSError:
        state = None
    return said | {"file": [state.st_size, state.st_mtime_ns] if state else None}


def _hash(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
