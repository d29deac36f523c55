"""Which models a provider has. Asking costs no tokens, so it also tests address and key."""

import asyncio
from collections.abc import Mapping
from typing import Any

from workbench.cancellation import CancelToken
from workbench.domain.bot import ModelSpec, Sampling
from workbench.domain.conversation import Message
from workbench.domain.listed_model import ListedModel
from workbench.domain.model_call import ModelRequest
from workbench.errors import ModelError, WorkbenchError
from workbench.models.in_words import in_words
from workbench.models.wire import Link, Wire, call_of
from workbench.network.errand import ERRAND, Errand

ANSWER_S = 20.0
_CONTEXT_FIELDS = (
    "context_length", "context_window", "max_context_length", "max_model_len", "max_input_tokens",
)  # fmt: skip


def list_models(
    spec: ModelSpec, link: Link, wire: Wire, cancel: CancelToken
) -> tuple[ListedModel, ...]:
    """By name. Raises `ModelError` with what is wrong with the address or the key."""
    nothing = ModelRequest((Message("user", ""),), Sampling())
    call = call_of(spec, nothing, link, wire, cancel)

    async def ask() -> list[ListedModel]:
        ERRAND.set(Errand(f"list the models of {spec.who.title}"))
        try:
            async with asyncio.timeout(ANSWER_S):
                return await wire.listed(call)
        except TimeoutError as error:
            raise call.failures.too_slow(ANSWER_S, has_begun=False) from error
        except WorkbenchError:
            raise
        except Exception as error:
            raise in_words(error, wire, call, has_begun=False) from error

    try:
        found = link.io.run(ask, cancel)
    except ModelError as error:
        link.on_status(error.status or 0)
        raise
    link.on_status(200)
    return tuple(sorted(found, key=lambda each: each.name))


def listed(found: Any) -> list[ListedModel]:
    """From the JSON of `/models`: OpenAI's form, or a bare list. Raises what garbage raises."""
    entries = found["data"] if isinstance(found, dict) else found
    return [ListedModel(str(entry["id"]), _context(entry)) for entry in entries]


def _context(entry: Mapping[str, Any]) -> int:
    told = next((entry[each] for each in _CONTEXT_FIELDS if entry.get(each)), 0)
    return told if isinstance(told, int) else 0
