"""Which models a provider has. Asking costs no tokens, so it also tests address and key."""

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx2

from workbench.cancellation import CancelToken
from workbench.domain.bot import ModelSpec
from workbench.domain.listed_model import ListedModel
from workbench.errors import ModelError
from workbench.models.failures import Failures
from workbench.models.remote_model import Link
from workbench.network.counted import LineTooLongError
from workbench.network.errand import ERRAND, Errand

ANSWER_S = 20.0
_CONTEXT_FIELDS = (
    "context_length", "context_window", "max_context_length", "max_model_len", "inputTokenLimit",
    "max_input_tokens",
)  # fmt: skip


def list_models(spec: ModelSpec, link: Link, cancel: CancelToken) -> tuple[ListedModel, ...]:
    """By name. Raises `ModelError` with what is wrong with the address or the key."""
    link.switch.check(spec.name, spec.address)
    key = link.find_key(cancel)
    failures = Failures(spec, spec.address, key)

    async def ask() -> Any:
        ERRAND.set(Errand(f"list the models of {spec.who.title}"))
        if spec.who.name == "openrouter":
            # Its list is public: this is what tells whether the key is good.
            await _get(f"{_base(spec)}/key", spec, key, link, failures)
        return await _get(_list_url(spec), spec, key, link, failures)

    try:
        found = link.io.run(ask, cancel)
    except ModelError as error:
        link.on_status(error.status or 0)
        raise
    link.on_status(200)
    return tuple(sorted(_models(found, failures), key=lambda each: each.name))


async def _get(url: str, spec: ModelSpec, key: str, link: Link, failures: Failures) -> Any:
    try:
        async with asyncio.timeout(ANSWER_S):
            response = await link.outside.client(url).get(url, headers=_headers(spec, key))
    except TimeoutError as error:
        raise failures.too_slow(ANSWER_S, has_begun=False) from error
    except LineTooLongError as error:
        raise failures.flood() from error
    except (httpx2.HTTPError, OSError) as error:
        raise failures.unreachable() from error
    if not response.is_success:
        raise failures.refused(response.status_code, _said(response), response.headers)
    if "text/html" in response.headers.get("content-type", ""):
        raise failures.web_page()
    try:
        return response.json()
    except ValueError as error:
        raise failures.not_json() from error


def _base(spec: ModelSpec) -> str:
    return spec.address.removesuffix("/")


def _list_url(spec: ModelSpec) -> str:
    match spec.provider:
        case "anthropic":
            return f"{_base(spec).removesuffix('/v1')}/v1/models?limit=1000"
        case "gemini":
            return f"{_base(spec).removesuffix('/v1beta')}/v1beta/models?pageSize=1000"
    return f"{_base(spec)}/models"


def _headers(spec: ModelSpec, key: str) -> dict[str, str]:
    match spec.provider:
        case "anthropic":
            return {"x-api-key": key, "anthropic-version": "2023-06-01"}
        case "gemini":
            return {"x-goog-api-key": key}
    return {"Authorization": f"Bearer {key}"} if key else {}


def _models(found: Any, failures: Failures) -> list[ListedModel]:
    entries = found
    if isinstance(found, dict):
        entries = found.get("data") if "data" in found else found.get("models")
    if not isinstance(entries, list):
        raise failures.not_understood()
    known = [entry for entry in entries if isinstance(entry, dict) and _answers(entry)]
    return [ListedModel(_name(entry), _context(entry)) for entry in known if _name(entry)]


def _answers(entry: Mapping[str, Any]) -> bool:
    """Gemini lists models that embed or draw, too."""
    methods = entry.get("supportedGenerationMethods")
    return methods is None or "generateContent" in methods


def _name(entry: Mapping[str, Any]) -> str:
    return str(entry.get("id") or entry.get("name") or "").removeprefix("models/")


def _context(entry: Mapping[str, Any]) -> int:
    told = next((entry[each] for each in _CONTEXT_FIELDS if entry.get(each)), 0)
    return told if isinstance(told, int) else 0


def _said(response: httpx2.Response) -> str:
    try:
        said = response.json()
    except ValueError:
        return f"status {response.status_code}"
    inner = said.get("error", said) if isinstance(said, dict) else said
    return str(inner.get("message", inner) if isinstance(inner, dict) else inner)
