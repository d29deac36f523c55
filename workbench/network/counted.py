"""An HTTP transport that counts what goes out and comes in, and refuses to leave while offline."""

from collections.abc import AsyncIterator, Callable

import httpx2

from workbench.domain.addresses import is_loopback
from workbench.domain.egress import EgressRow
from workbench.network.errand import ERRAND, Errand, Tally
from workbench.network.offline import OfflineSwitch

# No provider sends a line of this length; a server that does would fill the memory.
LONGEST_LINE_BYTES = 4 * 1024 * 1024
UNNAMED = "unnamed"


class LineTooLongError(httpx2.TransportError):
    """The server sends and sends without ending a line."""


class BlockedError(httpx2.TransportError):
    """Offline mode is on."""


class CountedTransport(httpx2.AsyncBaseTransport):
    """Around another transport. `tell` gets a row for each request that goes elsewhere."""

    def __init__(
        self,
        inner: httpx2.AsyncBaseTransport,
        switch: OfflineSwitch,
        tell: Callable[[EgressRow], object],
    ) -> None:
        self._inner = inner
        self._switch = switch
        self._tell = tell

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        host = request.url.host
        if is_loopback(host):
            response = await self._inner.handle_async_request(request)
            response.stream = _Incoming(response.stream, None)
            return response
        if self._switch.is_on:
            raise BlockedError(f"offline mode is on, and {host} is not on this machine")
        return await self._counted(request, host)

    async def aclose(self) -> None:
        await self._inner.aclose()

    async def _counted(self, request: httpx2.Request, host: str) -> httpx2.Response:
        errand = ERRAND.get() or Errand(UNNAMED)
        errand.host = host
        tally = Tally(errand, host, self._tell)
        request.stream = _Outgoing(request.stream, _head_bytes(request), tally)
        try:
            response = await self._inner.handle_async_request(request)
        except BaseException:
            tally.close()
            raise
        status_line = len(f"HTTP/1.1 {response.status_code} {response.reason_phrase}\r\n")
        tally.received(status_line + _size(response.headers))
        response.stream = _Incoming(response.stream, tally)
        return response


class _Outgoing(httpx2.AsyncByteStream):
    """The body of a request. It is read once there is a connection, so only then counted."""

    def __init__(self, inner: object, head_bytes: int, tally: Tally) -> None:
        assert isinstance(inner, httpx2.AsyncByteStream)
        self._inner = inner
        self._head_bytes = head_bytes
        self._tally = tally

    async def __aiter__(self) -> AsyncIterator[bytes]:
        self._tally.sent(self._head_bytes)
        async for chunk in self._inner:
            self._tally.sent(len(chunk))
            yield chunk


class _Incoming(httpx2.AsyncByteStream):
    def __init__(self, inner: object, tally: Tally | None) -> None:
        assert isinstance(inner, httpx2.AsyncByteStream)
        self._inner = inner
        self._tally = tally
        self._line_bytes = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._inner:
            if self._tally:
                self._tally.received(len(chunk))
            end = chunk.rfind(b"\n")
            self._line_bytes = len(chunk) - end - 1 + (self._line_bytes if end < 0 else 0)
            if self._line_bytes > LONGEST_LINE_BYTES:
                raise LineTooLongError(f"a line of more than {LONGEST_LINE_BYTES:,} bytes")
            yield chunk

    async def aclose(self) -> None:
        await self._inner.aclose()
        if self._tally:
            self._tally.close()


def _head_bytes(request: httpx2.Request) -> int:
    """The request line and headers as HTTP/1.1 writes them."""
    target = len(request.url.raw_path)
    return len(request.method) + target + len("  HTTP/1.1\r\n") + _size(request.headers)


def _size(headers: httpx2.Headers) -> int:
    return sum(len(name) + len(value) + len(": \r\n") for name, value in headers.raw) + len("\r\n")
