"""What the worker and the index server say to each other over HTTP."""

from dataclasses import dataclass
from typing import Annotated, Literal, get_args

from pydantic import ConfigDict, Field, TypeAdapter
from pydantic.dataclasses import dataclass as checked

from workbench.domain.bot import MOST_CANDIDATES, Fusion
from workbench.domain.document import Candidates
from workbench.domain.embedding_map import EmbeddingMap

RetrieverName = Literal["bm25", "dense"]
RETRIEVERS: tuple[RetrieverName, ...] = get_args(RetrieverName)


STRICT = ConfigDict(extra="forbid")


@checked(frozen=True, slots=True, config=STRICT)
class MoreText:
    """A further text to search for; `label` names its rankings."""

    text: str
    label: str
    retrievers: Annotated[tuple[RetrieverName, ...], Field(min_length=1)]
    embedding: tuple[float, ...] = ()


@checked(frozen=True, slots=True, config=STRICT)
class SearchRequest:
    """`embedding`: of the query, empty unless `dense` is asked. `today`: an ISO date.

    `cosines`, `likeness`: of all chunks that are handed on, with the query and with each other.
    The other fields are those of `RetrievalSettings`.
    """

    query: str
    embedding: tuple[float, ...]
    audiences: tuple[str, ...]
    today: str
    top_k: Annotated[int, Field(ge=1, le=MOST_CANDIDATES)] = 3
    candidates: Annotated[int, Field(ge=1, le=MOST_CANDIDATES)] = 20
    retrievers: Annotated[tuple[RetrieverName, ...], Field(min_length=1)] = RETRIEVERS
    region: str = ""
    more: Annotated[tuple[MoreText, ...], Field(max_length=20)] = ()
    fusion: Fusion = "rank"
    dense_weight: Annotated[float, Field(ge=0, le=1)] = 0.7
    recency: Annotated[float, Field(ge=0, le=1)] = 0.0
    half_life_days: Annotated[float, Field(gt=0)] = 365.0
    cosines: bool = False
    likeness: bool = False
    neighbours: Annotated[int, Field(ge=0, le=20)] = 0


@checked(frozen=True, slots=True, config=STRICT)
class MapRequest:
    """`embedding`: of a query to place among the chunks, or empty. `most`: points, evenly drawn."""

    embedding: tuple[float, ...] = ()
    most: Annotated[int, Field(ge=1, le=100_000)] = 20_000


@dataclass(frozen=True, slots=True)
class Refusal:
    """What went wrong, in words for people."""

    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Loaded:
    chunks: int


SEARCH = TypeAdapter(SearchRequest)
MAP = TypeAdapter(EmbeddingMap)
MAP_REQUEST = TypeAdapter(MapRequest)
CANDIDATES = TypeAdapter(Candidates)
REFUSAL = TypeAdapter(Refusal)
LOADED = TypeAdapter(Loaded)
