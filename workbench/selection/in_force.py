"""What is not in force yet comes after what it will replace."""

from collections.abc import Mapping, Sequence

from workbench.domain.document import Dropped
from workbench.selection.ranked import Scored


def in_force_first(
    ranked: Sequence[Scored], paths: Mapping[str, str], not_yet: Mapping[str, Sequence[str]]
) -> tuple[tuple[Scored, ...], tuple[Dropped, ...]]:
    """Each chunk of a successor that is yet to come goes behind all chunks of what it replaces.

    `paths`: the document of an id. `not_yet`: for a document that is not in force yet, those that
    it will replace. Scores are kept, places change; what was moved is told. A chain of several
    successors ends with the one that comes last.
    """
    moved: list[Dropped] = []
    order = list(ranked)
    for path in _oldest_first(not_yet):
        order, told = _behind(order, paths, path, not_yet[path])
        moved.extend(told)
    return tuple(order), tuple(moved)


def _behind(
    order: list[Scored], paths: Mapping[str, str], path: str, replaced: Sequence[str]
) -> tuple[list[Scored], list[Dropped]]:
    last = max((n for n, (key, _) in enumerate(order) if paths[key] in replaced), default=-1)
    early = [item for item in order[: last + 1] if paths[item[0]] == path]
    if not early:
        return order, []
    before = [item for item in order[: last + 1] if paths[item[0]] != path]
    reason = f"not in force yet: behind {', '.join(sorted(replaced))}"
    return [*before, *early, *order[last + 1 :]], [Dropped(key, reason) for key, _ in early]


def _oldest_first(not_yet: Mapping[str, Sequence[str]]) -> list[str]:
    """A successor comes after the successors that it replaces itself; a circle is cut anywhere."""
    order: list[str] = []

    def visit(path: str, above: tuple[str, ...]) -> None:
        if path in order or path in above:
            return
        for older in sorted(not_yet[path]):
            if older in not_yet:
                visit(older, (*above, path))
        order.append(path)

    for path in sorted(not_yet):
        visit(path, ())
    return order
