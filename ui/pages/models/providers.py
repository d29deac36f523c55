"""The rows of API providers: one a base URL, with its models and the state of its key. Qt-free."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from ui.theme.status import StatusKind
from workbench.domain.bot import ModelSpec

_KNOWN = {
    "api.openai.com": "OpenAI",
    "api.groq.com": "Groq",
    "api.mistral.ai": "Mistral",
    "api.together.xyz": "Together",
    "openrouter.ai": "OpenRouter",
    "api.deepseek.com": "DeepSeek",
}
_HERE = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True)
class KeyState:
    """Never the key itself, not even a part of it."""

    kind: StatusKind
    words: str


@dataclass(frozen=True, slots=True)
class Checked:
    """How the last test went; `kind` is running while it goes on."""

    kind: StatusKind
    words: str


@dataclass(frozen=True, slots=True)
class ProviderRow:
    """`model`: one of its models, by which it is tested."""

    base_url: str
    name: str
    models: tuple[str, ...]
    model: str
    key: KeyState
    checked: Checked


KeyStates = Callable[[ModelSpec], KeyState]
NOT_CHECKED = Checked("idle", "Not tested yet")


def environment_key(spec: ModelSpec) -> KeyState:
    """By the environment that window and worker share."""
    if not spec.key_env:
        return KeyState("idle", "No key needed")
    if os.environ.get(spec.key_env):
        return KeyState("pass", f"Key from {spec.key_env}")
    return KeyState("fail", f"No key: {spec.key_env} is not set")


def provider_rows(
    models: Sequence[ModelSpec],
    checked: Mapping[str, Checked],
    key_of: KeyStates = environment_key,
) -> tuple[ProviderRow, ...]:
    """One row a base URL and key, in the order of the picker."""
    grouped: dict[tuple[str, str], list[ModelSpec]] = {}
    for model in models:
        if model.provider == "openai_compatible":
            grouped.setdefault((model.base_url, model.key_env), []).append(model)
    return tuple(
        ProviderRow(
            base_url=url,
            name=provider_name(url),
            models=tuple(each.name for each in group),
            model=group[0].name,
            key=key_of(group[0]),
            checked=checked.get(group[0].name, NOT_CHECKED),
        )
        for (url, _), group in grouped.items()
    )


def provider_name(base_url: str) -> str:
    host = urlsplit(base_url).hostname or base_url
    if host in _HERE:
        return "Server on this machine"
    return _KNOWN.get(host, host)


def listed_words(models: Sequence[str]) -> str:
    """`12 models: a, b, c …`."""
    count = f"{len(models):,} model{'' if len(models) == 1 else 's'}"
    some = ", ".join(models[:3])
    return f"Answers, {count}: {some}{' …' if len(models) > 3 else ''}" if models else "Answers"
