"""What a retriever is inside the index server, and how several make one list of candidates."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from workbench.domain.bot import Fusion
from workbench.domain.document import Candidates, Ranking, RankingStep
from workbench.retrieval.access import Permit
from workbench.retrieval.catalog import Catalog
from workbench.selection.fusion import fuse, fuse_scores
from workbench.selection.in_force import in_force_first
from workbench.selection.ranked import Scored, placings, step
from workbench.selection.recency import recent_first

__all__ = ["Asker", "Catalog", "Plan", "Question", "Ranker", "Scored", "find"]

DENSE = "dense"


@dataclass(frozen=True, slots=True)
class Question:
    """`embedding` is empty if nobody who ranks by it was asked for.

    `retrievers`: who ranks by it; empty is all. `label` tells the rankings of several apart.
    """

    text: str
    embedding: tuple[float, ...] = ()
    retrievers: tuple[str, ...] = ()
    label: str = ""

    def is_for(self, retriever: str) -> bool:
        return not self.retrievers or retriever in self.retrievers


@dataclass(frozen=True, slots=True)
class Asker:
    """For whom, when and where: `today` is an ISO date; `region` may be empty."""

    audiences: frozenset[str]
    today: str
    region: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """`candidates` of each retriever are fused, and the `top_k` best handed on."""

    top_k: int
    candidates: int
    fusion: Fusion = "rank"
    dense_weight: float = 0.7
    recency: float = 0.0
    half_life_days: float = 365.0


class Ranker(Protocol):
    def rank(
        self, question: Question, permits: Sequence[Permit], count: int
    ) -> tuple[tuple[Scored, ...], ...]:
        """For each permit, the `count` best chunks among those it allows, best first."""
        ...


# The ranked lists that are fused, by name.
Lists = Mapping[str, Sequence[Scored]]


def find(
    catalog: Catalog,
    rankers: Mapping[str, Ranker],
    questions: Sequence[Question],
    asker: Asker,
    plan: Plan,
) -> Candidates:
    """The best chunks the asker may read, and which better ones there are that it may not.

    Each ranker gets the permit and ranks only what it allows; a second ranking, without it, only
    tells the ids that are withheld: those that would have been among the best `top_k`.
    """
    holding = catalog.rules(asker.today, asker.region)
    permit = holding.permit(asker.audiences)
    allowed: dict[str, tuple[Scored, ...]] = {}
    unfiltered: dict[str, tuple[Scored, ...]] = {}
    for question in questions:
        for name, ranker in rankers.items():
            if question.is_for(name):
                label = f"{name} ({question.label})" if question.label else name
                mine, whole = ranker.rank(question, (permit, catalog.everything), plan.candidates)
                # A cache may be wrong about what it holds; the catalog is not.
                allowed[label] = _known(catalog, permit, mine)
                unfiltered[label] = _known(catalog, catalog.everything, whole)
    steps = _steps(catalog, allowed, asker, plan)
    best = [(each.chunk_id, each.score) for each in steps[-1].placings[: plan.top_k]]
    return Candidates(
        chunks=tuple(replace(catalog.chunks[key], score=score) for key, score in best),
        rankings=tuple(Ranking(name, placings(scored)) for name, scored in allowed.items()),
        withheld=tuple(
            catalog.withheld(key, asker.audiences, asker.today, asker.region)
            for key, _ in _fused(unfiltered, plan)[: plan.top_k]
            if not catalog.allows(permit, key)
        ),
        steps=steps,
        relevance=_relevance(allowed, [key for key, _ in best]),
        not_yet=_not_yet(holding.not_yet, catalog.paths(key for key, _ in best).values()),
    )


def _known(catalog: Catalog, permit: Permit, scored: Sequence[Scored]) -> tuple[Scored, ...]:
    return tuple(item for item in scored if catalog.allows(permit, item[0]))


def _steps(catalog: Catalog, lists: Lists, asker: Asker, plan: Plan) -> tuple[RankingStep, ...]:
    """From the fusion on; the last is the ranking that counts."""
    ranked = _fused(lists, plan)
    steps = [step("fused", ranked)]
    if plan.recency:
        dates = {key: catalog.chunks[key].effective for key, _ in ranked}
        ranked = recent_first(ranked, dates, asker.today, plan.recency, plan.half_life_days)
        steps.append(step("recency", ranked))
    not_yet = catalog.rules(asker.today, asker.region).not_yet
    if not_yet:
        ranked, moved = in_force_first(ranked, catalog.paths(key for key, _ in ranked), not_yet)
        if moved:
            steps.append(step("in force", ranked, moved))
    return tuple(steps)


def _fused(lists: Lists, plan: Plan) -> tuple[Scored, ...]:
    if plan.fusion == "rank":
        return fuse([key for key, _ in scored] for scored in lists.values())
    weights = {
        name: plan.dense_weight if name.startswith(DENSE) else 1 - plan.dense_weight
        for name in lists
    }
    return fuse_scores(lists, weights)


def _relevance(lists: Lists, ids: Sequence[str]) -> tuple[float, ...]:
    """The best score that a chunk has from `dense`, or from all if `dense` took no part.

    A chunk that only words found has no cosine yet: 0, until the index fills it in.
    """
    dense = [scored for name, scored in lists.items() if name.startswith(DENSE)]
    best: dict[str, float] = {}
    for scored in dense or lists.values():
        for key, score in scored:
            best[key] = max(score, best.get(key, score))
    return tuple(best.get(key, 0.0) for key in ids)


def _not_yet(
    not_yet: Mapping[str, tuple[str, ...]], paths: Iterable[str]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Only of documents that were found, so that nothing hidden is named."""
    found = set(paths)
    rows = (
        (path, tuple(old for old in not_yet[path] if old in found))
        for path in sorted(found & not_yet.keys())
    )
    return tuple((path, old) for path, old in rows if old)
