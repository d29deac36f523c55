"""Short questions to our own servers: JSON over HTTP on loopback."""

from collections.abc import Callable
from functools import partial
from typing import Any

import httpx2

from workbench.cancellation import CancelToken
from workbench.errors import ModelRefusedError, ModelUnavailableError
from workbench.io_loop import IoLoop
from workbench.processes.announcement import Address

CONNECT_S, ANSWER_S = 5.0, 120.0
# A server that just died is found out a moment later than its connections are.
TRY_AGAIN_AFTER_S = (0.05, 0.2, 0.5, 1.0)


class Loopback:
    """`find_server` may wait for the server to get ready."""

    def __init__(
        self, find_server: Callable[[CancelToken], Address], io: IoLoop, name: str
    ) -> None:
        self._find_server = find_server
        self._io = io
        self._name = name

    def ask(self, path: str, body: dict[str, Any], cancel: CancelToken) -> dict[str, Any]:
        """Asks once more if the server died: it only reads, so twice does no harm."""
        for wait_s in TRY_AGAIN_AFTER_S:
            address = self._find_server(cancel)
            try:
                return self._io.run(partial(_post, address, path, body), cancel)
            except httpx2.TimeoutException as error:
                raise ModelUnavailableError(
                    f"{self._name} did not answer within {ANSWER_S:g} s.", "Restart the app."
                ) from error
            except httpx2.TransportError:
                cancel.wait(wait_s)
        raise ModelUnavailableError(
            f"{self._name} dies whenever it is asked.", "Look at its log; restart the app."
        )


def open_client(silence_s: float) -> httpx2.AsyncClient:
    """No proxy and no certificates: loopback is plain HTTP."""
    timeout = httpx2.Timeout(silence_s, connect=CONNECT_S)
    return httpx2.AsyncClient(trust_env=False, verify=False, timeout=timeout)


def authorization(address: Address) -> dict[str, str]:
    return {"Authorization": f"Bearer {address.token}"}


def refusal(response: httpx2.Response) -> ModelRefusedError:
    """In the words of the server. The body has been read."""
    try:
        said = str(response.json()["error"]["message"])
    except (ValueError, KeyError, TypeError):
        said = f"status {response.status_code}"
    return ModelRefusedError(said, "Look at the server's log.")


async def _post(address: Address, path: str, body: dict[str, Any]) -> dict[str, Any]:
    async with open_client(ANSWER_S) as client:
        response = await client.post(
            f"{address.base_url}{path}", json=body, headers=authorization(address)
        )
    if not response.is_success:
        raise refusal(response)
    answer: dict[str, Any] = response.json()
    return answer
