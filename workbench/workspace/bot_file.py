"""bots/<name>.yaml, made whole: the prompt, model, tools and intents that it names."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from workbench.domain.bot import (
    Bot,
    CacheSettings,
    Intent,
    ModelSpec,
    Prompt,
    RetrievalSettings,
    Sampling,
)
from workbench.domain.tool import Tool
from workbench.workspace.explain import validated
from workbench.workspace.files import Files
from workbench.workspace.problem import Problem, WrongFileError, did_you_mean, wrong
from workbench.workspace.route_entry import route_problems, routes_of
from workbench.workspace.schema import BotFile, RetrievalEntry, SamplingEntry
from workbench.workspace.yaml_file import Loc, YamlFile, parse_yaml


@dataclass(frozen=True, slots=True)
class Parts:
    """How a bot finds what it names; each raises `WrongFileError` for a file that is wrong."""

    prompt: Callable[[str], Prompt]
    prompt_names: tuple[str, ...]
    tool: Callable[[str], Tool]
    tool_names: tuple[str, ...]
    intents: Callable[[str], tuple[Intent, ...]]
    models: tuple[ModelSpec, ...]
    broken_models: Mapping[str, tuple[Problem, ...]]


def bot_path(name: str) -> str:
    return f"bots/{name}.yaml"


def read_bot_file(files: Files, name: str) -> tuple[BotFile, YamlFile]:
    file = parse_yaml(bot_path(name), files.read(bot_path(name)))
    return validated(BotFile, file), file


def read_bot(files: Files, name: str, parts: Parts) -> Bot:
    entry, file = read_bot_file(files, name)
    problems = [
        *_unknown_names(file, entry, parts),
        *_strategy_problems(file, entry),
        *route_problems(file, entry, parts.models),
    ]
    if entry.intents and not (files.inside(entry.intents) and files.exists(entry.intents)):
        there = [f"intents/{found}.yaml" for found in files.names("intents", ".yaml")]
        hint = did_you_mean(entry.intents, there, "intent files")
        problems.append(_problem(file, ["intents"], f'there is no "{entry.intents}"', hint))
    if problems:
        raise WrongFileError(*problems)
    return _bot(name, entry, file, parts)


def _bot(name: str, entry: BotFile, file: YamlFile, parts: Parts) -> Bot:
    intents = parts.intents(entry.intents) if entry.intents else ()
    for intent in intents:
        if intent.tool and intent.tool not in entry.tools:
            message = f'the intent "{intent.name}" uses "{intent.tool}", which is not in tools'
            hint = f"Add {intent.tool} to tools."
            raise wrong(file.path, file.line_of(["tools"]), message, hint)
    specs = {spec.name: spec for spec in parts.models}
    return Bot(
        name=name,
        model=specs[entry.model],
        fallback=tuple(specs[model] for model in entry.fallback),
        prompt=parts.prompt(entry.prompt),
        strategy=entry.strategy,
        retrieval=_retrieval(entry.retrieval),
        tools=tuple(parts.tool(tool) for tool in entry.tools),
        intents=intents,
        sampling=_sampling(entry.sampling),
        steps_per_turn=entry.steps_per_turn,
        deadline_s=entry.deadline_s,
        title=entry.title,
        routes=routes_of(entry.routes, parts.models),
        cache=CacheSettings(**entry.cache.model_dump()),
    )


def _retrieval(entry: RetrievalEntry | None) -> RetrievalSettings | None:
    if entry is None:
        return None
    return RetrievalSettings(entry.top_k, entry.candidates, tuple(entry.retrievers))


def _sampling(entry: SamplingEntry) -> Sampling:
    return Sampling(**entry.model_dump() | {"stop": tuple(entry.stop)})


def _unknown_names(file: YamlFile, entry: BotFile, parts: Parts) -> Iterator[Problem]:
    yield from _model_problems(file, entry, parts)
    if entry.prompt not in parts.prompt_names:
        hint = did_you_mean(entry.prompt, parts.prompt_names, "prompts")
        yield _problem(file, ["prompt"], f'there is no prompt "{entry.prompt}"', hint)
    for place, tool in enumerate(entry.tools):
        if tool not in parts.tool_names:
            hint = did_you_mean(tool, parts.tool_names, "tools")
            yield _problem(file, ["tools", place], f'there is no tool "{tool}"', hint)


def _model_problems(file: YamlFile, entry: BotFile, parts: Parts) -> Iterator[Problem]:
    models = [spec.name for spec in parts.models]
    places: list[tuple[Loc, str]] = [(["model"], entry.model)]
    places += [(["fallback", place], name) for place, name in enumerate(entry.fallback)]
    for loc, name in places:
        if name not in models and name in parts.broken_models:
            # It is there: what is wrong with it is to be put right, not its name here.
            yield from parts.broken_models[name]
        elif name not in models:
            hint = f"{did_you_mean(name, models, 'models')} Others are added in models.yaml."
            yield _problem(file, loc, f'there is no model "{name}"', hint)
    if len({entry.model, *entry.fallback}) <= len(entry.fallback):
        hint = "Name each model once: it is asked again by itself before others are."
        yield _problem(file, ["fallback"], "a model is asked twice", hint)


def _strategy_problems(file: YamlFile, entry: BotFile) -> Iterator[Problem]:
    if entry.strategy == "router" and not entry.intents:
        hint = "Add a line `intents: intents/<name>.yaml`."
        yield _problem(file, ["strategy"], "a router needs intents", hint)
    if entry.strategy != "router" and entry.intents:
        hint = "Delete the line, or write strategy: router."
        yield _problem(file, ["intents"], f"a {entry.strategy} bot has no use for intents", hint)
    if entry.strategy == "function_calling" and not entry.tools:
        hint = "Add a line `tools: [get_account]`."
        yield _problem(file, ["strategy"], "a function_calling bot needs tools", hint)


def _problem(file: YamlFile, loc: Loc, message: str, hint: str) -> Problem:
    return Problem(file.path, file.line_of(loc), message, hint)
