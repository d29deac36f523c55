"""What Google's SDK raises, in words for people."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from workbench.errors import ModelError
from workbench.models.failures import UNAUTHORIZED, Failures
from workbench.models.wire import Call

_SECONDS = re.compile(r"(\d+(?:\.\d+)?)s")


def gemini_translated(error: Exception, call: Call) -> ModelError | None:
    """None for what is not the SDK's own. Faults of the network below it are told elsewhere."""
    errors = call.module.errors
    match error:
        case errors.APIError():
            return _refused(error, call.failures)
        case errors.UnknownApiResponseError():
            is_page = "<html" in str(error).lower()
            return call.failures.web_page() if is_page else call.failures.not_json()
    return None


def _refused(error: Any, failures: Failures) -> ModelError:
    headers = dict(getattr(error.response, "headers", None) or {})
    status = error.code if isinstance(error.code, int) else 0
    body = error.details if isinstance(error.details, dict) else {}
    details = list(_details(body))
    if any(each.get("reason") == "API_KEY_INVALID" for each in details):
        return failures.key_refused(UNAUTHORIZED)
    wait = next((str(each["retryDelay"]) for each in details if each.get("retryDelay")), "")
    if seconds := _SECONDS.fullmatch(wait):
        headers.setdefault("retry-after", seconds[1])
    said = str(error.message or error.status or "it gave no reason")
    return failures.refused(status, said, headers, str(error.status or ""))


def _details(body: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    inner = body.get("error", body)
    found = inner.get("details") if isinstance(inner, dict) else None
    for each in found if isinstance(found, list) else ():
        if isinstance(each, dict):
            yield each
