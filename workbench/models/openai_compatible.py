"""Models behind an OpenAI-compatible API: our own servers, and any other by its base URL."""

import asyncio
import ssl
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Sequence
from dataclasses import dataclass, field
from functools import cache
from types import ModuleType
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx2

from workbench.cancellation import CancelToken
from workbench.domain.bot import ModelSpec
from workbench.domain.conversation import Completion
from workbench.domain.model_call import Admitted, ModelRequest, Queued
from workbench.errors import ModelRefusedError, WorkbenchError
from workbench.io_loop import IoLoop
from workbench.models.loopback import Loopback
from workbench.models.openai_errors import NotReachedError, too_slow, translated, web_page
from workbench.models.openai_reply import Reply
from workbench.models.openai_request import request_body

T = TypeVar("T")

CONNECT_S = 5.0
# Our own servers may have to serve others first; the turn's deadline ends that.
FIRST_TOKEN_S, NEXT_TOKEN_S = 60.0, 30.0
OWN_SERVER_S = 600.0
TRY_AGAIN_AFTER_S = (0.05, 0.2, 0.5)
LOOPBACK_HOSTS = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True)
class Endpoint:
    base_url: str
    api_key: str = field(default="", repr=False)


class OpenAICompatibleModel:
    """`find_server` may wait for a server to get ready."""

    def __init__(
        self,
        spec: ModelSpec,
        find_server: Callable[[CancelToken], Endpoint],
        io: IoLoop,
        *,
        is_interactive: bool = True,
    ) -> None:
        self._spec = spec
        self._find_server = find_server
        self._io = io
        self._headers = (
            {"X-Priority": "interactive" if is_interactive else "batch"} if spec.is_local else {}
        )

    def stream(
        self, request: ModelRequest, cancel: CancelToken
    ) -> Generator[Queued | Admitted | str | Completion, None, None]:
        sdk = load_sdk()
        for wait_s in (*TRY_AGAIN_AFTER_S, None):
            call = _Call(sdk, self._spec, self._find_server(cancel), self._headers)
            try:
                yield from self._io.stream(call.answer(request), cancel)
            except NotReachedError:
                if wait_s is None:
                    raise
                cancel.wait(wait_s)
            else:
                return

    def count_tokens(self, texts: Sequence[str], cancel: CancelToken) -> tuple[int, ...] | None:
        if not self._spec.is_local:
            return None
        server = Loopback(self._find_root, self._io, f"The server of {self._spec.name}")
        return tuple(server.ask("/tokenize", {"texts": list(texts)}, cancel)["counts"])

    def _find_root(self, cancel: CancelToken) -> tuple[str, str]:
        endpoint = self._find_server(cancel)
        return endpoint.base_url.removesuffix("/").removesuffix("/v1"), endpoint.api_key


@dataclass(frozen=True, slots=True)
class _Call:
    sdk: ModuleType
    spec: ModelSpec
    endpoint: Endpoint
    headers: dict[str, str]

    async def answer(self, request: ModelRequest) -> AsyncGenerator[str | Completion, None]:
        reply = Reply(self.spec)
        has_begun = False
        try:
            async with self._client() as client:
                chunks = aiter(await self._begin(client, request))
                while (chunk := await self._next(chunks, has_begun=has_begun)) is not None:
                    has_begun = True
                    if text := reply.take(chunk):
                        yield text
        except (WorkbenchError, TypeError):
            raise
        except (self.sdk.OpenAIError, httpx2.HTTPError, OSError, ValueError) as error:
            url = self.endpoint.base_url
            raise translated(error, self.sdk, self.spec, url, has_begun=has_begun) from error
        yield reply.completion()

    async def _begin(self, client: Any, request: ModelRequest) -> Any:
        body = request_body(self.spec, request)
        create = client.chat.completions.create(**body, extra_headers=self.headers)
        stream = await self._soon(create, has_begun=False)
        kind = stream.response.headers.get("content-type", "")
        if "text/html" in kind:
            raise web_page(self.endpoint.base_url)
        if "json" in kind:
            raise ModelRefusedError(
                f"{self.spec.name} answered all at once: its server does not stream.",
                "Check the base URL; it must be an OpenAI-compatible API.",
            )
        return stream

    async def _next(self, chunks: Any, *, has_begun: bool) -> Any:
        return await self._soon(anext(chunks, None), has_begun=has_begun)

    async def _soon(self, result: Awaitable[T], *, has_begun: bool) -> T:
        patience_s = NEXT_TOKEN_S if has_begun else FIRST_TOKEN_S
        if self.spec.is_local:
            patience_s = OWN_SERVER_S
        try:
            async with asyncio.timeout(patience_s):
                return await result
        except TimeoutError as error:
            raise too_slow(self.spec.name, patience_s, has_begun=has_begun) from error

    def _client(self) -> Any:
        host = urlsplit(self.endpoint.base_url).hostname
        http = httpx2.AsyncClient(
            trust_env=host not in LOOPBACK_HOSTS,
            verify=_certificates() if self.endpoint.base_url.startswith("https") else False,
            timeout=httpx2.Timeout(None, connect=CONNECT_S),
            follow_redirects=True,
        )
        return self.sdk.AsyncOpenAI(
            base_url=self.endpoint.base_url,
            api_key=self.endpoint.api_key or "none",
            max_retries=0,
            http_client=http,
            timeout=httpx2.Timeout(None, connect=CONNECT_S),
        )


def load_sdk() -> ModuleType:
    """The OpenAI SDK; the first call takes most of a second."""
    import openai  # noqa: PLC0415 - heavy: only a worker that asks a model pays for it

    return openai


@cache
def _certificates() -> ssl.SSLContext:
    return ssl.create_default_context()
