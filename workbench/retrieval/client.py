"""Retrieval by the index server, for the engine."""

import ssl
import time
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial

import httpx2
from pydantic import ValidationError

from workbench.cancellation import CancelToken
from workbench.domain.bot import MOST_CANDIDATES, MOST_PASSAGES, RetrievalSettings
from workbench.domain.document import Retrieved
from workbench.errors import RetrievalError
from workbench.io_loop import IoLoop
from workbench.processes.announcement import Address
from workbench.retrieval.access import audiences_of
from workbench.retrieval.indexing import Embedder
from workbench.retrieval.wire import LOADED, REFUSAL, RETRIEVED, RETRIEVERS, SEARCH, SearchRequest

LONGEST_ANSWER_S = 120.0
# A server that dies is started again meanwhile; more than this and something is wrong.
ATTEMPTS = 4
RESTART_NOTICED_WITHIN_S = 0.5
LOOK_EVERY_S = 0.01
# Loopback is plain HTTP: an empty context spares reading the system's certificates.
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

FindServer = Callable[[CancelToken], Address]


class IndexServer:
    """The index server seen from the worker. `find_server` waits for it to get ready.

    If it dies while it answers, it is asked again when it is back, a few times.
    Raises `RetrievalError`.
    """

    def __init__(self, find_server: FindServer, io: IoLoop) -> None:
        self._find_server = find_server
        self._io = io

    def search(self, request: SearchRequest, cancel: CancelToken) -> Retrieved:
        answer = self._ask("POST", "/search", SEARCH.dump_json(request), cancel)
        return RETRIEVED.validate_json(answer)

    def refresh(self, cancel: CancelToken) -> int:
        """After an indexing run: search what it stored. The number of chunks."""
        return LOADED.validate_json(self._ask("POST", "/refresh", b"", cancel)).chunks

    def chunk_count(self, cancel: CancelToken) -> int:
        """How many chunks it has loaded; 0 while it is loading, or if nothing is indexed."""
        return LOADED.validate_json(self._ask("GET", "/health", b"", cancel)).chunks

    def _ask(self, method: str, path: str, body: bytes, cancel: CancelToken) -> bytes:
        address = self._find_server(cancel)
        for _ in range(ATTEMPTS - 1):
            try:
                return self._ask_once(address, method, path, body, cancel)
            except httpx2.TransportError:
                address = self._restarted(address, cancel)
        try:
            return self._ask_once(address, method, path, body, cancel)
        except httpx2.TransportError as error:
            raise RetrievalError(
                f"The index server stopped {ATTEMPTS} times while it searched.",
                "Send the message once more; if it stops again, update the index.",
            ) from error

    def _ask_once(
        self, address: Address, method: str, path: str, body: bytes, cancel: CancelToken
    ) -> bytes:
        request = httpx2.Request(
            method,
            f"{address.base_url}{path}",
            content=body,
            headers={"Authorization": f"Bearer {address.token}"},
        )
        response = self._io.run(partial(_sent, request), cancel)
        if response.is_success:
            return response.content
        raise _refusal(response)

    def _restarted(self, dead: Address, cancel: CancelToken) -> Address:
        """Where the server listens now; its supervisor may notice the death a moment late."""
        give_up_at = time.monotonic() + RESTART_NOTICED_WITHIN_S
        while (address := self._find_server(cancel)) == dead and time.monotonic() < give_up_at:
            cancel.wait(LOOK_EVERY_S)
        return address


class IndexRetriever:
    """The engine's retriever. `role_audiences`: what each role may read; `today`: see `access`."""

    def __init__(
        self,
        server: IndexServer,
        embedder: Embedder,
        role_audiences: Mapping[str, tuple[str, ...]],
        today: Callable[[], date] = date.today,
    ) -> None:
        self._server = server
        self._embedder = embedder
        self._role_audiences = role_audiences
        self._today = today

    def find(
        self, query: str, settings: RetrievalSettings, role: str, cancel: CancelToken
    ) -> Retrieved:
        """At most `settings.top_k` chunks that `role` may read.

        Raises `RetrievalError`, and what the embedder raises.
        """
        audiences = audiences_of(role, self._role_audiences)
        _check(query, settings)
        retrievers = tuple(name for name in RETRIEVERS if name in settings.retrievers)
        if not retrievers or len(retrievers) != len(settings.retrievers):
            raise RetrievalError(
                f"Retrievers can be {' and '.join(RETRIEVERS)}, "
                f"not {', '.join(settings.retrievers) or 'none'}.",
                "Correct the bot's retrieval settings.",
            )
        request = SearchRequest(
            query=query,
            embedding=self._embedder.embed([query], cancel)[0] if "dense" in retrievers else (),
            audiences=audiences,
            today=self._today().isoformat(),
            top_k=settings.top_k,
            candidates=max(settings.candidates, settings.top_k),
            retrievers=retrievers,
        )
        return self._server.search(request, cancel)


def _check(query: str, settings: RetrievalSettings) -> None:
    """Bots of files are checked where they are read; others ask for what they like."""
    if not query.strip():
        raise RetrievalError("There is nothing to search for.", "Write a question or some words.")
    for number, most, what in (
        (settings.top_k, MOST_PASSAGES, "passages"),
        (settings.candidates, MOST_CANDIDATES, "candidates"),
    ):
        if not 1 <= number <= most:
            raise RetrievalError(f"{number} {what} cannot be had.", f"Ask for 1 to {most}.")


async def _sent(request: httpx2.Request) -> httpx2.Response:
    async with httpx2.AsyncClient(
        trust_env=False, verify=NO_TLS, timeout=LONGEST_ANSWER_S
    ) as client:
        return await client.send(request)


def _refusal(response: httpx2.Response) -> RetrievalError:
    try:
        refusal = REFUSAL.validate_json(response.content)
    except ValidationError:
        return RetrievalError(
            f"The index server answered {response.status_code}.", "Restart the app."
        )
    return RetrievalError(refusal.message, refusal.hint)
