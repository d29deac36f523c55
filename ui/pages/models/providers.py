"""The rows of API providers: one an address and key, with its models and last test. Qt-free."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ui.theme.status import StatusKind
from ui.widgets.key_words import key_words
from workbench.domain.addresses import host_of, is_loopback
from workbench.domain.bot import ModelSpec
from workbench.domain.key_state import KeyState


@dataclass(frozen=True, slots=True)
class Checked:
    """How the last test went; `kind` is running while it goes on."""

    kind: StatusKind
    words: str


NOT_CHECKED = Checked("idle", "Not tested yet")
OFFLINE = Checked("idle", "Offline")


@dataclass(frozen=True, slots=True)
class ProviderRow:
    """`spec`: one of its models, by which it is tested. `key`: None until the worker told.

    `is_cut`: offline mode keeps it from being asked.
    """

    name: str
    models: tuple[str, ...]
    spec: ModelSpec
    key: KeyState | None
    checked: Checked
    is_cut: bool = False

    @property
    def address(self) -> str:
        return self.spec.address

    @property
    def key_words(self) -> tuple[StatusKind, str]:
        if self.key:
            return key_words(self.key)
        return ("idle", "Looking for its key" if self.spec.key_variables else "Needs none")

    @property
    def lacks_key(self) -> bool:
        """Without one it can't be used: a key is given first."""
        key = self.key
        return bool(key and self.spec.key_variables and (key.origin == "none" or key.refused))

    @property
    def deed(self) -> str:
        """What its button does."""
        if self.lacks_key:
            return "Replace key" if self.key and self.key.refused else "Add key"
        return "Testing" if self.checked.kind == "running" else "Test"

    @property
    def can_act(self) -> bool:
        return self.lacks_key or not (self.is_cut or self.checked.kind == "running")


def provider_rows(
    models: Sequence[ModelSpec],
    checked: Mapping[str, Checked],
    keys: Sequence[KeyState] = (),
    *,
    is_offline: bool = False,
) -> tuple[ProviderRow, ...]:
    """One row an address and key, in the order of the picker."""
    grouped: dict[tuple[str, str, str], list[ModelSpec]] = {}
    for model in models:
        if model.is_remote:
            place = (model.address, model.key_name, model.key_env)
            grouped.setdefault(place, []).append(model)
    by_name = {key.name: key for key in keys}
    return tuple(
        _row(group, checked, by_name.get(group[0].key_name), is_offline=is_offline)
        for group in grouped.values()
    )


def _row(
    group: Sequence[ModelSpec],
    checked: Mapping[str, Checked],
    key: KeyState | None,
    *,
    is_offline: bool,
) -> ProviderRow:
    first = group[0]
    is_cut = is_offline and not is_loopback(host_of(first.address))
    said = OFFLINE if is_cut else checked.get(first.name, NOT_CHECKED)
    names = tuple(each.name for each in group)
    return ProviderRow(provider_name(first), names, first, key, said, is_cut)


def provider_name(model: ModelSpec) -> str:
    if model.who.name:
        return model.who.title
    host = host_of(model.address)
    return "Server on this machine" if is_loopback(host) else host or model.address


def listed_words(models: Sequence[str]) -> str:
    """`12 models: a, b, c …`."""
    count = f"{len(models):,} model{'' if len(models) == 1 else 's'}"
    some = ", ".join(models[:3])
    return f"Answers, {count}: {some}{' …' if len(models) > 3 else ''}" if models else "Answers"
