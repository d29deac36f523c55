"""The one place where a worker gets HTTP clients for servers that are not its own."""

import ssl
from collections.abc import Callable
from functools import cache
from urllib.request import getproxies, proxy_bypass

import httpx2

from workbench.cancellation import CancelToken
from workbench.domain.addresses import host_of, is_loopback, place_of
from workbench.domain.egress import EgressRow
from workbench.errors import ModelUnavailableError
from workbench.io_loop import IoLoop
from workbench.network.counted import CountedTransport
from workbench.network.offline import OfflineSwitch

CONNECT_S = 5.0
KEPT_ALIVE_S = 30.0
LIMITS = httpx2.Limits(max_connections=100, keepalive_expiry=KEPT_ALIVE_S)


class Outside:
    """Connections are kept and shared. `tell` gets a row for each request that goes elsewhere.

    How long an answer may take is for whoever asks to say: only connecting is limited here.
    Nobody is followed to another address: the key is meant for the one that a person wrote.
    """

    def __init__(
        self, io: IoLoop, switch: OfflineSwitch, tell: Callable[[EgressRow], object]
    ) -> None:
        self.switch = switch
        self._io = io
        self._tell = tell
        self._clients: dict[str, httpx2.AsyncClient] = {}

    def client(self, url: str) -> httpx2.AsyncClient:
        """For that server. Called on the loop that it is used on."""
        road = _road(url)
        if road not in self._clients:
            self._clients[road] = self._open(road)
        return self._clients[road]

    def cut(self) -> None:
        """Hang up on everybody elsewhere, in the middle of what they say."""
        self._io.run(self._close_others, CancelToken())

    def close(self) -> None:
        self._io.run(self._close_all, CancelToken())

    def _open(self, road: str) -> httpx2.AsyncClient:
        if road not in {_HERE, _DIRECT} and not road.startswith(("http://", "https://")):
            raise ModelUnavailableError(
                f"The environment names a proxy that cannot be used: {place_of(road)}.",
                "Name an HTTP proxy in HTTPS_PROXY, or none.",
            )
        transport = httpx2.AsyncHTTPTransport(
            verify=_certificates() if road != _HERE else False,
            trust_env=False,
            limits=LIMITS,
            proxy=None if road in {_HERE, _DIRECT} else road,
        )
        return httpx2.AsyncClient(
            transport=CountedTransport(transport, self.switch, self._tell),
            timeout=httpx2.Timeout(None, connect=CONNECT_S),
            trust_env=False,
        )

    async def _close_others(self) -> None:
        for road in [road for road in self._clients if road != _HERE]:
            await self._clients.pop(road).aclose()

    async def _close_all(self) -> None:
        await self._close_others()
        if here := self._clients.pop(_HERE, None):
            await here.aclose()


# How a server is reached: without a proxy, or through the one that the environment names.
_HERE, _DIRECT = "here", "direct"


def _road(url: str) -> str:
    host = host_of(url)
    if is_loopback(host):
        return _HERE
    proxies = getproxies()
    proxy = proxies.get("https" if url.startswith("https") else "http") or proxies.get("all")
    return _DIRECT if not proxy or proxy_bypass(host) else proxy


@cache
def _certificates() -> ssl.SSLContext:
    return ssl.create_default_context()
