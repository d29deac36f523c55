"""One small server on a real socket; the path of a request says how it shall fail.

`/<name>/<fault>~<times>/…`: the first `times` requests of that name fail, the rest are answered;
without `~times` every one fails.
"""

import asyncio
import json
import socket
import struct
import threading
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from email.utils import formatdate

from tests.faults.wires import ANTHROPIC, GEMINI, MODELS, Wire, sse, wire_of

HUGE_BYTES = 6 * 1024 * 1024
DRIP_EVERY_S = 0.02
ASK_AGAIN_S = 0.05


@dataclass
class Exchange:
    """One request, and the connection to answer it on."""

    path: str
    headers: dict
    body: dict
    writer: asyncio.StreamWriter

    @property
    def wire(self) -> Wire:
        return wire_of(self.path.partition("?")[0])

    async def head(self, kind="text/event-stream", status="200 OK", **headers):
        lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", "Transfer-Encoding: chunked"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        self.writer.write("\r\n".join([*lines, "", ""]).encode())
        await self.writer.drain()

    async def send(self, *chunks):
        for chunk in chunks:
            self.writer.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
            await self.writer.drain()

    async def end(self):
        self.writer.write(b"0\r\n\r\n")
        await self.writer.drain()

    async def refuse(self, status, message, **headers):
        await self.head("application/json", status, **headers)
        await self.send(json.dumps(self.error(int(status[:3]), message)).encode())
        await self.end()

    def error(self, status, message):
        if self.wire is GEMINI:
            found = {"code": status, "message": message, "status": "FAILED"}
            if status == 429:
                found["details"] = [{"@type": "RetryInfo", "retryDelay": f"{ASK_AGAIN_S}s"}]
            return {"error": found}
        kind = {429: "rate_limit_error", 401: "authentication_error"}.get(status, "api_error")
        found = {"error": {"type": kind, "message": message}}
        return found | ({"type": "error"} if self.wire is ANTHROPIC else {})

    def reset(self):
        """Hang up the hard way: the other end sees a reset, not an end."""
        linger = struct.pack("ii", 1, 0)
        self.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.writer.transport.abort()


async def good(exchange):
    await exchange.head()
    await exchange.send(*exchange.wire.pieces, *exchange.wire.end)
    await exchange.end()


async def slow(exchange):
    """Good, but each piece takes its time."""
    await exchange.head()
    for chunk in (*exchange.wire.pieces, *exchange.wire.end):
        await asyncio.sleep(0.05)
        await exchange.send(chunk)
    await exchange.end()


async def busy(exchange):
    await exchange.refuse("429 Too Many Requests", "slow down")


async def busy_and_says_when(exchange):
    await exchange.refuse("429 Too Many Requests", "slow down", Retry_After=str(ASK_AGAIN_S))


async def busy_until_a_date(exchange):
    await exchange.refuse("429 Too Many Requests", "slow down", Retry_After=formatdate(usegmt=True))


async def error_500(exchange):
    await exchange.refuse("500 Internal Server Error", "boom")


async def unavailable_503(exchange):
    await exchange.refuse("503 Service Unavailable", "down for a moment")


async def key_refused(exchange):
    """Quotes what it was sent, as a bad server may."""
    sent = exchange.headers.get("authorization") or exchange.headers.get("x-api-key")
    sent = sent or exchange.headers.get("x-goog-api-key") or ""
    await exchange.refuse("401 Unauthorized", f"Incorrect API key provided: {sent}.")


async def quotes_the_key(exchange):
    sent = exchange.headers.get("authorization") or exchange.headers.get("x-api-key")
    sent = sent or exchange.headers.get("x-goog-api-key") or ""
    await exchange.refuse("400 Bad Request", f"No such thing for {sent}.")


async def reset_before(exchange):
    exchange.reset()


async def reset_during(exchange):
    await exchange.head()
    await exchange.send(exchange.wire.pieces[0])
    await asyncio.sleep(0.02)
    exchange.reset()


async def hang(exchange):
    await asyncio.Event().wait()


async def hang_during(exchange):
    await exchange.head()
    await exchange.send(*exchange.wire.pieces[:2])
    await asyncio.Event().wait()


async def drip(exchange):
    """Bytes keep coming, but never a whole piece."""
    await exchange.head()
    await exchange.send(exchange.wire.pieces[0])
    with suppress(OSError):
        while True:
            await exchange.send(b":")
            await asyncio.sleep(DRIP_EVERY_S)


