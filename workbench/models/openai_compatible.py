"""Models behind an OpenAI-compatible API, by its base URL."""

import asyncio
import ssl
from collections.abc import AsyncGenerator, Awaitable, Generator, Sequence
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
from workbench.models.late_module import LateModule
from workbench.models.openai_errors import too_slow, translated, web_page
from workbench.models.openai_reply import Reply
from workbench.models.openai_request import request_body

T = TypeVar("T")

CONNECT_S = 5.0
FIRST_TOKEN_S, NEXT_TOKEN_S = 60.0, 30.0
LOOPBACK_HOSTS = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True)
class Endpoint:
    base_url: str
    api_key: str = field(default="", repr=False)


class OpenAICompatibleModel:
    def __init__(self, spec: ModelSpec, endpoint: Endpoint, io: IoLoop) -> None:
        self._spec = spec
        self._endpoint = endpoint
        self._io = io

    def stream(
        self, request: ModelRequest, cancel: CancelToken
    ) -> Generator[Queued | Admitted | str | Completion, None, None]:
        call = _Call(SDK.get(cancel), self._spec, self._endpoint)
        yield from self._io.stream(call.answer(request), cancel)

    def count_tokens(self, texts: Sequence[str], cancel: CancelToken) -> tuple[int, ...] | None:
        """Such servers have no common way to be asked."""
        del texts, cancel
        return None


@dataclass(frozen=True, slots=True)
class _Call:
    sdk: ModuleType
    spec: ModelSpec
    endpoint: Endpoint

    async def answer(self, request: ModelRequest) -> AsyncGenerator[str | Completion, None]:
        reply = Reply(self.spec)
        has_begun = False
        try:
            async with self._client() as client:
                chunks = aiter(await self._begin(client, request))
                while (chunk := await self._next(chunks, has_begun=has_begun)) is not None:
                    has_begun = True
                    if text := reply.take(chunk.to_dict()):
                        yield text
        except (WorkbenchError, TypeError):
            raise
        except (self.sdk.OpenAIError, httpx2.HTTPError, OSError, ValueError) as error:
            url = self.endpoint.base_url
            raise translated(error, self.sdk, self.spec, url, has_begun=has_begun) from error
        yield reply.completion()

    async def _begin(self, client: Any, request: ModelRequest) -> Any:
        body = request_body(self.spec, request)
        create = client.chat.completions.create(**body)
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


def _load_sdk() -> ModuleType:
    import openai  # noqa: PLC0415 - heavy: only a worker that asks such a model pays for it

    return openai


SDK = LateModule(_load_sdk)


@cache
def _certificates() -> ssl.SSLContext:
    return ssl.create_default_context()
