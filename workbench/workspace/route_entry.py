"""`routes:` of a bot's file: the strong model, and when it answers."""

from collections.abc import Iterator, Sequence

from workbench.domain.bot import ModelSpec, Routes
from workbench.workspace.problem import Problem, did_you_mean
from workbench.workspace.schema import BotFile, RoutesEntry
from workbench.workspace.yaml_file import YamlFile


def routes_of(entry: RoutesEntry | None, models: Sequence[ModelSpec]) -> Routes | None:
    """`route_problems` has seen to it that the model is there."""
    if entry is None:
        return None
    return Routes(
        strong=next(spec for spec in models if spec.name == entry.strong),
        tools=entry.tools,
        longer_than=entry.longer_than,
        unlike_intents=entry.unlike_intents,
        hard=tuple(entry.hard),
        easy=tuple(entry.easy),
        similarity=entry.similarity,
        confidence=entry.confidence,
    )


def route_problems(
    file: YamlFile, entry: BotFile, models: Sequence[ModelSpec]
) -> Iterator[Problem]:
    routes = entry.routes
    if routes is None:
        return
    names = [spec.name for spec in models]
    if routes.strong not in names:
        line = file.line_of(["routes", "strong"])
        hint = f"{did_you_mean(routes.strong, names, 'models')} Others are added in models.yaml."
        yield Problem(file.path, line, f'there is no model "{routes.strong}"', hint)
    if routes.strong == entry.model:
        line = file.line_of(["routes", "strong"])
        hint = "Name a stronger one, or delete `routes`."
        yield Problem(file.path, line, f'"{entry.model}" cannot be its own strong model', hint)
    if routes.unlike_intents and not entry.intents:
        line = file.line_of(["routes", "unlike_intents"])
        hint = "Give example questions instead: easy: [What is my status?]"
        yield Problem(file.path, line, "this bot has no intents to be unlike", hint)
    if not _has_rule(routes):
        hint = "Add one: tools: true, longer_than: 40, hard: [a question], or confidence: 0.7."
        yield Problem(file.path, file.line_of(["routes"]), "these routes have no rule", hint)


def _has_rule(routes: RoutesEntry) -> bool:
    examples = routes.hard or routes.easy
    asked = routes.tools or routes.longer_than or routes.unlike_intents or routes.confidence
    return bool(examples or asked)
