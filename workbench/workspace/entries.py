"""Values back to what stands in their files, checked as if a person had written it."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from workbench.domain.bot import Bot, Example, Intent, ModelSpec, Prompt
from workbench.domain.knowledge_settings import IndexSpec
from workbench.domain.suite import Case
from workbench.workspace.explain import Entry, checked
from workbench.workspace.schema import (
    BotFile,
    CaseEntry,
    IntentEntry,
    ModelEntry,
    PromptFront,
    SettingsFile,
    SuiteFile,
)
from workbench.workspace.settings import Settings
from workbench.workspace.suite_file import SuitePlan


def bot_entry(bot: Bot, path: str, prompt: str, intents: str) -> BotFile:
    """`prompt` and `intents` as the file names them."""
    retrieval = asdict(bot.retrieval) if bot.retrieval else None
    value = {
        "title": bot.title,
        "model": bot.model.name,
        "fallback": [spec.name for spec in bot.fallback],
        "prompt": prompt,
        "strategy": bot.strategy,
        "retrieval": retrieval,
        "tools": [tool.name for tool in bot.tools],
        "intents": intents,
        "sampling": asdict(bot.sampling),
        "steps_per_turn": bot.steps_per_turn,
        "deadline_s": bot.deadline_s,
        "cache": asdict(bot.cache),
        "routes": asdict(bot.routes) | {"strong": bot.routes.strong.name} if bot.routes else None,
    }
    return _entry(BotFile, value, path)


def prompt_entry(prompt: Prompt, path: str) -> PromptFront:
    value = {
        "version": prompt.version,
        "user": prompt.user,
        "examples": _examples(prompt.examples),
        "output_schema": prompt.output_schema,
    }
    return _entry(PromptFront, value, path)


def intent_entry(intent: Intent, path: str) -> IntentEntry:
    return _entry(IntentEntry, asdict(intent) | {"examples": _examples(intent.examples)}, path)


def model_entry(spec: ModelSpec, folder: Path, path: str) -> ModelEntry:
    """A file inside the workspace is named relative to it, so that the folder can move."""
    files = {
        "path": _written_path(spec.path, folder),
        "lora": [_written_path(file, folder) for file in spec.lora],
    }
    return _entry(ModelEntry, asdict(spec) | files, path)


def _written_path(file: str, folder: Path) -> str:
    inside = file and Path(file).is_relative_to(folder)
    return str(Path(file).relative_to(folder)) if inside else file


def suite_entry(plan: SuitePlan, path: str) -> SuiteFile:
    chosen = plan.cases
    value = {
        "title": plan.title,
        "variants": plan.variants,
        "dataset": plan.dataset,
        "cases": asdict(chosen) | {"split": chosen.split or None, "limit": chosen.limit or None},
        "scorers": plan.scorers,
        "trials": plan.trials,
        "baseline": plan.baseline,
        "cache": plan.cache,
        "thresholds": {each.variant: each.pass_rate for each in plan.thresholds},
    }
    return _entry(SuiteFile, value, path)


def settings_entry(settings: Settings, path: str) -> SettingsFile:
    value = asdict(settings)
    value["today"] = value.pop("fixed_today") or None
    value["prices"] = {
        name: {
            "input": price.input_usd,
            "cached_input": price.cached_input_usd,
            "output": price.output_usd,
        }
        for name, price in settings.prices.items()
    }
    value["indexes"] = {
        each.name: {"chunker": asdict(each.chunker), "embedder": asdict(each.embedder)}
        for each in settings.indexes
        if each != IndexSpec()
    }
    budgets = settings.budgets
    value["budgets"] = {
        "run": budgets.run_usd,
        "day": budgets.day_usd,
        "workspace": budgets.workspace_usd,
    }
    return _entry(SettingsFile, value, path)


def case_entry(case: Case, path: str) -> CaseEntry:
    expected = {
        "facts": case.facts,
        "forbidden": case.forbidden,
        "exact": case.exact,
        "regex": case.regexes,
        "refuse": case.refuse,
        "max_words": case.max_words,
    }
    value = {
        "id": case.id,
        "input": case.question if len(case.turns) == 1 else None,
        "turns": case.turns if len(case.turns) != 1 else None,
        "account": case.account,
        "role": case.role,
        "expected": expected,
        "expected_tool_calls": [asdict(call) for call in case.tool_calls],
        "relevant_documents": case.documents,
        "tags": case.tags,
        "split": case.split,
    }
    return _entry(CaseEntry, value, path)


def _examples(examples: Sequence[Example]) -> list[dict[str, Any]]:
    return [asdict(example) for example in examples]


def _entry(model: type[Entry], value: dict[str, Any], path: str) -> Entry:
    return checked(model, _listed(value), path, lambda _: 0)


def _listed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _listed(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_listed(item) for item in value]
    return value
