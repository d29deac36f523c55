"""A model that gives an answer again instead of making it anew."""

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Protocol

from workbench.cancellation import CancelToken
from workbench.domain.bot import CacheSettings, ModelSpec
from workbench.domain.conversation import Completion
from workbench.domain.model_call import CacheKind, ModelRequest, Reused, Streamed
from workbench.errors import WorkbenchError
from workbench.models.answer_key import AnswerKey, Asker, answer_key
from workbench.models.answer_store import AnswerStore, Kept, Stored
from workbench.models.queue import ChatModel

HOUR_S = 3600.0


class Embedder(Protocol):
    def embed(self, texts: Sequence[str], cancel: CancelToken) -> tuple[tuple[float, ...], ...]: ...


@dataclass(frozen=True, slots=True)
class Cache:
    """What was answered before, and how questions are compared."""

    store: AnswerStore
    embedder: Embedder


class ReusingModel:
    """Another model, before which a bot's caches are looked into.

    A cache that cannot be used keeps nobody from an answer: the model is asked, and nothing kept.
    Nor is what another model answered in its place.
    """

    def __init__(
        self, inner: ChatModel, spec: ModelSpec, settings: CacheSettings, asker: Asker, cache: Cache
    ) -> None:
        self._inner = inner
        self._spec = spec
        self._settings = settings
        self._asker = asker
        self._cache = cache

    def stream(self, request: ModelRequest, cancel: CancelToken) -> Generator[Streamed, None, None]:
        key = answer_key(self._spec, request, self._asker)
        vector = self._vector(cancel)
        found = self._found(key, vector)
        if found:
            stored, reused = found
            yield reused
            if stored.completion.text:
                yield stored.completion.text
            yield _again(stored.completion)
            return
        with closing(self._inner.stream(request, cancel)) as pieces:
            for piece in pieces:
                if isinstance(piece, Completion) and not piece.model:
                    self._keep(key, vector, piece)
                yield piece

    def count_tokens(self, texts: Sequence[str], cancel: CancelToken) -> tuple[int, ...] | None:
        return self._inner.count_tokens(texts, cancel)

    def _vector(self, cancel: CancelToken) -> tuple[float, ...] | None:
        if not self._settings.semantic:
            return None
        try:
            return self._cache.embedder.embed([self._asker.question], cancel)[0]
        except WorkbenchError:
            return None

    def _found(
        self, key: AnswerKey, vector: tuple[float, ...] | None
    ) -> tuple[Stored, Reused] | None:
        settings, store = self._settings, self._cache.store
        keep_s = settings.keep_h * HOUR_S
        try:
            if settings.exact and (stored := store.find(key.exact, keep_s)):
                return stored, _reused("exact", stored, 1.0)
            near = store.near(key.scope, vector, settings.similarity, keep_s) if vector else None
        except WorkbenchError:
            return None
        if near is None:
            return None
        stored, cosine = near
        return stored, _reused("semantic", stored, cosine)

    def _keep(self, key: AnswerKey, vector: tuple[float, ...] | None, done: Completion) -> None:
        """For other wordings only whole answers: the arguments of a tool are of one wording."""
        is_plain = bool(done.text) and not done.tool_calls and done.finish_reason == "stop"
        if not (self._settings.exact or is_plain):
            return
        kept = Kept(key.exact, key.scope, self._asker.question, vector if is_plain else None, done)
        try:
            self._cache.store.keep(kept)
        except WorkbenchError:
            return


def _reused(cache: CacheKind, stored: Stored, similarity: float) -> Reused:
    done = stored.completion
    return Reused(
        cache,
        stored.question,
        round(min(1.0, similarity), 4),
        stored.age_s,
        done.prompt_tokens + done.reply_tokens,
        done.cost_usd,
    )


def _again(done: Completion) -> Completion:
    """Nothing is read or written, so nothing is paid."""
    return replace(
        done,
        prompt_tokens=0,
        reply_tokens=0,
        cached_tokens=0,
        prompt_s=None,
        reply_s=None,
        cost_usd=0.0,
    )
