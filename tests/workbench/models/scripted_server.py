"""An OpenAI-compatible server on a real socket that says what a test wrote for it."""

import json
import socket
import threading
from contextlib import suppress

SSE = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"


def event(**fields):
    body = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "m", **fields}
    return f"data: {json.dumps(body)}\n\n".encode()


def delta(finish_reason=None, **fields):
    return event(choices=[{"index": 0, "delta": fields, "finish_reason": finish_reason}])


USAGE = event(
    choices=[],
    usage={"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120,
           "prompt_tokens_details": {"cached_tokens": 64}},
    timings={"prompt_ms": 250.0, "predicted_ms": 500.0},
)  # fmt: skip
HELLO = SSE + delta(content="Hel") + delta(content="lo")
DONE = b"data: [DONE]\n\n"


def plain(status, body, kind="application/json"):
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body.encode()


class ScriptedServer:
    """Answers each connection with `says`, then hangs up, or just hangs."""

    def __init__(self, says, *, hangs=False):
        self._says, self._hangs = says, hangs
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.base_url = f"http://127.0.0.1:{self._listener.getsockname()[1]}/v1"
        self.requests = []
        self.accepted, self.was_hung_up_on = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self):
        self._listener.close()

    def _serve(self):
        with self._listener.accept()[0] as connection:
            self.requests.append(_read_request(connection))
            connection.sendall(self._says)
            self.accepted.set()
            if self._hangs:
                with suppress(ConnectionResetError):
                    assert connection.recv(1) == b""
                self.was_hung_up_on.set()


def _read_request(connection):
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    headers = dict(line.lower().split(": ", 1) for line in head.decode().split("\r\n")[1:])
    while len(body) < int(headers["content-length"]):
        body += connection.recv(65536)
    return headers, json.loads(body)
