"""A row of the list of documents: labels, use, and its state in words with a remedy. Qt-free."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from ui.theme.status import StatusKind
from workbench.domain.knowledge_settings import AUDIENCE_SEPARATOR, may_read
from workbench.knowledge_messages import DocumentRow

Roles = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """`remedy`: what to do about it, empty if nothing need be done."""

    kind: StatusKind
    words: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class KnowledgeRow:
    """`used`: in how many of the last turns it went into the prompt; None until it is counted."""

    document: DocumentRow
    condition: Condition
    used: int | None = None

    @property
    def path(self) -> str:
        return self.document.path

    @property
    def title(self) -> str:
        return self.document.title or self.document.path

    @property
    def area(self) -> str:
        """The folder that it lies in, as a word."""
        return area_of(self.path)

    @property
    def audiences(self) -> tuple[str, ...]:
        return tuple(self.document.audience.split(AUDIENCE_SEPARATOR))


def knowledge_rows(
    documents: Iterable[DocumentRow], uses: Mapping[str, int] | None, today: str
) -> tuple[KnowledgeRow, ...]:
    """`today` is ISO."""
    known = tuple(documents)
    successors = {
        old: each.title or each.path
        for each in known
        if not each.problem and each.effective <= today
        for old in each.supersedes
    }
    return tuple(
        KnowledgeRow(
            each,
            _condition(each, successors.get(each.path, ""), today),
            None if uses is None else uses.get(each.path, 0),
        )
        for each in known
    )


def indexed_now(row: KnowledgeRow) -> KnowledgeRow:
    return replace(row, condition=Condition("running", "Indexing"))


def area_of(path: str) -> str:
    """The folder that a document lies in, as a word; empty for none."""
    folder, _, _ = path.rpartition("/")
    return folder.replace("-", " ").replace("_", " ").capitalize()


def readers(audience: str, roles: Roles) -> tuple[str, ...]:
    """The roles that may read a document for `audience`."""
    return tuple(role for role, audiences in roles if may_read(audience, audiences))


def day_words(iso: str) -> str:
    """`21 Nov 2026`, or what is written where it is no date."""
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{day.day} {day:%b %Y}"


def _condition(document: DocumentRow, successor: str, today: str) -> Condition:
    if document.problem:
        said = document.problem[:1].upper() + document.problem[1:]
        return Condition("fail", said, document.remedy)
    if not document.chunks:
        return Condition("idle", "Not indexed yet", "Update the index.")
    if successor:
        return Condition("idle", f"Superseded by {successor}")
    if document.effective > today:
        return Condition("idle", f"In force from {day_words(document.effective)}")
    return Condition("pass", "Indexed")
