"""What the worker and the index server say to each other over HTTP."""

from dataclasses import dataclass
from typing import Annotated, Literal, get_args

from pydantic import ConfigDict, Field, TypeAdapter
from pydantic.dataclasses import dataclass as checked

from workbench.domain.bot import MOST_CANDIDATES, MOST_PASSAGES
from workbench.domain.document import Retrieved

RetrieverName = Literal["bm25", "dense"]
RETRIEVERS: tuple[RetrieverName, ...] = get_args(RetrieverName)


@checked(frozen=True, slots=True, config=ConfigDict(extra="forbid"))
class SearchRequest:
    """`embedding`: of the query, empty unless `dense` is asked. `today`: an ISO date."""

    query: str
    embedding: tuple[float, ...]
    audiences: tuple[str, ...]
    today: str
    top_k: Annotated[int, Field(ge=1, le=MOST_PASSAGES)] = 3
    candidates: Annotated[int, Field(ge=1, le=MOST_CANDIDATES)] = 20
    retrievers: Annotated[tuple[RetrieverName, ...], Field(min_length=1)] = RETRIEVERS


@dataclass(frozen=True, slots=True)
class Refusal:
    """What went wrong, in words for people."""

    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Loaded:
    chunks: int


SEARCH = TypeAdapter(SearchRequest)
RETRIEVED = TypeAdapter(Retrieved)
REFUSAL = TypeAdapter(Refusal)
LOADED = TypeAdapter(Loaded)
