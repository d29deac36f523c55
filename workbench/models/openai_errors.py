"""What the OpenAI SDK raises, in words for people."""

from json import JSONDecodeError
from types import ModuleType
from typing import Any

import httpx2

from workbench.domain.bot import ModelSpec
from workbench.errors import (
    ModelDroppedError,
    ModelRefusedError,
    ModelUnavailableError,
    WorkbenchError,
)

LONGEST_DETAIL = 300


def web_page(url: str) -> ModelRefusedError:
    return ModelRefusedError(
        f"{url} answered with a web page, not with an OpenAI API.",
        "Check the base URL: it usually ends in /v1.",
    )


def too_slow(name: str, patience_s: float, *, has_begun: bool) -> WorkbenchError:
    what = "sent nothing more" if has_begun else "did not begin to answer"
    kind = ModelDroppedError if has_begun else ModelUnavailableError
    return kind(
        f"{name} {what} within {patience_s:g} s.",
        "It may be overloaded: try again later, or pick another model.",
    )


def translated(
    error: Exception, sdk: ModuleType, spec: ModelSpec, url: str, *, has_begun: bool
) -> WorkbenchError:
    """`has_begun`: parts of the answer had arrived."""
    match error:
        case sdk.APITimeoutError() | httpx2.ConnectTimeout():
            return ModelUnavailableError(
                f"{spec.name}: no connection to {url} in time.",
                "Check the base URL and the network.",
            )
        case sdk.APIStatusError():
            return _refusal(error, spec, url)
        case sdk.APIConnectionError() | httpx2.TransportError():
            return _lost(spec, url, has_begun=has_begun)
        case JSONDecodeError() | sdk.APIResponseValidationError():
            return ModelRefusedError(
                f"{spec.name} sent something that is not JSON in its answer.",
                f"Check that {url} is an OpenAI-compatible API.",
            )
        case _:
            return ModelRefusedError(
                f"{spec.name} failed: {_short(str(error))}", "Try again, or pick another model."
            )


def _lost(spec: ModelSpec, url: str, *, has_begun: bool) -> WorkbenchError:
    if has_begun:
        return ModelDroppedError(
            f"{spec.name} stopped in the middle of the answer: the connection broke.",
            "Send the message once more.",
        )
    return ModelUnavailableError(
        f"{spec.name}: nothing answers at {url}.",
        "Check the base URL, and that the server is running.",
    )


def _refusal(error: Any, spec: ModelSpec, url: str) -> WorkbenchError:
    if "text/html" in error.response.headers.get("content-type", ""):
        return web_page(url)
    said = _short(_message_of(error))
    match error.status_code:
        case 401 | 403:
            what, hint = "did not accept the key", _key_hint(spec)
        case 404:
            what, hint = (
                "does not know this model or address",
                (f"Check the base URL and the model's name, {spec.remote_name or spec.name!r}."),
            )
        case 429:
            what, hint = "takes no more requests for now", "Wait a while, or check your quota."
        case status if status >= 500:
            what, hint = f"failed (status {status})", "Try again later."
        case status:
            what, hint = f"refused the request (status {status})", "Change what it complains of."
    return ModelRefusedError(f"{spec.name} {what}: {said}", hint)


def _key_hint(spec: ModelSpec) -> str:
    if spec.key_env:
        return f"Check the key in the environment variable {spec.key_env}."
    return "Name the environment variable that holds the key in the model's settings."


def _message_of(error: Any) -> str:
    body = error.body
    if isinstance(body, dict):
        inner = body.get("error", body)
        body = inner.get("message", inner) if isinstance(inner, dict) else inner
    return str(body or error.message)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_DETAIL else f"{line[:LONGEST_DETAIL]}…"
