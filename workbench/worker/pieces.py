"""Long lists in several messages, so that no line of the pipe is long."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from typing import TypeVar

from workbench.domain.account import Account
from workbench.domain.bot import Bot
from workbench.domain.conversation import TokenLogprob
from workbench.domain.document import Chunk
from workbench.domain.embedding_map import MapPoint
from workbench.domain.leaks import Leak
from workbench.domain.local_model import LocalModel
from workbench.domain.retrieval_report import QueryScores
from workbench.domain.speed import SpeedTest
from workbench.domain.suite import Case, Suite
from workbench.domain.token import Token
from workbench.knowledge_messages import DocumentRow, DocumentUse
from workbench.messages import SuiteOpened

LINE_BYTES = 48 * 1024

T = TypeVar(
    "T",
    Account,
    Bot,
    Case,
    Bot | Case,
    LocalModel,
    SpeedTest,
    Chunk,
    DocumentRow,
    DocumentUse,
    Leak,
    QueryScores,
    MapPoint,
    Token,
    TokenLogprob,
)


def batches(values: Sequence[T]) -> Iterator[tuple[bool, bool, tuple[T, ...]]]:
    """Is it the first, is it the last, and some of the values: as many as fit into a line."""
    batch: list[T] = []
    size, is_first = 0, True
    for value in values:
        one = len(json.dumps(asdict(value), default=str))
        if batch and size + one > LINE_BYTES:
            yield is_first, False, tuple(batch)
            batch, size, is_first = [], 0, False
        batch.append(value)
        size += one
    yield is_first, True, tuple(batch)


def suite_pieces(request_id: str, suite: Suite) -> Iterator[SuiteOpened]:
    """The variants, then the cases."""
    parts: tuple[Bot | Case, ...] = (*suite.variants, *suite.cases)
    for is_first, is_last, some in batches(parts):
        piece = replace(
            suite,
            variants=tuple(each for each in some if isinstance(each, Bot)),
            cases=tuple(each for each in some if isinstance(each, Case)),
        )
        yield SuiteOpened(request_id, piece, is_first, is_last)
