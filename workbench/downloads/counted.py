"""What the hub's client sends and gets, head by head: downloads, too, are in the ledger."""

from collections.abc import Callable

import httpx2
from huggingface_hub import set_client_factory
from huggingface_hub.utils._http import default_client_factory

from workbench.downloads.lines import Exchanged


def count_heads(tell: Callable[[Exchanged], None]) -> None:
    """From now on. The bodies are told by whoever reads them; requests here have none."""

    def asked(request: httpx2.Request) -> None:
        line = len(f"{request.method}  HTTP/1.1\r\n") + len(request.url.raw_path)
        tell(Exchanged(request.url.host, line + _size(request.headers), 0))

    def answered(response: httpx2.Response) -> None:
        line = len(f"HTTP/1.1 {response.status_code} {response.reason_phrase}\r\n")
        tell(Exchanged(response.request.url.host, 0, line + _size(response.headers)))

    def make() -> httpx2.Client:
        client = default_client_factory()
        hooks = client.event_hooks
        client.event_hooks = {
            "request": [*hooks["request"], asked],
            "response": [*hooks["response"], answered],
        }
        return client

    set_client_factory(make)


def _size(headers: httpx2.Headers) -> int:
    return sum(len(name) + len(value) + len(": \r\n") for name, value in headers.raw) + len("\r\n")
