"""A grid that is being put together: bots, cases, trials and scorers. Qt-free."""

from dataclasses import dataclass, replace

from workbench.commands import SaveSuite
from workbench.domain.bot import Bot
from workbench.domain.suite import Case, Suite

MOST_TRIALS = 10
# What no case is called: nothing is ticked, which is not the same as everything.
NO_CASE = ("",)


@dataclass(frozen=True, slots=True)
class Draft:
    """`cases` are all of the dataset; `split`, `tag`, `case_ids` and `limit` choose among them.

    Empty choices let everything through; `limit` 0 is no limit. `budget_usd` None is the budget of
    runs in workbench.yaml. `cache`: the bots may give answers again.
    """

    variants: tuple[Bot, ...] = ()
    dataset: str = ""
    cases: tuple[Case, ...] = ()
    split: str = ""
    tag: str = ""
    case_ids: tuple[str, ...] = ()
    limit: int = 0
    trials: int = 1
    scorers: tuple[str, ...] = ()
    baseline: str = ""
    title: str = ""
    budget_usd: float | None = None
    cache: bool = False

    @property
    def offered(self) -> tuple[Case, ...]:
        """What the filters let through, ticked or not."""
        return replace(self, case_ids=(), limit=0).chosen

    @property
    def chosen(self) -> tuple[Case, ...]:
        found = tuple(case for case in self.cases if self._lets_through(case))
        return found[: self.limit] if self.limit else found

    @property
    def cells(self) -> int:
        return len(self.variants) * len(self.chosen) * self.trials

    @property
    def problem(self) -> str:
        """Why it cannot run yet, with what to do; empty if it can."""
        if not self.variants:
            return "Choose at least one bot."
        if not self.cases:
            return "Choose a dataset with cases."
        if not self.chosen:
            return "No case is ticked." if self.offered else "No case matches. Clear filters."
        return "" if self.scorers else "Choose at least one scorer."

    @property
    def name(self) -> str:
        """The name of its file: lower case words with hyphens."""
        words = "".join(each if each.isalnum() else " " for each in self.title.lower()).split()
        return "-".join(words) or "new-grid"

    def suite(self) -> Suite:
        names = {bot.name for bot in self.variants}
        return Suite(
            name=self.name,
            variants=self.variants,
            cases=self.chosen,
            scorers=self.scorers,
            trials=self.trials,
            baseline=self.baseline if self.baseline in names else "",
            title=self.title or "New grid",
            cache=self.cache,
        )

    def save_command(self, request_id: str) -> SaveSuite:
        suite = self.suite()
        return SaveSuite(
            request_id,
            name=suite.name,
            title=suite.title,
            variants=tuple(bot.name for bot in self.variants),
            dataset=self.dataset,
            scorers=self.scorers,
            trials=self.trials,
            baseline=suite.baseline,
            case_ids=self.case_ids,
            tags=(self.tag,) if self.tag else (),
            split=self.split,
            limit=self.limit,
            cache=self.cache,
        )

    def with_variant(self, bot: Bot, *, is_chosen: bool) -> "Draft":
        rest = tuple(each for each in self.variants if each.name != bot.name)
        return replace(self, variants=(*rest, bot) if is_chosen else rest)

    def with_ticked(self, case_ids: tuple[str, ...]) -> "Draft":
        """Of those that are offered; to tick all of them is to choose none in particular."""
        is_all = len(case_ids) == len(self.offered)
        return replace(self, case_ids=() if is_all else case_ids or NO_CASE)

    def with_scorer(self, scorer: str, *, is_chosen: bool) -> "Draft":
        rest = tuple(each for each in self.scorers if each != scorer)
        return replace(self, scorers=(*rest, scorer) if is_chosen else rest)

    def _lets_through(self, case: Case) -> bool:
        return (
            self.split in {"", case.split}
            and (not self.tag or self.tag in case.tags)
            and (not self.case_ids or case.id in self.case_ids)
        )
