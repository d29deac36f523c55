"""What the map says of a point: its document, its heading, and who may read it. Qt-free."""

from dataclasses import dataclass

from ui.pages.knowledge.rows import KnowledgeRow
from workbench.domain.embedding_map import MapPoint


@dataclass(frozen=True, slots=True)
class PointWords:
    """`title`: of the document, or why nothing is told. `detail`: a line below it."""

    title: str
    detail: str
    is_hidden: bool = False


def point_words(
    point: MapPoint, row: KnowledgeRow | None, heading: str, hidden_from: str
) -> PointWords:
    """Of what is hidden from a role, its id and the reason are told, and nothing else."""
    if hidden_from:
        reason = f"Hidden from {hidden_from}. Needs {point.audience}"
        return PointWords(reason, point.chunk_id, is_hidden=True)
    title = row.title if row else point.path
    parts = [heading] if heading and heading != title else []
    return PointWords(title, ", ".join([*parts, f"for {point.audience}"]))
