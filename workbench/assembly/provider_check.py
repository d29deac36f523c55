"""Whether an API provider answers, takes the key, and which models it has: costs no tokens."""

from collections.abc import Callable
from functools import partial
from urllib.parse import urlsplit

import httpx2

from workbench.cancellation import CancelToken
from workbench.domain.bot import ModelSpec
from workbench.errors import ModelRefusedError, ModelUnavailableError
from workbench.io_loop import IoLoop

ANSWER_S = 15.0
MOST_MODELS = 500
LOOPBACK_HOSTS = {"localhost", "127.0.0.1", "::1"}
REFUSED_KEY = {401, 403}


class ProviderCheck:
    """`key_of` gives a model's key, or raises that there is none."""

    def __init__(
        self, io: IoLoop, key_of: Callable[[ModelSpec], str], is_offline: Callable[[], bool]
    ) -> None:
        self._io = io
        self._key_of = key_of
        self._is_offline = is_offline

    def models(self, spec: ModelSpec, cancel: CancelToken) -> tuple[str, ...]:
        """The ids that the provider lists. Raises `WorkbenchError` with what is wrong."""
        if self._is_offline() and not _is_loopback(spec.base_url):
            raise ModelUnavailableError("Offline mode is on.", "Turn it off to test a provider.")
        key = self._key_of(spec)
        return self._io.run(partial(_models, spec.base_url, key), cancel)


async def _models(base_url: str, key: str) -> tuple[str, ...]:
    url = f"{base_url.rstrip('/')}/models"
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    try:
        async with httpx2.AsyncClient(
            trust_env=not _is_loopback(base_url), timeout=ANSWER_S, follow_redirects=True
        ) as client:
            response = await client.get(url, headers=headers)
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
        raise ModelUnavailableError(
            f"{base_url} does not answer: {str(error) or type(error).__name__}.",
            "Check the address, and that the server runs.",
        ) from error
    return _read(base_url, response)


def _read(base_url: str, response: httpx2.Response) -> tuple[str, ...]:
    status = response.status_code
    if status in REFUSED_KEY:
        raise ModelRefusedError(
            f"{base_url} refused the key (HTTP {status}). No tokens were used.", "Replace the key."
        )
    if not response.is_success:
        raise ModelRefusedError(
            f"{base_url} answered HTTP {status} when asked for its models.",
            "Check the base URL; it mostly ends with /v1.",
        )
    try:
        entries = response.json()["data"]
        return tuple(str(entry["id"]) for entry in entries[:MOST_MODELS])
    except (ValueError, KeyError, TypeError) as error:
        raise ModelRefusedError(
            f"{base_url} is no OpenAI-compatible API: it lists no models.",
            "Check the base URL; it mostly ends with /v1.",
        ) from error


def _is_loopback(url: str) -> bool:
    return urlsplit(url).hostname in LOOPBACK_HOSTS
