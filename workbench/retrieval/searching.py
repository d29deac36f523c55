"""A search request, carried out over an open index."""

from typing import Protocol

from workbench.domain.document import Candidates
from workbench.retrieval.catalog import Catalog
from workbench.retrieval.details import VectorSource, Wanted, with_details
from workbench.retrieval.ranking import Asker, Plan, Question, Ranker, find
from workbench.retrieval.wire import SearchRequest


class DenseSource(Ranker, VectorSource, Protocol):
    """Who ranks by vectors can give them too."""


def searched(
    request: SearchRequest, catalog: Catalog, words: Ranker, dense: DenseSource
) -> Candidates:
    by_name: dict[str, Ranker] = {"bm25": words, "dense": dense}
    questions = _questions(request)
    asked = {name for question in questions for name in question.retrievers}
    found = find(
        catalog,
        {name: ranker for name, ranker in by_name.items() if name in asked},
        questions,
        Asker(frozenset(request.audiences), request.today, request.region),
        Plan(
            request.top_k,
            request.candidates,
            request.fusion,
            request.dense_weight,
            request.recency,
            request.half_life_days,
        ),
    )
    embeddings = tuple(each.embedding for each in questions if each.is_for("dense"))
    wanted = Wanted(request.cosines, request.likeness, request.neighbours, embeddings)
    return with_details(found, wanted, catalog, dense)


def _questions(request: SearchRequest) -> tuple[Question, ...]:
    return (
        Question(request.query, request.embedding, request.retrievers),
        *(
            Question(more.text, more.embedding, more.retrievers, more.label)
            for more in request.more
        ),
    )
