"""What the SDKs of OpenAI and Anthropic raise: made by one generator, they share their errors."""

from typing import Any

from workbench.errors import ModelError
from workbench.models.failures import Failures
from workbench.models.wire import Call


def translated(error: Exception, call: Call) -> ModelError | None:
    """None for what is not the SDK's own. Faults of the network below it are told elsewhere."""
    sdk, failures = call.module, call.failures
    match error:
        case sdk.APITimeoutError():
            return failures.connects_slowly()
        case sdk.APIStatusError(response=response) if response.is_success:
            return in_the_stream(error.body, failures)
        case sdk.APIStatusError(response=response):
            said, code = _said(error.body) or error.message, _code(error.body)
            return failures.refused(error.status_code, said, response.headers, code)
        case sdk.APIConnectionError():
            return failures.unreachable()
        case sdk.APIResponseValidationError():
            return failures.not_json()
        case sdk.APIError():
            return in_the_stream(error.body or error.message, failures)
    return None


def in_the_stream(body: Any, failures: Failures) -> ModelError:
    """An error that came as a part of the answer; some carry the status they would have had."""
    said, code = _said(body), _code(body)
    status = _STATUS_OF.get(code)
    if status is None and code.isdecimal():
        status = int(code)
    return failures.refused(status, said, {}, code) if status else failures.failed(said)


# Anthropic's kinds of errors, and OpenAI's where they pass.
_STATUS_OF = {
    "overloaded_error": 529,
    "api_error": 500,
    "rate_limit_error": 429,
    "timeout_error": 504,
    "server_error": 500,
    "rate_limit_exceeded": 429,
    "authentication_error": 401,
}


def _inner(body: Any) -> Any:
    return body.get("error", body) if isinstance(body, dict) else body


def _said(body: Any) -> str:
    inner = _inner(body)
    if isinstance(inner, dict):
        return str(inner.get("message") or inner)
    return str(inner or "")


def _code(body: Any) -> str:
    inner = _inner(body)
    if not isinstance(inner, dict):
        return ""
    return str(inner.get("code") or inner.get("type") or "")
