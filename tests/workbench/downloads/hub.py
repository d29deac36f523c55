"""A server on loopback that speaks the hub's file API, and drops connections as it is told."""

import hashlib
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

COMMIT = "a" * 40
PIECE = 64 * 1024


class Hub:
    """`files`: by `owner/name/file`. `cut_at`: bytes after which each connection breaks, in order.

    `gate`: set it to let a transfer that waits at `waits_at` go on. `asked` holds the ranges.
    """

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.gated: set[str] = set()
        self.wrong_etag = ""
        self.status = 0
        self.cut_at: list[int] = []
        self.waits_at: int | None = None
        self.gate = threading.Event()
        self.is_waiting = threading.Event()
        self.asked: list[str] = []
        self.url = ""

    def put(self, repository: str, file: str, body: bytes) -> str:
        self.files[f"{repository}/{file}"] = body
        return hashlib.sha256(body).hexdigest()


@contextmanager
def serving(hub: Hub) -> Iterator[Hub]:
    class Handler(_Handler):
        pass

    Handler.hub = hub
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    hub.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield hub
    finally:
        hub.gate.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    hub: Hub

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def log_message(self, *_: object) -> None:
        pass

    def _answer(self, *, with_body: bool) -> None:
        found = re.fullmatch(r"/([\w.-]+/[\w.-]+)/resolve/([\w.-]+)/(.+)", self.path)
        if self.hub.status:
            self._refuse(self.hub.status)
        elif not found or not any(key.startswith(f"{found[1]}/") for key in self.hub.files):
            self._refuse(404, "RepoNotFound")
        elif found[1] in self.hub.gated:
            self._refuse(403, "GatedRepo")
        elif f"{found[1]}/{found[3]}" not in self.hub.files:
            self._refuse(404, "EntryNotFound")
        else:
            self._send(self.hub.files[f"{found[1]}/{found[3]}"], with_body=with_body)

    def _refuse(self, status: int, code: str = "") -> None:
        self.send_response(status)
        if code:
            self.send_header("X-Error-Code", code)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(self, body: bytes, *, with_body: bool) -> None:
        begin = 0
        if asked := self.headers.get("Range"):
            begin = int(asked.removeprefix("bytes=").split("-")[0])
        if with_body:
            self.hub.asked.append(asked or "")
        self.send_response(206 if begin else 200)
        etag = self.hub.wrong_etag or hashlib.sha256(body).hexdigest()
        self.send_header("X-Repo-Commit", COMMIT)
        self.send_header("X-Linked-Etag", f'"{etag}"')
        self.send_header("X-Linked-Size", str(len(body)))
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Content-Length", str(len(body) - begin))
        if begin:
            self.send_header("Content-Range", f"bytes {begin}-{len(body) - 1}/{len(body)}")
        self.end_headers()
        if with_body:
            self._stream(body, begin)

    def _stream(self, body: bytes, at: int) -> None:
        cut = self.hub.cut_at.pop(0) if self.hub.cut_at else len(body)
        while at < len(body):
            if self.hub.waits_at is not None and at >= self.hub.waits_at:
                self.hub.is_waiting.set()
                self.hub.gate.wait(60)
            if at >= cut:
                self.close_connection = True
                return
            piece = body[at : min(at + PIECE, cut, len(body))]
            try:
                self.wfile.write(piece)
            except OSError:
                return
            at += len(piece)
