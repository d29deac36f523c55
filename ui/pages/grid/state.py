"""The grid on screen: a fold of what the worker tells of one run. Qt-free."""

from collections import Counter, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ui.pages.grid.cell import CellView, Mark, Trials, cell_view, change_of
from ui.pages.grid.filters import ALL, FilterChoice, filter_choices, traits
from ui.pages.grid.heads import Head, head
from workbench.domain.bot import Bot
from workbench.domain.suite import Case, CellKey, Suite
from workbench.messages import RunProgressed
from workbench.projections.grid import CellRow, VariantSummary

COLUMNS = 4
LETTERS = "ABCD"


@dataclass(frozen=True, slots=True)
class CaseLine:
    """The first column: the question, and the tags below it."""

    case_id: str
    title: str
    tags: str


class GridState:
    """Cases by variants, cell by cell. `rows` are the case ids that the filter lets through."""

    def __init__(self) -> None:
        self.run_id = ""
        self.filter_key = ALL
        self.begin("")

    def begin(self, run_id: str) -> None:
        """Forget all and wait for what is told of that run."""
        self.run_id = run_id
        self.progress: RunProgressed | None = None
        self.suite: Suite | None = None
        self.baseline = ""
        self.page = 0
        self.filter_key = ALL
        self.rows: list[str] = []
        self.counts: Counter[str] = Counter()
        self.labelled = 0
        self._bots: dict[str, Bot] = {}
        self._variants: tuple[str, ...] = ()
        self._lines: dict[str, CaseLine] = {}
        self._cases: dict[str, Case] = {}
        self._cells: dict[str, dict[str, dict[int, CellRow]]] = {}
        self._stale: deque[str] = deque()
        self._running: set[tuple[str, str]] = set()
        self._order: dict[str, None] = {}
        self._traits: dict[str, frozenset[str]] = {}
        self._views: dict[tuple[str, str], CellView] = {}

    # What the worker tells

    def set_suite(self, suite: Suite) -> None:
        """Show all cases of the suite, done or not."""
        if suite == self.suite:
            return
        self.suite = suite
        self._bots = {bot.name: bot for bot in suite.variants}
        self._variants = tuple(self._bots)
        self.baseline = self.baseline or suite.baseline or (self._variants or ("",))[0]
        self._cases = {case.id: case for case in suite.cases}
        for case in suite.cases:
            self._lines[case.id] = CaseLine(case.id, case.question, ", ".join(case.tags))
        self._order = dict.fromkeys([*self._cases, *self._order])
        self._reclassify()
        self.refilter()

    def set_progress(self, told: RunProgressed) -> bool:
        """True if the baseline is another one now, so that every cell may look different."""
        before, was_running = self.baseline, self.is_running
        self.progress = told
        self._variants = self._variants or told.run.variants
        named = next((each.variant for each in told.summaries if each.is_baseline), "")
        self.baseline = named or told.run.baseline or (self._variants or ("",))[0]
        if was_running != self.is_running:
            self._views.clear()
        if before != self.baseline:
            self._reclassify()
        return before != self.baseline

    def add_cells(self, cells: Iterable[CellRow]) -> set[str]:
        """The cases that look different now. A cell that comes twice counts once."""
        changed: set[str] = set()
        for cell in cells:
            place = cell.case_id, cell.variant
            trials = self._cells.setdefault(cell.variant, {}).setdefault(cell.case_id, {})
            before = trials.get(cell.trial)
            self.labelled += bool(cell.label) - bool(before and before.label)
            trials[cell.trial] = cell
            self._running.discard(place)
            changed.add(cell.case_id)
            self._order.setdefault(cell.case_id)
        for case_id in changed:
            self._forget_views(case_id)
        self._classify(changed)
        return changed

    def note_answering(self, keys: Iterable[CellKey]) -> set[str]:
        """Which cells are being answered now; the cases that look different."""
        now = {(key.case_id, key.variant) for key in keys}
        changed = now ^ self._running
        self._running = now
        for place in changed:
            self._views.pop(place, None)
        return {case_id for case_id, _ in changed}

    def work_off(self, cases: int) -> bool:
        """Sort cases into the filters, some at a time; False if all are."""
        some = [self._stale.popleft() for _ in range(min(cases, len(self._stale)))]
        self._classify(some)
        return bool(some)

    # What the page asks

    @property
    def is_running(self) -> bool:
        return self.progress is not None and self.progress.state == "running"

    @property
    def trials_wanted(self) -> int:
        if self.progress:
            return self.progress.run.trials
        return self.suite.trials if self.suite else 1

    @property
    def title(self) -> str:
        """Of the suite."""
        if self.progress:
            return self.progress.run.title or self.progress.run.suite
        return (self.suite.title or self.suite.name) if self.suite else ""

    @property
    def cases_total(self) -> int:
        return len(self._order)

    @property
    def variants(self) -> tuple[str, ...]:
        return self._variants

    @property
    def columns(self) -> tuple[str, ...]:
        """The variants on screen: all, or the baseline and a page of the others."""
        if len(self._variants) <= COLUMNS:
            return self._variants
        others = [name for name in self._variants if name != self.baseline]
        first = self.page * (COLUMNS - 1)
        return (self.baseline, *others[first : first + COLUMNS - 1])

    @property
    def pages(self) -> int:
        spread = len(self._variants) - 1
        return 1 if len(self._variants) <= COLUMNS else -(-spread // (COLUMNS - 1))

    def letter(self, variant: str) -> str:
        columns = self.columns
        return LETTERS[columns.index(variant)] if variant in columns else ""

    def heads(self) -> tuple[Head, ...]:
        found = {each.variant: each for each in self.summaries}
        base = found.get(self.baseline)
        return tuple(
            replace(
                head(LETTERS[place], name, self._bots.get(name), found.get(name)),
                baseline_rate=base.pass_rate if base else None,
                is_baseline=name == self.baseline,
            )
            for place, name in enumerate(self.columns)
        )

    @property
    def summaries(self) -> tuple[VariantSummary, ...]:
        return self.progress.summaries if self.progress else ()

    def name(self, variant: str) -> str:
        bot = self._bots.get(variant)
        return (bot.title if bot else "") or variant

    def line(self, case_id: str) -> CaseLine:
        return self._lines.get(case_id) or CaseLine(case_id, case_id, "")

    def case(self, case_id: str) -> Case | None:
        return self._cases.get(case_id)

    def trials(self, case_id: str, variant: str) -> Trials:
        return self._cells.get(variant, {}).get(case_id, {})

    def cells(self, variant: str) -> list[CellRow]:
        """All cells of a column that are done, of all cases."""
        by_case = self._cells.get(variant, {})
        return [cell for trials in by_case.values() for cell in trials.values()]

    def view(self, case_id: str, variant: str) -> CellView:
        place = case_id, variant
        known = self._views.get(place)
        if known is None:
            known = self._views[place] = self._view(place)
        return known

    def filters(self) -> tuple[FilterChoice, ...]:
        return filter_choices(self.counts)

    def refilter(self, key: str | None = None) -> bool:
        """True if other rows are shown than before."""
        self.filter_key = self.filter_key if key is None else key
        rows = list(self._order)
        if self.filter_key != ALL:
            known = self._traits
            rows = [case for case in rows if self.filter_key in known.get(case, ())]
        is_new, self.rows = rows != self.rows, rows
        return is_new

    def next_difference(self, row: int, column: int, step: int) -> tuple[int, int] | None:
        """The place (row, column) of the next fixed or broken cell, reading order, or None."""
        columns = self.columns
        places = len(self.rows) * len(columns)
        place = row * len(columns) + column + step
        while 0 <= place < places:
            at = place // len(columns), place % len(columns)
            if self.view(self.rows[at[0]], columns[at[1]]).change:
                return at
            place += step
        return None

    # Inside

    @property
    def _idle_mark(self) -> Mark:
        if self.is_running:
            return "waiting"
        return "stopped"

    def _view(self, place: tuple[str, str]) -> CellView:
        case_id, variant = place
        trials = self.trials(case_id, variant)
        is_running = place in self._running and len(trials) < self.trials_wanted
        idle: Mark = "running" if is_running else self._idle_mark
        is_baseline = variant == self.baseline
        base = {} if is_baseline else self.trials(case_id, self.baseline)
        return cell_view(trials, self.trials_wanted, idle, change_of(trials, base))

    def _forget_views(self, case_id: str) -> None:
        for variant in self._variants:
            self._views.pop((case_id, variant), None)

    def _reclassify(self) -> None:
        self._views.clear()
        self._stale = deque(self._order)

    def _classify(self, case_ids: Sequence[str] | set[str]) -> None:
        """Know which filters the cases come through, and count them."""
        for case_id in case_ids:
            case = self._cases.get(case_id)
            cells = [
                self.view(case_id, name)
                for name, by_case in self._cells.items()
                if case_id in by_case and name in self._variants
            ]
            found = traits(cells, case.tags if case else ())
            self.counts.subtract(self._traits.get(case_id, ()))
            self.counts.update(found)
            self._traits[case_id] = found
