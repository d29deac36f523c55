"""Columns of the lists of documents. Qt-free."""

from collections.abc import Callable, Sequence

from ui.pages.knowledge.rows import KnowledgeRow, day_words
from ui.qt_models.row_table import Column, Look
from ui.theme.status import STATUS_LOOKS
from ui.widgets import amounts

AUDIENCE = 2
Doc = Column[KnowledgeRow]


def document_columns() -> Sequence[Doc]:
    """The column at `AUDIENCE` is painted."""
    return (
        *_names(),
        Column("In force from", _date, lambda row: row.document.effective or None, width=110,
               look=_quiet, tooltip=lambda row: "No date is given" if not row.document.effective
               else f"From {row.document.effective} on"),
        Column("Chunks", lambda row: f"{row.document.chunks:,}",
               lambda row: row.document.chunks, align_right=True, width=72),
        Column("Used", _used, lambda row: row.used, align_right=True, width=64,
               tooltip=lambda _: "In how many of the last 200 turns it went into the prompt"),
        Column("State", lambda row: row.condition.words, lambda row: row.condition.words,
               width=220, stretch=True, look=_state, tooltip=_state_tip),
    )  # fmt: skip


def access_columns(reason: Callable[[KnowledgeRow], str]) -> Sequence[Doc]:
    """The column at `AUDIENCE` is painted. `reason`: empty where the role may read it."""

    def look(row: KnowledgeRow) -> Look:
        return Look(icon="lock-simple", tone="text2") if reason(row) else _READS

    return (
        *_names(),
        Column("This role", lambda row: reason(row) or "May read it", width=260, stretch=True,
               look=look),
    )  # fmt: skip


_READS = Look(icon="check-circle", icon_tone="pass")


def _names() -> tuple[Doc, Doc, Doc]:
    return (
        Column("Document", lambda row: row.title, lambda row: row.title.lower(), width=230,
               stretch=True, bold=True, look=lambda _: Look(icon="note", icon_tone="text2"),
               tooltip=lambda row: f"{row.title}\n{row.path}"),
        Column("Area", lambda row: row.area, lambda row: row.area or None, width=110, look=_quiet),
        Column("Who may read it", lambda row: row.document.audience,
               lambda row: row.document.audience, width=170,
               tooltip=lambda row: row.document.audience),
    )  # fmt: skip


def _quiet(row: KnowledgeRow) -> Look:
    del row
    return Look(tone="text2")


def _date(row: KnowledgeRow) -> str:
    return day_words(row.document.effective) or amounts.UNKNOWN


def _used(row: KnowledgeRow) -> str:
    return amounts.UNKNOWN if row.used is None else f"{row.used:,}"


def _state(row: KnowledgeRow) -> Look:
    look = STATUS_LOOKS[row.condition.kind]
    tone = look.tone if row.condition.kind in {"fail", "running"} else "text"
    return Look(tone=tone, icon=look.icon, icon_tone=look.tone)


def _state_tip(row: KnowledgeRow) -> str:
    return f"{row.condition.words}\n{row.condition.remedy}".strip()
