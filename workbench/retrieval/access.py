"""Who may read what: audiences of a role, and documents that newer ones have replaced."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from workbench.errors import RetrievalError

REPLACED = "superseded by another document"


@dataclass(frozen=True, slots=True)
class Source:
    """What access is decided by: a document without its text. `effective` is an ISO date or ""."""

    path: str
    audience: str
    effective: str = ""
    supersedes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Permit:
    """What may be ranked: the documents of `audiences` but for the paths in `superseded`."""

    audiences: frozenset[str]
    superseded: frozenset[str] = frozenset()

    def allows(self, path: str, audience: str) -> bool:
        return audience in self.audiences and path not in self.superseded


def audiences_of(role: str, role_audiences: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    if role not in role_audiences:
        known = ", ".join(sorted(role_audiences)) or "none"
        raise RetrievalError(f"There is no role called {role}.", f"The workspace's roles: {known}.")
    return role_audiences[role]


def successors(sources: Iterable[Source], today: str) -> dict[str, tuple[str, ...]]:
    """For each document that is out of force on `today` (ISO), the paths that replace it.

    A successor counts from its effective date on, at once if it has none. Documents that replace
    each other in a circle are all in force: nobody could say which one is the newest.
    """
    replaced: dict[str, list[str]] = {}
    for source in sources:
        if source.effective <= today:
            for old in source.supersedes:
                replaced.setdefault(old, []).append(source.path)
    return {old: tuple(new) for old, new in replaced.items() if not _is_circular(old, replaced)}


def reason_withheld(
    source: Source, audiences: frozenset[str], replaced_by: Mapping[str, Source]
) -> str:
    """Why a chunk of `source` is not shown. Names a successor only to those who may read it."""
    if source.audience not in audiences:
        return f'audience is "{source.audience}"'
    readable = sorted(path for path, new in replaced_by.items() if new.audience in audiences)
    return f"superseded by {', '.join(readable)}" if readable else REPLACED


def _is_circular(path: str, replaced: Mapping[str, list[str]]) -> bool:
    to_see, seen = list(replaced[path]), set[str]()
    while to_see:
        if (new := to_see.pop()) == path:
            return True
        if new not in seen:
            seen.add(new)
            to_see.extend(replaced.get(new, ()))
    return False
