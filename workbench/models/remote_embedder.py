"""Texts to vectors by an OpenAI-compatible /v1/embeddings elsewhere."""

import asyncio
import math
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import httpx2

from workbench.cancellation import CancelToken
from workbench.domain.knowledge_settings import EmbedderSpec
from workbench.errors import ModelRefusedError, ModelUnavailableError
from workbench.io_loop import IoLoop
from workbench.network.errand import ERRAND, Errand
from workbench.network.outside import Outside

TEXTS_A_REQUEST = 64
ANSWER_S = 60.0
# How long to wait before each further try, where the server asks for patience or fails.
PAUSES_S = (1.0, 4.0, 10.0)
TRY_AGAIN = {408, 409, 429, 500, 502, 503, 504, 529}
REFUSED_KEY = {401, 403}

Vector = tuple[float, ...]


class RemoteEmbedder:
    """`key` gives the key, or raises that there is none. Vectors are made unit vectors."""

    def __init__(
        self, spec: EmbedderSpec, key: Callable[[CancelToken], str], io: IoLoop, outside: Outside
    ) -> None:
        self._spec = spec
        self._key = key
        self._io = io
        self._outside = outside

    def embed(self, texts: Sequence[str], cancel: CancelToken) -> tuple[Vector, ...]:
        """Raises `OfflineError`, `ModelUnavailableError` and `ModelRefusedError`."""
        self._outside.switch.check(self._spec.title, self._spec.base_url)
        key = self._key(cancel)
        return tuple(
            vector
            for part in _parts(texts)
            for vector in self._io.run(partial(self._embed_part, part, key), cancel)
        )

    async def _embed_part(self, texts: Sequence[str], key: str) -> list[Vector]:
        ERRAND.set(Errand(f"embed texts by {self._spec.name}"))
        body = {"model": self._spec.name, "input": list(texts), "encoding_format": "float"}
        for pause_s in (*PAUSES_S, None):
            response = await self._sent(body, key)
            if response.status_code not in TRY_AGAIN or pause_s is None:
                break
            await asyncio.sleep(pause_s)
        return self._vectors(response, len(texts))

    async def _sent(self, body: dict[str, Any], key: str) -> httpx2.Response:
        url = f"{self._spec.base_url.rstrip('/')}/embeddings"
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        try:
            client = self._outside.client(url)
            return await client.post(url, json=body, headers=headers, timeout=ANSWER_S)
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
            raise ModelUnavailableError(
                f"{self._spec.name}: nothing answers at {self._spec.base_url}.",
                "Check the base_url of the embedder, and that the server runs.",
            ) from error

    def _vectors(self, response: httpx2.Response, count: int) -> list[Vector]:
        name, status = self._spec.name, response.status_code
        if status in REFUSED_KEY:
            where = self._spec.key_env or "key_env: of the embedder in workbench.yaml"
            raise ModelRefusedError(f"{name} did not accept the key.", f"Check {where}.")
        if not response.is_success:
            raise ModelRefusedError(
                f"{name} cannot embed (HTTP {status}): {_said(response)}",
                "Check the name and the base_url of the embedder.",
            )
        try:
            rows = sorted(response.json()["data"], key=lambda row: row["index"])
            vectors = [_unit(row["embedding"]) for row in rows]
        except (ValueError, KeyError, TypeError):
            vectors = []
        if len(vectors) != count:
            raise ModelRefusedError(
                f"{self._spec.base_url} did not answer as an OpenAI API does.",
                "Check the base_url: it usually ends in /v1.",
            )
        return vectors


def _unit(values: Sequence[float]) -> Vector:
    length = math.sqrt(math.fsum(value * value for value in values)) or 1.0
    return tuple(float(value) / length for value in values)


def _said(response: httpx2.Response) -> str:
    return " ".join(response.text.split())[:200]


def _parts(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    return (texts[at : at + TEXTS_A_REQUEST] for at in range(0, len(texts), TEXTS_A_REQUEST))
