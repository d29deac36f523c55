"""Columns of the tables of the view Evaluation. Qt-free."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from ui.pages.knowledge.evaluation.rows import FoundRow, QueryRow, ResultRow, against_words
from ui.pages.knowledge.evaluation.words import CHUNKERS, MODES, RERANKS, settings_words
from ui.qt_models.row_table import PLAIN, Column, Look
from ui.theme.status import STATUS_LOOKS
from ui.widgets import amounts
from workbench.domain.retrieval_report import Measured
from workbench.domain.retrieval_sweep import SweepPoint
from workbench.projections.retrieval_words import TEST, difference_words, interval_words

AT_DEPTH = ("nDCG", "recall", "precision", "hit rate")
OF_ALL = ("MRR", "MAP")
_QUIET = Look(tone="text2")
_Axis = tuple[str, Callable[[SweepPoint], Any], Callable[[SweepPoint], str], int, bool]
AXES: tuple[_Axis, ...] = (
    ("Cut by", lambda p: p.chunker.kind, lambda p: CHUNKERS[p.chunker.kind], 116, False),
    ("Size", lambda p: p.chunker.size_tokens, lambda p: f"{p.chunker.size_tokens:,}", 56, True),
    ("Overlap", lambda p: p.chunker.overlap_tokens, lambda p: f"{p.chunker.overlap_tokens:,}", 70,
     True),
    ("Embedder", lambda p: p.embedder, lambda p: "–" if p.mode == "bm25" else p.embedder, 110,
     False),
    ("Mode", lambda p: p.mode, lambda p: MODES[p.mode], 118, False),
    ("Top k", lambda p: p.top_k, lambda p: f"{p.top_k}", 56, True),
    ("Reranking", lambda p: p.rerank, lambda p: RERANKS.get(p.rerank, p.rerank), 104, False),
)  # fmt: skip


def varied_axes(points: Sequence[SweepPoint]) -> tuple[_Axis, ...]:
    """Those that differ between configurations; the mode if nothing does."""
    found = tuple(axis for axis in AXES if len({axis[1](point) for point in points}) > 1)
    return found or tuple(axis for axis in AXES if axis[0] == "Mode")


def constant_words(points: Sequence[SweepPoint]) -> str:
    """What all configurations have in common: `Cut by Headings, Size 200`."""
    if not points:
        return ""
    varied = {axis[0] for axis in varied_axes(points)}
    said = (f"{axis[0]} {axis[2](points[-1])}" for axis in AXES if axis[0] not in varied)
    return ", ".join(said)


def result_columns(
    points: Sequence[SweepPoint], depth: int, baseline: str
) -> Sequence[Column[ResultRow]]:
    """Rows have two lines: a value, and its interval."""
    names = [f"{name}@{depth}" for name in AT_DEPTH] + list(OF_ALL)
    return (
        *(_axis_columns(points) if points else (_BOT,)),
        *(_metric_column(name) for name in names),
        _against_column(names[0], baseline),
        Column("p50", lambda row: _ms(row.result.p50_s), lambda row: row.result.p50_s,
               align_right=True, width=64, tooltip=lambda _: "Half of the queries took less"),
        Column("p95", lambda row: _ms(row.result.p95_s), lambda row: row.result.p95_s,
               align_right=True, width=72, tooltip=lambda _: "One query of 20 took longer"),
    )  # fmt: skip


def query_columns(depth: int) -> Sequence[Column[QueryRow]]:
    return (
        Column("Query", lambda row: row.scores.query, lambda row: row.scores.query.lower(),
               width=130, stretch=True, tooltip=_query_tip),
        Column("What was found", lambda row: row.words, lambda row: row.first_rank, width=168,
               look=_query_look),
        Column(f"nDCG@{depth}", lambda row: _score(row.ndcg), lambda row: row.ndcg,
               align_right=True, width=74),
        Column("Change", _change, lambda row: row.change, align_right=True, width=68,
               look=lambda row: _tone(row.change),
               tooltip=lambda _: f"nDCG@{depth} less that of the baseline"),
    )  # fmt: skip


def found_columns() -> Sequence[Column[FoundRow]]:
    return (
        Column("Rank", lambda row: f"{row.rank}" if row.rank else "–", lambda row: row.rank,
               align_right=True, width=56),
        Column("Document", lambda row: row.title, lambda row: row.title.lower(), width=120,
               stretch=True, look=_found_look, tooltip=lambda row: f"{row.title}\n{row.path}"),
        Column("Judged", _judged, lambda row: not row.is_relevant, width=112, look=_judged_look),
    )  # fmt: skip


_BOT: Column[ResultRow] = Column(
    "Bot", lambda row: row.name, lambda row: row.name, width=150, stretch=True, bold=True,
    look=lambda row: Look(detail=settings_words(row.result.settings)),
    tooltip=lambda row: f"{row.name}\n{settings_words(row.result.settings)}\n{_front_tip(row)}",
)  # fmt: skip


def _axis_columns(points: Sequence[SweepPoint]) -> tuple[Column[ResultRow], ...]:
    """What a sweep varies, and whether anything beats it."""
    axes = varied_axes(points)
    front: Column[ResultRow] = Column(
        "Front", lambda row: "front" if row.result.is_on_front else "",
        lambda row: not row.result.is_on_front, width=56, tooltip=_front_tip,
        look=lambda _: _QUIET,
    )  # fmt: skip
    wide = next((axis for axis in axes if not axis[-1]), axes[0])
    found = [_axis_column(axis, stretch=axis is wide) for axis in axes]
    return (*found, front)


def _axis_column(axis: _Axis, *, stretch: bool) -> Column[ResultRow]:
    title, value, words, width, is_number = axis
    return Column(
        title, partial(_of_point, words), partial(_of_point, value), width=width,
        align_right=is_number and not stretch, bold=stretch, stretch=stretch,
        tooltip=lambda row: row.name,
    )  # fmt: skip


def _of_point(read: Callable[[SweepPoint], Any], row: ResultRow) -> Any:
    return read(row.point) if row.point else ""


def _metric_column(metric: str) -> Column[ResultRow]:
    def found(row: ResultRow) -> Measured | None:
        return row.result.measured(metric)

    def look(row: ResultRow) -> Look:
        each = found(row)
        return Look(detail=f"{each.low:.2f}–{each.high:.2f}") if each else PLAIN

    def tip(row: ResultRow) -> str:
        each = found(row)
        said = f"{metric} {interval_words(each)}, 95 % bootstrap" if each else ""
        pair = row.result.difference(metric)
        return f"{said}\nAgainst the baseline {difference_words(pair)}" if pair else said

    return Column(
        metric[:1].upper() + metric[1:] if metric.islower() else metric,
        lambda row: _score(row.value(metric)), lambda row: row.value(metric), align_right=True,
        width=94 if metric.startswith("precision") else 84, look=look, tooltip=tip,
    )  # fmt: skip


def _against_column(metric: str, baseline: str) -> Column[ResultRow]:
    def text(row: ResultRow) -> str:
        found = row.result.difference(metric)
        if found:
            return against_words(found)[0]
        return "baseline" if row.is_baseline else "–"

    def look(row: ResultRow) -> Look:
        found = row.result.difference(metric)
        if not found:
            return _QUIET
        is_sure = found.p_adjusted < amounts.SIGNIFICANT
        tone = _tone(found.difference).tone if is_sure else "text2"
        return Look(tone=tone, detail=against_words(found)[1])

    def tip(row: ResultRow) -> str:
        found = row.result.difference(metric)
        return f"{metric} against {baseline}: {difference_words(found)}\n{TEST}" if found else ""

    def key(row: ResultRow) -> float | None:
        found = row.result.difference(metric)
        return found.difference if found else None

    return Column(f"{metric} against the baseline", text, key, align_right=True, width=190,
                  look=look, tooltip=tip)  # fmt: skip


def _front_tip(row: ResultRow) -> str:
    if row.result.is_on_front:
        return "On the front: no other is both better in nDCG@10 and faster"
    return "Another is at least as good in nDCG@10 and as fast"


def _query_tip(row: QueryRow) -> str:
    said = ", ".join(row.scores.relevant) or "nothing"
    return f"{row.scores.query}\nRelevant: {said}\n{row.scores.no_evidence}".strip()


def _query_look(row: QueryRow) -> Look:
    look = STATUS_LOOKS[row.kind]
    tone = look.tone if row.kind == "fail" else "text"
    return Look(tone=tone, icon=look.icon, icon_tone=look.tone)


def _found_look(row: FoundRow) -> Look:
    return PLAIN if row.is_relevant else _QUIET


def _judged(row: FoundRow) -> str:
    if not row.is_relevant:
        return ""
    return "Relevant" if row.rank else "Not found"


def _judged_look(row: FoundRow) -> Look:
    if not row.is_relevant:
        return PLAIN
    look = STATUS_LOOKS["pass" if row.rank else "fail"]
    return Look(tone=look.tone, icon=look.icon, icon_tone=look.tone)


def _change(row: QueryRow) -> str:
    return amounts.UNKNOWN if row.change is None else amounts.signed_score(row.change)


def _tone(change: float | None) -> Look:
    if not change or amounts.signed_score(change) == "0.00":
        return _QUIET
    return Look(tone="pass" if change > 0 else "fail")


def _score(value: float | None) -> str:
    return amounts.UNKNOWN if value is None else f"{value:.2f}"


def _ms(value_s: float) -> str:
    return amounts.milliseconds(value_s)
