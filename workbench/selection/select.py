"""From candidates to the chunks that go into the prompt, with what each step made of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from workbench.domain.bot import RetrievalSettings
from workbench.domain.document import Candidates, Chunk, Dropped, Retrieved, SearchText
from workbench.selection.context import in_context
from workbench.selection.duplicates import without_duplicates
from workbench.selection.in_force import in_force_first
from workbench.selection.mmr import varied
from workbench.selection.ranked import Scored, best_first, step
from workbench.selection.threshold import above

Ranked = tuple[Scored, ...]
Change = tuple[Ranked, tuple[Dropped, ...]]


@dataclass(frozen=True, slots=True)
class Reranked:
    """What a reranker made of the candidates: a score each. `is_absolute`: 0 to 1 for any query."""

    by: str
    scores: Mapping[str, float]
    is_absolute: bool = False


@dataclass(frozen=True, slots=True)
class _Given:
    found: Candidates
    settings: RetrievalSettings
    reranked: Reranked | None

    @property
    def chunks(self) -> dict[str, Chunk]:
        return {chunk.id: chunk for chunk in self.found.chunks}

    @property
    def relevance(self) -> Mapping[str, float]:
        if self.reranked and self.reranked.is_absolute:
            return self.reranked.scores
        return dict(zip(self.chunks, self.found.relevance, strict=False))


def select(
    found: Candidates,
    settings: RetrievalSettings,
    texts: Sequence[SearchText] = (),
    reranked: Reranked | None = None,
) -> Retrieved:
    """Each step that is on changes the ranking and leaves a record; `top_k` chunks are chosen."""
    given = _Given(found, settings, reranked)
    ranked: Ranked = tuple((chunk.id, chunk.score) for chunk in found.chunks)
    steps = list(found.steps)
    for name, apply in STEPS.items():
        change = apply(given, ranked)
        if change is not None:
            ranked, dropped = change
            steps.append(step(name, ranked, dropped))
    chunks = given.chunks
    chosen = [replace(chunks[key], score=score) for key, score in ranked[: settings.top_k]]
    sent = in_context(chosen, dict(found.context))
    if found.context:
        steps.append(step("context", [(chunk.id, chunk.score) for chunk in sent]))
    reason = "" if sent else _no_evidence(given)
    return Retrieved(sent, found.rankings, found.withheld, tuple(texts), tuple(steps), reason)


def _reranked(given: _Given, ranked: Ranked) -> Change | None:
    if given.reranked is None:
        return None
    scores = given.reranked.scores
    return best_first((key, scores[key]) for key, _ in ranked if key in scores), ()


def _fitting(given: _Given, ranked: Ranked) -> Change | None:
    least = given.settings.min_score
    return above(ranked, given.relevance, least) if least else None


def _distinct(given: _Given, ranked: Ranked) -> Change | None:
    overlap = given.settings.deduplicate
    texts = {chunk.id: chunk.text for chunk in given.found.chunks}
    return without_duplicates(ranked, texts, overlap) if overlap else None


def _varied(given: _Given, ranked: Ranked) -> Change | None:
    weight = given.settings.mmr_lambda
    if weight >= 1:
        return None
    ids = list(given.chunks)
    rows = zip(ids, given.found.likeness, strict=False)
    likeness = {key: dict(zip(ids, row, strict=True)) for key, row in rows}
    return varied(ranked, likeness, weight, len(ranked)), ()


def _in_force(given: _Given, ranked: Ranked) -> Change | None:
    """Once more, as reranking and variety know nothing of dates."""
    paths = {chunk.id: chunk.path for chunk in given.found.chunks}
    order, moved = in_force_first(ranked, paths, dict(given.found.not_yet))
    return (order, moved) if moved else None


STEPS: Mapping[str, Callable[[_Given, Ranked], Change | None]] = {
    "rerank": _reranked,
    "minimum score": _fitting,
    "duplicates": _distinct,
    "variety": _varied,
    "in force": _in_force,
}


def _no_evidence(given: _Given) -> str:
    if not given.found.chunks:
        return "Nothing that may be read matches."
    best = max(given.relevance.values(), default=0.0)
    least = given.settings.min_score
    return f"The best passage scores {best:.3f}, below the minimum of {least:g}."
