"""Short questions to our own servers: JSON over HTTP on loopback."""

from collections.abc import Callable
from functools import partial
from typing import Any

import httpx2

from workbench.cancellation import CancelToken
from workbench.errors import ModelRefusedError, ModelUnavailableError
from workbench.io_loop import IoLoop

CONNECT_S, ANSWER_S = 5.0, 120.0
# A server that just died is found out a moment later than its connections are.
TRY_AGAIN_AFTER_S = (0.05, 0.2, 0.5, 1.0)


class Loopback:
    """`find_server` gives a base URL and a key; it may wait for the server to get ready."""

    def __init__(
        self, find_server: Callable[[CancelToken], tuple[str, str]], io: IoLoop, name: str
    ) -> None:
        self._find_server = find_server
        self._io = io
        self._name = name

    def ask(self, path: str, body: dict[str, Any], cancel: CancelToken) -> dict[str, Any]:
        """Asks once more if the server died: it only reads, so twice does no harm."""
        for wait_s in TRY_AGAIN_AFTER_S:
            base_url, key = self._find_server(cancel)
            try:
                return self._io.run(partial(_post, f"{base_url}{path}", key, body), cancel)
            except httpx2.TimeoutException as error:
                raise ModelUnavailableError(
                    f"{self._name} did not answer within {ANSWER_S:g} s.", "Restart the app."
                ) from error
            except httpx2.TransportError:
                cancel.wait(wait_s)
        raise ModelUnavailableError(
            f"{self._name} dies whenever it is asked.", "Look at its log; restart the app."
        )


async def _post(url: str, key: str, body: dict[str, Any]) -> dict[str, Any]:
    timeout = httpx2.Timeout(ANSWER_S, connect=CONNECT_S)
    async with httpx2.AsyncClient(trust_env=False, verify=False, timeout=timeout) as client:
        response = await client.post(url, json=body, headers={"Authorization": f"Bearer {key}"})
    if response.is_success:
        answer: dict[str, Any] = response.json()
        return answer
    try:
        said = str(response.json()["error"]["message"])
    except (ValueError, KeyError, TypeError):
        said = f"status {response.status_code}"
    raise ModelRefusedError(said, "Look at the server's log.")
