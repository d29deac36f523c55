"""What is asked of the worker about retrieval: searches, documents, leak tests and evaluations."""

from dataclasses import dataclass
from typing import Literal

from workbench.domain.bot import Rerank, RetrievalSettings
from workbench.domain.knowledge_settings import DEFAULT_INDEX, ChunkerSettings
from workbench.domain.retrieval_sweep import SweepMode


@dataclass(frozen=True, slots=True)
class SearchKnowledge:
    """Answered by `SearchAnswered` or `Refused`.

    `settings` or else those of the saved `bot`, whose model then rewrites and reranks; `top_k`
    where neither is given. `account`: the region that conflicts are resolved for.
    """

    request_id: str
    query: str
    role: str
    top_k: int = 5
    settings: RetrievalSettings | None = None
    bot: str = ""
    account: str = ""
    kind: Literal["search_knowledge"] = "search_knowledge"


@dataclass(frozen=True, slots=True)
class StopSearch:
    """The search with that `request_id` is not answered any more, if it was not answered yet."""

    search_id: str
    kind: Literal["stop_search"] = "stop_search"


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """Answered by `DocumentRead`, or `Refused` if the role may not read it."""

    request_id: str
    path: str
    role: str
    kind: Literal["read_document"] = "read_document"


@dataclass(frozen=True, slots=True)
class MapEmbeddings:
    """Answered by `EmbeddingsMapped`, in several pieces. `query` is placed among the chunks."""

    request_id: str
    query: str = ""
    index: str = DEFAULT_INDEX
    most: int = 20_000
    kind: Literal["map_embeddings"] = "map_embeddings"


@dataclass(frozen=True, slots=True)
class StartLeakTest:
    """Answered by `LeakTestProgressed`, the last with its report.

    Empty `roles` are all; `bots` None are all that are whole. `paraphrase`: the default bot's
    model, if it is local, writes one question for each document too. `is_filtered` False asks
    retrieval alone, without access control: what the probes then find says what they are worth.
    """

    request_id: str
    roles: tuple[str, ...] = ()
    bots: tuple[str, ...] | None = None
    paraphrase: bool = True
    is_filtered: bool = True
    kind: Literal["start_leak_test"] = "start_leak_test"


@dataclass(frozen=True, slots=True)
class StopLeakTest:
    """What was asked before it is stopped is told."""

    kind: Literal["stop_leak_test"] = "stop_leak_test"


@dataclass(frozen=True, slots=True)
class StartRetrievalEvaluation:
    """Answered by `RetrievalEvaluated`, the last with its report.

    The variants of a suite that retrieve, over its cases that name relevant documents; with
    `known_items`, over questions made from that many titles and headings instead, and with
    `from_model` over questions that the default bot's model writes from chunks.
    """

    request_id: str
    suite: str
    known_items: int = 0
    from_model: int = 0
    baseline: str = ""
    kind: Literal["start_retrieval_evaluation"] = "start_retrieval_evaluation"


@dataclass(frozen=True, slots=True)
class StopRetrievalEvaluation:
    """Sweeps too. What was judged before it is stopped is told."""

    kind: Literal["stop_retrieval_evaluation"] = "stop_retrieval_evaluation"


@dataclass(frozen=True, slots=True)
class StartRetrievalSweep:
    """Answered by `RetrievalEvaluated`, the last with its report, a result for each combination.

    `modes`: bm25, dense, hybrid (by rank) or weighted (by scores). Over the suite's cases; its
    bots are not asked. What was embedded for an earlier sweep is not embedded again.
    """

    request_id: str
    suite: str
    chunkers: tuple[ChunkerSettings, ...] = (ChunkerSettings(),)
    embedders: tuple[str, ...] = ("minilm",)
    modes: tuple[SweepMode, ...] = ("bm25", "dense", "hybrid")
    top_ks: tuple[int, ...] = (3,)
    reranks: tuple[Rerank, ...] = ("none",)
    baseline: str = ""
    kind: Literal["start_retrieval_sweep"] = "start_retrieval_sweep"


@dataclass(frozen=True, slots=True)
class CompareRetrieval:
    """The last evaluation or sweep, compared with another of its configurations.

    Answered by `RetrievalEvaluated` with a report without queries, or `Refused`.
    """

    request_id: str
    baseline: str
    kind: Literal["compare_retrieval"] = "compare_retrieval"


RetrievalCommand = (
    SearchKnowledge
    | StopSearch
    | ReadDocument
    | MapEmbeddings
    | StartLeakTest
    | StopLeakTest
    | StartRetrievalEvaluation
    | StopRetrievalEvaluation
    | StartRetrievalSweep
    | CompareRetrieval
)
