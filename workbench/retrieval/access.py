"""Who may read what: audiences of a role, and documents that hold for neither day nor place."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from workbench.domain.knowledge_settings import may_read
from workbench.errors import RetrievalError

REPLACED = "superseded by another document"


@dataclass(frozen=True, slots=True)
class Source:
    """What access is decided by: a document without its text.

    `effective` is an ISO date or "". `region`: where it holds, `US, CA`; empty is everywhere.
    """

    path: str
    audience: str
    effective: str = ""
    supersedes: tuple[str, ...] = ()
    region: str = ""

    def holds_in(self, region: str) -> bool:
        """Where the region is unknown, everything may hold."""
        places = [place.strip().casefold() for place in self.region.split(",")]
        return not (region and self.region) or region.strip().casefold() in places


@dataclass(frozen=True, slots=True)
class Permit:
    """What may be ranked: the documents of `audiences` but for the paths in `left_out`."""

    audiences: frozenset[str]
    left_out: frozenset[str] = frozenset()

    def allows(self, path: str, audience: str) -> bool:
        return may_read(audience, self.audiences) and path not in self.left_out


def audiences_of(role: str, role_audiences: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    if role not in role_audiences:
        known = ", ".join(sorted(role_audiences)) or "none"
        raise RetrievalError(f"There is no role called {role}.", f"The workspace's roles: {known}.")
    return role_audiences[role]


def successors(
    sources: Iterable[Source], today: str, region: str = ""
) -> dict[str, tuple[str, ...]]:
    """For each document that is out of force on `today` (ISO), the paths that replace it.

    A successor counts from its effective date on, at once if it has none, and only where it
    holds. Documents that replace each other in a circle leave each other in force: nobody could
    say which one is the newest.
    """
    replaced: dict[str, list[str]] = {}
    for source in sources:
        if source.effective <= today and source.holds_in(region):
            for old in source.supersedes:
                replaced.setdefault(old, []).append(source.path)
    lasting = {
        old: tuple(path for path in new if not _is_replaced_by(path, old, replaced))
        for old, new in replaced.items()
    }
    return {old: new for old, new in lasting.items() if new}


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds on one day in one region. `replaced`: by path, the paths that replace it.

    `elsewhere`: paths of documents for other regions. `not_yet`: for each document whose date is
    to come, what it will replace.
    """

    replaced: Mapping[str, tuple[str, ...]]
    elsewhere: frozenset[str]
    not_yet: Mapping[str, tuple[str, ...]]

    def permit(self, audiences: frozenset[str]) -> Permit:
        return Permit(audiences, self.elsewhere.union(self.replaced))


def rules(sources: Sequence[Source], today: str, region: str = "") -> Rules:
    return Rules(
        successors(sources, today, region),
        frozenset(source.path for source in sources if not source.holds_in(region)),
        {
            source.path: source.supersedes
            for source in sources
            if source.effective > today and source.supersedes
        },
    )


def reason_withheld(
    source: Source,
    audiences: frozenset[str],
    replaced_by: Mapping[str, Source],
    region: str = "",
) -> str:
    """Why a chunk of `source` is not shown. Names a successor only to those who may read it."""
    if not may_read(source.audience, audiences):
        return f'audience is "{source.audience}"'
    if not source.holds_in(region):
        return f"holds in {source.region}, the account is in {region}"
    readable = sorted(
        path for path, new in replaced_by.items() if may_read(new.audience, audiences)
    )
    return f"superseded by {', '.join(readable)}" if readable else REPLACED


def _is_replaced_by(path: str, other: str, replaced: Mapping[str, list[str]]) -> bool:
    """Whether it is replaced by the other in one step or several, or is the same."""
    to_see, seen = [path], set[str]()
    while to_see:
        if (here := to_see.pop()) == other:
            return True
        if here not in seen:
            seen.add(here)
            to_see.extend(replaced.get(here, ()))
    return False
