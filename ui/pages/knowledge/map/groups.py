"""Points of the map by area or by audience, and apart what the role may not read. Qt-free."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from ui.pages.knowledge.rows import Roles, area_of, readers
from workbench.domain.embedding_map import MapPoint

GroupBy = Literal["area", "audience"]
HUES = 6
OTHER, HIDDEN = "other", "hidden"
_TOP = "No folder"


@dataclass(frozen=True, slots=True)
class MapGroup:
    """`key`: `hue0` to `hue5` by size, `other` or `hidden`; `places`: of its points."""

    key: str
    name: str
    places: tuple[int, ...]


def groups_of(
    points: Sequence[MapPoint], by: GroupBy, role: str, roles: Roles
) -> tuple[MapGroup, ...]:
    """The largest first. Without a `role` nothing is hidden."""
    named: dict[str, list[int]] = {}
    hidden: list[int] = []
    name, is_hidden = _namer(by), hider(role, roles)
    for place, point in enumerate(points):
        if role and is_hidden(point.audience):
            hidden.append(place)
        else:
            named.setdefault(name(point), []).append(place)
    ordered = sorted(named.items(), key=lambda each: (-len(each[1]), each[0]))
    shown = HUES if len(ordered) > HUES else len(ordered)
    made = [MapGroup(f"hue{n}", key, tuple(at)) for n, (key, at) in enumerate(ordered[:shown])]
    if rest := ordered[shown:]:
        places = tuple(sorted(place for _, at in rest for place in at))
        made.append(MapGroup(OTHER, f"{len(rest)} more", places))
    if hidden:
        made.append(MapGroup(HIDDEN, f"Hidden from {role}", tuple(hidden)))
    return tuple(made)


def hider(role: str, roles: Roles) -> Callable[[str], bool]:
    """Whether the role may not read what is for an audience."""

    @cache
    def is_hidden(audience: str) -> bool:
        return bool(role) and role not in readers(audience, roles)

    return is_hidden


def _namer(by: GroupBy) -> Callable[[MapPoint], str]:
    if by == "audience":
        return lambda point: point.audience
    area = cache(lambda path: area_of(path) or _TOP)
    return lambda point: area(point.path)
