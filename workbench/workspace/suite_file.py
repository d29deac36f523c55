"""suites/<name>.yaml: which bots meet which cases, how they are judged and how often."""

from dataclasses import dataclass, field

from workbench.domain.suite import Threshold
from workbench.workspace.explain import validated
from workbench.workspace.files import Files
from workbench.workspace.schema import SelectionEntry, SuiteFile
from workbench.workspace.selection import CaseSelection
from workbench.workspace.yaml_file import YamlFile, parse_yaml


@dataclass(frozen=True, slots=True)
class SuitePlan:
    """A suite as its file has it: bots and the dataset by name."""

    name: str
    variants: tuple[str, ...]
    dataset: str
    scorers: tuple[str, ...]
    cases: CaseSelection = field(default_factory=CaseSelection)
    trials: int = 1
    baseline: str = ""
    thresholds: tuple[Threshold, ...] = ()
    title: str = ""
    cache: bool = False


def suite_path(name: str) -> str:
    return f"suites/{name}.yaml"


def read_suite_file(files: Files, name: str) -> tuple[SuitePlan, YamlFile]:
    """The plan, and the file for the lines of what it names."""
    file = parse_yaml(suite_path(name), files.read(suite_path(name)))
    entry = validated(SuiteFile, file)
    return _plan(name, entry), file


def _plan(name: str, entry: SuiteFile) -> SuitePlan:
    return SuitePlan(
        name=name,
        variants=tuple(entry.variants),
        dataset=entry.dataset,
        scorers=tuple(entry.scorers),
        cases=_selection(entry.cases),
        trials=entry.trials,
        baseline=entry.baseline,
        thresholds=tuple(Threshold(*each) for each in entry.thresholds.items()),
        title=entry.title,
        cache=entry.cache,
    )


def _selection(entry: SelectionEntry) -> CaseSelection:
    return CaseSelection(entry.split or "", tuple(entry.tags), tuple(entry.ids), entry.limit or 0)
