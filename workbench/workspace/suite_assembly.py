"""A suite made whole: its bots, and those cases of its dataset that it takes."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from workbench.domain.bot import Bot
from workbench.domain.suite import Case, Suite
from workbench.workspace.problem import Problem, WrongFileError, did_you_mean, wrong
from workbench.workspace.selection import select_cases
from workbench.workspace.suite_file import SuitePlan, suite_path
from workbench.workspace.yaml_file import Loc

LineOf = Callable[[Loc], int]


@dataclass(frozen=True, slots=True)
class SuiteParts:
    """How a suite finds what it names; each raises `WrongFileError` for a file that is wrong.

    `check`: whether these cases of a dataset can be asked.
    """

    bot: Callable[[str], Bot]
    bot_names: Collection[str]
    dataset: Callable[[str], tuple[Case, ...]]
    dataset_names: Collection[str]
    check: Callable[[str, Sequence[Case]], None]


def assemble_suite(plan: SuitePlan, parts: SuiteParts, line_of: LineOf = lambda _: 0) -> Suite:
    """`line_of`: the line of a field in the suite's file, 0 for a plan that is not in a file."""
    problems = list(_unknown_names(plan, parts, line_of)) or list(_misfits(plan, line_of))
    if problems:
        raise WrongFileError(*problems)
    return Suite(
        name=plan.name,
        variants=tuple(parts.bot(name) for name in plan.variants),
        cases=_cases(plan, parts, line_of),
        scorers=plan.scorers,
        trials=plan.trials,
        baseline=plan.baseline,
        thresholds=plan.thresholds,
        title=plan.title,
        cache=plan.cache,
    )


def _unknown_names(plan: SuitePlan, parts: SuiteParts, line_of: LineOf) -> Iterator[Problem]:
    path = suite_path(plan.name)
    for place, name in enumerate(plan.variants):
        if name not in parts.bot_names:
            hint = did_you_mean(name, parts.bot_names, "bots")
            line = line_of(["variants", place])
            yield Problem(path, line, f'there is no bot "{name}"', hint)
    if plan.dataset not in parts.dataset_names:
        hint = did_you_mean(plan.dataset, parts.dataset_names, "datasets")
        yield Problem(path, line_of(["dataset"]), f'there is no dataset "{plan.dataset}"', hint)


def _misfits(plan: SuitePlan, line_of: LineOf) -> Iterator[Problem]:
    path = suite_path(plan.name)
    for place, name in enumerate(plan.variants):
        if name in plan.variants[:place]:
            line = line_of(["variants", place])
            yield Problem(path, line, f'the variant "{name}" is named twice', "Delete one.")
    if plan.baseline and plan.baseline not in plan.variants:
        message = f'the baseline "{plan.baseline}" is not among the variants'
        hint = did_you_mean(plan.baseline, plan.variants, "variants")
        yield Problem(path, line_of(["baseline"]), message, hint)
    for name in (threshold.variant for threshold in plan.thresholds):
        if name not in plan.variants:
            line = line_of(["thresholds", name])
            hint = did_you_mean(name, plan.variants, "variants")
            yield Problem(path, line, f'a threshold names "{name}", which is no variant', hint)


def _cases(plan: SuitePlan, parts: SuiteParts, line_of: LineOf) -> tuple[Case, ...]:
    path, dataset = suite_path(plan.name), parts.dataset(plan.dataset)
    known = [case.id for case in dataset]
    for place, case_id in enumerate(plan.cases.ids):
        if case_id not in known:
            line = line_of(["cases", "ids", place])
            hint = f"Look it up in datasets/{plan.dataset}."
            raise wrong(path, line, f'there is no case "{case_id}"', hint)
    chosen = select_cases(dataset, plan.cases)
    if not chosen:
        tags = sorted({tag for case in dataset for tag in case.tags})
        hint = f"The tags in this dataset are: {', '.join(tags)}."
        raise wrong(path, line_of(["cases"]), "no case fits the selection", hint)
    parts.check(plan.dataset, chosen)
    return chosen
