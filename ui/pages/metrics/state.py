"""What the Metrics page shows of the last answer: lines, bars, rows and the cursor. Qt-free."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from ui.pages.metrics.ranges import BY_KEY, Range
from ui.pages.metrics.time_axis import bar_ticks, pace, time_ticks
from ui.widgets import amounts
from ui.widgets.moments import local
from ui.widgets.plots.lines import TimeLine
from ui.widgets.plots.stack import StackBar
from ui.widgets.plots.ticks import Tick
from ui.widgets.prompt_parts import PARTS, tokens_by_part
from workbench.projections.metrics import Group, LatencyLine, LatencyPoint, Metrics, TokenBucket

Lines = Literal["percentiles", "bot", "model"]
LETTERS = "ABCD"


@dataclass(slots=True)
class MetricsState:
    """`cursor` is a place among `starts_s`, or None. `lines`: what the upper plot draws."""

    range: Range = BY_KEY["7d"]
    bot: str = ""
    model: str = ""
    lines: Lines = "percentiles"
    metrics: Metrics | None = None
    cursor: int | None = None

    @property
    def is_filtered(self) -> bool:
        return bool(self.bot or self.model)

    @property
    def begin(self) -> datetime:
        found = local(self.metrics.begin) if self.metrics else None
        return found or datetime.now().astimezone()

    @property
    def all_points(self) -> tuple[LatencyPoint, ...]:
        return next((line.points for line in self._latency("all")), ())

    @property
    def buckets(self) -> tuple[TokenBucket, ...]:
        return self.metrics.tokens if self.metrics else ()

    @property
    def starts_s(self) -> tuple[float, ...]:
        """Where the cursor can stand."""
        return tuple(bucket.start_s for bucket in self.buckets)

    @property
    def cursor_s(self) -> float | None:
        return None if self.cursor is None else self.starts_s[self.cursor]

    def take(self, metrics: Metrics) -> None:
        """New figures; the cursor stays at its moment if that is still there."""
        at = None if self.cursor is None or self.metrics is None else self.cursor_s
        begin = self.metrics.begin if self.metrics else ""
        self.metrics = metrics
        same = at is not None and begin == metrics.begin and at in self.starts_s
        self.cursor = self.starts_s.index(at) if same and at is not None else None

    def move(self, step: int) -> None:
        """The cursor a bucket on; the first press puts it at the newest."""
        last = len(self.starts_s) - 1
        if last < 0:
            return
        place = last if self.cursor is None else self.cursor + step
        self.cursor = min(max(place, 0), last)

    def time_lines(self) -> tuple[TimeLine, ...]:
        if self.lines == "percentiles":
            points = self.all_points
            xs = tuple(each.start_s for each in points)
            found = {
                "p99": tuple(each.p99_s for each in points),
                "p95": tuple(each.p95_s for each in points),
                "p50": tuple(each.p50_s for each in points),
            }
            return tuple(TimeLine(name, xs, ys) for name, ys in found.items())
        return tuple(
            TimeLine(
                letter,
                tuple(each.start_s for each in line.points),
                tuple(each.p95_s for each in line.points),
            )
            for letter, line in zip(LETTERS, self._latency(self.lines), strict=False)
        )

    def x_ticks(self) -> list[Tick]:
        starts = [each.start_s for each in self.all_points]
        return time_ticks(self.begin, min(starts), max(starts)) if starts else []

    def bars(self) -> tuple[StackBar, ...]:
        return tuple(
            StackBar(self.moment(bucket.start_s), tuple(_tokens(bucket)[part] for part in PARTS))
            for bucket in self.buckets
        )

    def bar_ticks(self) -> list[Tick]:
        return bar_ticks(self.begin, self.starts_s)

    def part_means(self) -> dict[str, float]:
        """Over all turns of the period."""
        turns = sum(bucket.turns for bucket in self.buckets) or 1
        sums = dict.fromkeys(PARTS, 0.0)
        for bucket in self.buckets:
            for part, tokens in _tokens(bucket).items():
                sums[part] += tokens * bucket.turns
        return {part: total / turns for part, total in sums.items()}

    def groups(self, of: str) -> tuple[Group, ...]:
        return tuple(
            each for each in (self.metrics.groups if self.metrics else ()) if each.of == of
        )

    def letter(self, of: str, name: str) -> str:
        """The letter of its line in the plot, for the few that have one."""
        names = [line.name for line in self._latency(of)]
        place = names.index(name) if name in names else len(LETTERS)
        return LETTERS[place] if place < len(LETTERS) else ""

    def moment(self, start_s: float) -> str:
        at = datetime.fromtimestamp(self.begin.timestamp() + start_s).astimezone()
        return f"{at:%a} {at.day} {at:%b}, {at:%H:%M}"

    def latency_note(self) -> str:
        """What is drawn, or what stands at the cursor."""
        if self.cursor_s is None:
            drawn = "p99 dotted, p95 solid, p50 dashed" if self.lines == "percentiles" else (
                f"p95 of the {self.lines}s with most turns")  # fmt: skip
            count = sum(each.turns for each in self.all_points)
            return f"{pace(self.metrics.bucket_s if self.metrics else 3600)}, {drawn}, n {count:,}"
        when = self.moment(self.cursor_s)
        if self.lines != "percentiles":
            at = [
                f"{line.name} {amounts.seconds(y)}"
                for line in self.time_lines()
                for x, y in zip(line.xs, line.ys, strict=True)
                if x == self.cursor_s
            ]
            return f"{when}: p95 {', '.join(at) or 'of no turn'}"
        point = next((each for each in self.all_points if each.start_s == self.cursor_s), None)
        if point is None:
            return f"{when}: no turn finished"
        figures = (("p50", point.p50_s), ("p95", point.p95_s), ("p99", point.p99_s))
        said = ", ".join(f"{name} {amounts.seconds(value)}" for name, value in figures)
        return f"{when}: {said}, n {point.turns:,}"

    def tokens_note(self) -> str:
        if self.cursor is None:
            return f"mean a turn, {pace(self.metrics.bucket_s if self.metrics else 3600)}"
        bucket = self.buckets[self.cursor]
        total = sum(_tokens(bucket).values())
        return f"{self.moment(bucket.start_s)}: {total:,.0f} a turn, n {bucket.turns:,}"

    def _latency(self, of: str) -> tuple[LatencyLine, ...]:
        return tuple(
            each for each in (self.metrics.latency if self.metrics else ()) if each.of == of
        )


def _tokens(bucket: TokenBucket) -> dict[str, float]:
    return tokens_by_part(bucket.segments, bucket.reply_tokens)
