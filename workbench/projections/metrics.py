"""Latency, tokens, errors and cost of many turns over time, per bot and per model."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal

from workbench.projections.grid import REUSED, mean_segments
from workbench.projections.turns import TurnRow
from workbench.statistics.percentiles import percentiles
from workbench.trace.facts import Segment

MOST_BUCKETS = 48
MOST_LINES = 4
SLOWEST = 8
# A bucket is the shortest of these that gives at most 48 of them.
_BUCKETS_S = (60, 300, 900, 1800, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 86400, 7 * 86400)


@dataclass(frozen=True, slots=True)
class LatencyPoint:
    """Of the finished turns that started in the bucket; seconds. `start_s` from the beginning."""

    start_s: float
    turns: int
    p50_s: float
    p95_s: float
    p99_s: float
    ttft_p95_s: float | None


@dataclass(frozen=True, slots=True)
class LatencyLine:
    """`of`: all turns, or those of one bot or model. Buckets without turns have no point."""

    of: Literal["all", "bot", "model"]
    name: str
    points: tuple[LatencyPoint, ...]


@dataclass(frozen=True, slots=True)
class TokenBucket:
    """Means a turn: `segments` of the last prompt, and the answer."""

    start_s: float
    turns: int
    segments: tuple[Segment, ...]
    reply_tokens: int


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure. `unit`: turns, s, share or usd. `change` is against the period before it.

    `better`: whether more (1) or less (-1) is better, or neither (0). `spark`: by bucket. `note`:
    what is not in the figure.
    """

    name: str
    value: float | None
    unit: Literal["turns", "s", "share", "usd"]
    change: float | None
    better: Literal[-1, 0, 1]
    spark: tuple[float | None, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class SlowTurn:
    """`turn` without its answer; `why`: where its time went, in words."""

    turn: TurnRow
    why: str


@dataclass(frozen=True, slots=True)
class Group:
    """All turns of one bot or model in the period. Latency of the finished ones; token means."""

    of: Literal["bot", "model"]
    name: str
    turns: int
    failed: int
    p50_s: float | None
    p95_s: float | None
    p99_s: float | None
    ttft_p95_s: float | None
    prompt_tokens: int
    reply_tokens: int


@dataclass(frozen=True, slots=True)
class Metrics:
    """`begin` is ISO, UTC. `turns` started in the period, `failed` of them failed."""

    begin: str
    hours: float
    bucket_s: float
    turns: int
    failed: int
    tiles: tuple[Tile, ...]
    latency: tuple[LatencyLine, ...]
    tokens: tuple[TokenBucket, ...]
    slowest: tuple[SlowTurn, ...]
    bots: tuple[str, ...]
    models: tuple[str, ...]
    groups: tuple[Group, ...] = ()


@dataclass(frozen=True, slots=True)
class _Figure:
    name: str
    unit: Literal["turns", "s", "share", "usd"]
    better: Literal[-1, 0, 1]
    of: Callable[[Sequence[TurnRow]], float | None]
    note: Callable[[Sequence[TurnRow]], str] = lambda _: ""


def compute_metrics(
    turns: Iterable[TurnRow], now: datetime, hours: float, bot: str = "", model: str = ""
) -> Metrics:
    """Of the `hours` before `now`. Give it turns of twice that time: tiles look back further."""
    begin = now - timedelta(hours=hours)
    known = [row for row in turns if row.started_at]
    chosen = [row for row in known if (not bot or row.bot == bot)
              and (not model or row.model == model)]  # fmt: skip
    dated = [(_seconds(row) - begin.timestamp(), row) for row in chosen]
    length_s = hours * 3600
    current = [(at_s, row) for at_s, row in dated if 0 <= at_s <= length_s]
    before = [row for at_s, row in dated if -length_s <= at_s < 0]
    rows = [row for _, row in current]
    bucket_s = _bucket_s([at_s for at_s, _ in current], length_s)
    buckets = _bucketed(current, bucket_s)
    return Metrics(
        begin=begin.astimezone(UTC).isoformat(),
        hours=hours,
        bucket_s=bucket_s,
        turns=len(rows),
        failed=sum(row.outcome == "failed" for row in rows),
        tiles=tuple(_tile(figure, rows, before, buckets) for figure in _FIGURES),
        latency=_lines(current, bucket_s),
        tokens=tuple(_tokens(start_s, each) for start_s, each in buckets if each),
        slowest=_slowest(rows),
        bots=tuple(sorted({row.bot for row in known})),
        models=tuple(sorted({row.model for row in known})),
        groups=_groups(rows),
    )


def why_slow(row: TurnRow) -> str:
    """Retries and tool errors, then the part that took most of the turn's own time."""
    said = []
    if row.retries:
        said.append(f"{row.retries} {'retry' if row.retries == 1 else 'retries'}")
    if row.tool_errors:
        said.append(f"{row.tool_errors} tool {'error' if row.tool_errors == 1 else 'errors'}")
    own = [part for part in row.parts if part.kind != "queue"]
    if own:
        longest = max(own, key=lambda part: part.seconds)
        said.append(f"{longest.kind} {longest.seconds:.1f} s")
    return ", ".join(said)


def _bucket_s(starts_s: Sequence[float], length_s: float) -> float:
    """By the time that the turns lie in: an hour's work is seen by the minute, in any period."""
    span_s = max(starts_s, default=length_s) - min(starts_s, default=0.0)
    fitting = (each for each in _BUCKETS_S if span_s / each < MOST_BUCKETS)
    return next(fitting, length_s / MOST_BUCKETS)


def _seconds(row: TurnRow) -> float:
    started = datetime.fromisoformat(row.started_at)
    return (started if started.tzinfo else started.replace(tzinfo=UTC)).timestamp()


def _bucketed(
    dated: Sequence[tuple[float, TurnRow]], bucket_s: float
) -> list[tuple[float, list[TurnRow]]]:
    """From the first bucket with a turn to the last; those between may be empty."""
    found: dict[int, list[TurnRow]] = {}
    for at_s, row in dated:
        found.setdefault(int(at_s // bucket_s), []).append(row)
    if not found:
        return []
    places = range(min(found), max(found) + 1)
    return [(place * bucket_s, found.get(place, [])) for place in places]


def _finished(rows: Iterable[TurnRow]) -> list[float]:
    return [row.total_s for row in rows if row.outcome == "finished" and row.total_s is not None]


def _p95(values: Sequence[float]) -> float | None:
    found = percentiles(values, (95,))
    return round(found[0], 3) if found else None


def _ttfts(rows: Iterable[TurnRow]) -> list[float]:
    return [row.ttft_s for row in rows if row.ttft_s is not None]


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _tool_errors(rows: Sequence[TurnRow]) -> float | None:
    return _share(sum(row.tool_errors for row in rows), sum(row.tool_calls for row in rows))


def _cache_hits(rows: Sequence[TurnRow]) -> float | None:
    return _share(sum(row.cached_tokens for row in rows), sum(row.prompt_tokens for row in rows))


def _reused(rows: Sequence[TurnRow]) -> float | None:
    """Of the turns that looked for an answer that was given before."""
    looked = [row for row in rows if row.cache]
    return _share(sum(row.cache in REUSED for row in looked), len(looked))


def _cost(rows: Sequence[TurnRow]) -> float | None:
    known = [row.cost_usd for row in rows if row.cost_usd is not None]
    return sum(known) if known else None


def _unpriced(rows: Sequence[TurnRow]) -> str:
    """Turns that were answered, and nobody knows for what."""
    count = sum(row.cost_usd is None and row.reply_tokens > 0 for row in rows)
    return f"without {count:,} {'turn' if count == 1 else 'turns'} of unknown price" * bool(count)


_FIGURES = (
    _Figure("Turns", "turns", 0, len),
    _Figure("p95 latency", "s", -1, lambda rows: _p95(_finished(rows))),
    _Figure("First token, p95", "s", -1, lambda rows: _p95(_ttfts(rows))),
    _Figure("Tool errors", "share", -1, _tool_errors),
    _Figure("Prompt cache hits", "share", 1, _cache_hits),
    _Figure("Answers reused", "share", 1, _reused),
    _Figure("Cost", "usd", 0, _cost, _unpriced),
)


def _tile(
    figure: _Figure,
    rows: Sequence[TurnRow],
    before: Sequence[TurnRow],
    buckets: Sequence[tuple[float, list[TurnRow]]],
) -> Tile:
    value = figure.of(rows)
    earlier = figure.of(before) if before else None
    change = value - earlier if value is not None and earlier is not None else None
    spark = tuple(figure.of(each) for _, each in buckets)
    note = figure.note(rows)
    return Tile(figure.name, value, figure.unit, change, figure.better, spark, note)


def _lines(dated: Sequence[tuple[float, TurnRow]], bucket_s: float) -> tuple[LatencyLine, ...]:
    lines = [LatencyLine("all", "", _points(dated, bucket_s))]
    bots = Counter(row.bot for _, row in dated).most_common(MOST_LINES)
    models = Counter(row.model for _, row in dated).most_common(MOST_LINES)
    for name, _ in bots:
        of_bot = [(at_s, row) for at_s, row in dated if row.bot == name]
        lines.append(LatencyLine("bot", name, _points(of_bot, bucket_s)))
    for name, _ in models:
        of_model = [(at_s, row) for at_s, row in dated if row.model == name]
        lines.append(LatencyLine("model", name, _points(of_model, bucket_s)))
    return tuple(lines)


def _points(dated: Sequence[tuple[float, TurnRow]], bucket_s: float) -> tuple[LatencyPoint, ...]:
    points = []
    for start_s, rows in _bucketed(dated, bucket_s):
        spans_s = _finished(rows)
        if found := percentiles(spans_s):
            p50_s, p95_s, p99_s = (round(each, 3) for each in found)
            ttft_s = _p95(_ttfts(rows))
            points.append(LatencyPoint(start_s, len(spans_s), p50_s, p95_s, p99_s, ttft_s))
    return tuple(points)


def _groups(rows: Sequence[TurnRow]) -> tuple[Group, ...]:
    """Bots, then models, those with most turns first."""
    bots = Counter(row.bot for row in rows).most_common()
    models = Counter(row.model for row in rows).most_common()
    of_bots = [_group("bot", name, [row for row in rows if row.bot == name]) for name, _ in bots]
    of_models = [
        _group("model", name, [row for row in rows if row.model == name]) for name, _ in models
    ]
    return (*of_bots, *of_models)


def _group(of: Literal["bot", "model"], name: str, rows: Sequence[TurnRow]) -> Group:
    found = percentiles(_finished(rows))
    p50_s, p95_s, p99_s = (round(each, 3) for each in found) if found else (None, None, None)
    return Group(
        of,
        name,
        turns=len(rows),
        failed=sum(row.outcome == "failed" for row in rows),
        p50_s=p50_s,
        p95_s=p95_s,
        p99_s=p99_s,
        ttft_p95_s=_p95(_ttfts(rows)),
        prompt_tokens=round(sum(row.prompt_tokens for row in rows) / len(rows)),
        reply_tokens=round(sum(row.reply_tokens for row in rows) / len(rows)),
    )


def _tokens(start_s: float, rows: Sequence[TurnRow]) -> TokenBucket:
    reply_tokens = round(sum(row.reply_tokens for row in rows) / len(rows))
    return TokenBucket(
        start_s, len(rows), mean_segments([row.segments for row in rows]), reply_tokens
    )


def _slowest(rows: Iterable[TurnRow]) -> tuple[SlowTurn, ...]:
    timed = [row for row in rows if row.total_s is not None]
    timed.sort(key=lambda row: row.total_s or 0.0, reverse=True)
    return tuple(SlowTurn(replace(row, answer=""), why_slow(row)) for row in timed[:SLOWEST])