async def truncated(exchange):
    await exchange.head()
    await exchange.send(*exchange.wire.pieces[:2])
    await exchange.end()


async def malformed(exchange):
    await exchange.head()
    bad = sse("{oops", "content_block_delta" if exchange.wire is ANTHROPIC else "")
    await exchange.send(exchange.wire.pieces[0], bad, *exchange.wire.end)
    await exchange.end()


async def web_page(exchange):
    await exchange.head("text/html")
    await exchange.send(b"<html><body>Welcome to your router</body></html>")
    await exchange.end()


async def huge_line(exchange):
    await exchange.head()
    await exchange.send(exchange.wire.pieces[0])
    with suppress(OSError):
        await exchange.send(b"data: ")
        for _ in range(HUGE_BYTES // 65536):
            await exchange.send(b"x" * 65536)
        await exchange.send(b"\n\n")
        await exchange.end()


async def no_usage(exchange):
    await exchange.head()
    await exchange.send(*exchange.wire.pieces, *exchange.wire.end_without_usage)
    await exchange.end()


async def bad_arguments(exchange):
    """A tool is called with what is no JSON object."""
    await exchange.head()
    await exchange.send(*exchange.wire.bad_call, *exchange.wire.bad_call_end)
    await exchange.end()


async def tool_call(exchange):
    await exchange.head()
    await exchange.send(*exchange.wire.call, *exchange.wire.call_end)
    await exchange.end()


async def error_during(exchange):
    await exchange.head()
    await exchange.send(exchange.wire.pieces[0], exchange.wire.error_event)
    await exchange.end()


async def moved(exchange):
    await exchange.head("text/plain", "307 Temporary Redirect", Location="http://192.0.2.1/v1")
    await exchange.end()


FAULTS = {
    each.__name__: each
    for each in (
        good, slow, busy, busy_and_says_when, busy_until_a_date, error_500, unavailable_503,
        key_refused, quotes_the_key, reset_before, reset_during, hang, hang_during, drip,
        truncated, malformed, web_page, huge_line, no_usage, bad_arguments, tool_call,
        error_during, moved,
    )
}  # fmt: skip


class FaultServer:
    """`asked` counts the requests by name; `connections` all that were ever accepted."""

    def __init__(self, host="127.0.0.1"):
        self.asked, self.connections = Counter(), 0
        self.bodies, self.headers = {}, {}
        self._loop = asyncio.new_event_loop()
        self._tasks = set()
        self._socket = socket.create_server((host, 0))
        self.host, self.port = self._socket.getsockname()[:2]
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def url(self, name, fault, provider="openai_compatible"):
        base = "/v1" if provider == "openai_compatible" else ""
        return f"http://{self.host}:{self.port}/{name}/{fault}{base}"

    def close(self):
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _run(self):
        asyncio.set_event_loop(self._loop)
        self._server = self._loop.run_until_complete(
            asyncio.start_server(self._serve, sock=self._socket)
        )
        self._loop.run_forever()

    async def _end(self):
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader, writer):
        self.connections += 1
        task = asyncio.current_task()
        self._tasks.add(task)
        try:
            while True:
                exchange = await _read(reader, writer)
                await self._answer(exchange)
                if writer.is_closing():
                    return
        except (asyncio.IncompleteReadError, asyncio.CancelledError, ConnectionError):
            return
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _answer(self, exchange):
        _, name, fault, *rest = exchange.path.split("/")
        if rest[-1].partition("?")[0] in {"models", "key"}:
            await _list_models(exchange)
            return
        fault, _, times = fault.partition("~")
        self.asked[name] += 1
        self.bodies.setdefault(name, []).append(exchange.body)
        self.headers.setdefault(name, []).append(exchange.headers)
        is_failing = not times or self.asked[name] <= int(times)
        await FAULTS[fault if is_failing else "good"](exchange)


async def _list_models(exchange):
    provider = "openai_compatible"
    if "anthropic-version" in exchange.headers:
        provider = "anthropic"
    if "x-goog-api-key" in exchange.headers:
        provider = "gemini"
    if "key_refused" in exchange.path:
        await exchange.head("application/json", "401 Unauthorized")
        await exchange.send(b'{"error": {"message": "no"}}')
    else:
        await exchange.head("application/json")
        await exchange.send(json.dumps(MODELS[provider]).encode())
    await exchange.end()


async def _read(reader, writer):
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    first, *lines = head.strip().split("\r\n")
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Exchange(first.split(" ")[1], headers, json.loads(body) if body else {}, writer)
