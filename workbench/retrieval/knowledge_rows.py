"""What rows of knowledge.sqlite say, and how values become rows."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from workbench.domain.document import Chunk, Document
from workbench.domain.knowledge_settings import Labels
from workbench.retrieval.embedded_text import text_key


def labels_text(labels: Labels) -> str:
    return json.dumps({name: value for name, value in asdict(labels).items() if value is not None})


def labels_from(text: str) -> Labels:
    said = json.loads(text)
    if "supersedes" in said:
        said["supersedes"] = tuple(said["supersedes"])
    return Labels(**said)


def label_columns(document: Document) -> tuple[str, str, str, str, str]:
    return (
        document.audience,
        document.effective,
        json.dumps(document.supersedes),
        document.region,
        document.language,
    )


def made_chunks(rows: Iterable[tuple[Any, ...]]) -> tuple[Chunk, ...]:
    return tuple(
        Chunk(
            id=key,
            path=path,
            title=title,
            heading=heading,
            text=text,
            start=start,
            end=end,
            audience=audience,
            effective=effective,
            page=page,
            parent_id=parent_id,
            region=region,
            position=position,
        )
        for (
            key, path, title, heading, text, start, end, audience, effective,
            page, parent_id, region, position,
        ) in rows
    )  # fmt: skip


def chunk_row(index: str, one: Chunk, *, is_parent: bool) -> tuple[object, ...]:
    return (
        index,
        one.id,
        one.path,
        one.position,
        one.heading,
        one.text,
        one.start,
        one.end,
        one.page,
        one.parent_id,
        is_parent,
        "" if is_parent else text_key(one),
    )
