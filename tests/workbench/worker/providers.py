"""Servers of an OpenAI-compatible model that misbehave as told."""

import json
import socket
import threading
from contextlib import suppress

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
PAGE = b"<html><body>Welcome to your router</body></html>"
HTML = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
    + f"Content-Length: {len(PAGE)}\r\n\r\n".encode()
    + PAGE
)
NO_HTTP = b"220 mail.example.com ESMTP\r\n"


def piece(text):
    delta = {"index": 0, "delta": {"content": text}, "finish_reason": None}
    chunk = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "m"}
    return f"data: {json.dumps(chunk | {'choices': [delta]})}\n\n".encode()


STREAM = HEAD + b"".join(map(piece, ("Your ", "account ", "is")))


class Provider:
    """Accepts every connection, says `says` (nothing: it just hangs), and keeps it open."""

    def __init__(self, says=b"", *, hangs_up=False):
        self._says, self._hangs_up = says, hangs_up
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.base_url = f"http://127.0.0.1:{self._listener.getsockname()[1]}/v1"
        self.asked = threading.Semaphore(0)
        self._connections = []
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def close(self):
        # A thread in accept is woken by a connection, not by closing its socket.
        self._is_closing = True
        with suppress(OSError), socket.create_connection(self._listener.getsockname()):
            pass
        self._thread.join()
        self._listener.close()
        for connection in self._connections:
            connection.close()

    _is_closing = False

    def _accept(self):
        while True:
            connection, _ = self._listener.accept()
            self._connections.append(connection)
            if self._is_closing:
                return
            with suppress(OSError):
                connection.recv(65536)
                connection.sendall(self._says)
                if self._hangs_up:
                    connection.close()
            self.asked.release()


def free_base_url():
    """Where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    return f"http://127.0.0.1:{port}/v1"
