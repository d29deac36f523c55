"""The table of leaks: who asked how, and what got through where. Qt-free."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ui.pages.knowledge.leaks.words import ASKED, PLACES, WAYS
from ui.qt_models.row_table import Column, Look
from ui.widgets import amounts
from workbench.domain.leaks import Leak


@dataclass(frozen=True, slots=True)
class LeakRow:
    """`key`: its place in the report. `title`: of the document that it is from."""

    key: str
    leak: Leak
    title: str
    bot: str

    @property
    def words(self) -> str:
        """What a search looks into: all that the report says of it."""
        leak = self.leak
        parts = (leak.probe.role, self.bot, ASKED[leak.probe.kind], self.title, leak.source,
                 PLACES[leak.place], WAYS[leak.way], leak.detail)  # fmt: skip
        return " ".join(parts).casefold()


def leak_rows(
    leaks: Iterable[Leak], titles: Mapping[str, str], bots: Mapping[str, str]
) -> list[LeakRow]:
    """`titles`: of documents by path; `bots`: titles by name."""
    return [
        LeakRow(
            str(place),
            leak,
            titles.get(leak.source, leak.source),
            bots.get(leak.bot, leak.bot) or "Retrieval",
        )
        for place, leak in enumerate(leaks)
    ]


def leak_columns() -> Sequence[Column[LeakRow]]:
    return (
        Column("Role", lambda row: row.leak.probe.role, width=90),
        Column("Document", lambda row: row.title, lambda row: row.title.lower(), width=190,
               stretch=True, bold=True, look=lambda _: Look(icon="note", icon_tone="text2"),
               tooltip=lambda row: f"{row.title}\n{row.leak.source}"),
        Column("Asked", lambda row: ASKED[row.leak.probe.kind], width=130, look=_quiet,
               tooltip=lambda row: f"Asked as {row.leak.probe.role}:\n{row.leak.probe.text}"),
        Column("Through", lambda row: row.bot, width=110, look=_quiet),
        Column("Where", lambda row: PLACES[row.leak.place], width=80, look=_quiet),
        Column("What got through", lambda row: WAYS[row.leak.way], width=150,
               look=lambda _: Look(tone="fail", icon="x-circle")),
        Column("Detail", lambda row: row.leak.detail, style="mono", width=150, stretch=True,
               tooltip=lambda row: row.leak.detail),
        Column("Trace", _trace, lambda row: row.leak.turn_id or None, width=80, look=_trace_look,
               tooltip=_trace_tip),
    )  # fmt: skip


def _quiet(row: LeakRow) -> Look:
    del row
    return Look(tone="text2")


def _trace(row: LeakRow) -> str:
    return "Stored" if row.leak.turn_id else amounts.UNKNOWN


def _trace_look(row: LeakRow) -> Look:
    return Look(tone="accent", icon="list-dashes") if row.leak.turn_id else Look(tone="text3")


def _trace_tip(row: LeakRow) -> str:
    if row.leak.turn_id:
        return "Enter opens the trace of this turn"
    return "Retrieval alone was asked, so there is no turn"
