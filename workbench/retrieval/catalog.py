"""Every chunk and document of the index: the truth that access is decided by."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence

from workbench.domain.document import Chunk, Withheld
from workbench.retrieval.access import Permit, Rules, Source, reason_withheld, rules

KEPT_RULES = 64


class Catalog:
    """For many threads: what it keeps is replaced as a whole."""

    def __init__(
        self, chunks: Sequence[Chunk], sources: Sequence[Source], parents: Sequence[Chunk] = ()
    ) -> None:
        self.chunks = {piece.id: piece for piece in chunks}
        self._parents = {parent.id: parent for parent in parents}
        self.sources = {source.path: source for source in sources}
        self.everything = Permit(frozenset(source.audience for source in sources))
        self._rules: OrderedDict[tuple[str, str], Rules] = OrderedDict()
        self._in_order: Mapping[str, tuple[Chunk, ...]] | None = None

    def rules(self, today: str, region: str) -> Rules:
        """What holds on that day in that region, worked out once."""
        key = (today, region)
        if (known := self._rules.get(key)) is None:
            known = self._rules[key] = rules(tuple(self.sources.values()), today, region)
            while len(self._rules) > KEPT_RULES:
                self._rules.popitem(last=False)
        return known

    def allows(self, permit: Permit, chunk_id: str) -> bool:
        piece = self.chunks.get(chunk_id)
        return piece is not None and permit.allows(piece.path, piece.audience)

    def allowed(self, permit: Permit) -> tuple[Chunk, ...]:
        return tuple(piece for key, piece in self.chunks.items() if self.allows(permit, key))

    def paths(self, ids: Iterable[str]) -> dict[str, str]:
        return {key: self.chunks[key].path for key in ids}

    def around(self, chunk_id: str, neighbours: int) -> tuple[Chunk, ...]:
        """Its parent, or else the chunk among so many neighbours on each side, in reading order.

        They are of the same document, so whoever may read the one may read all.
        """
        if parent := self._parents.get(self.chunks[chunk_id].parent_id):
            return (parent,)
        if not neighbours:
            return (self.chunks[chunk_id],)
        if self._in_order is None:
            self._in_order = _in_order(self.chunks.values())
        row = self._in_order[self.chunks[chunk_id].path]
        place = next(place for place, piece in enumerate(row) if piece.id == chunk_id)
        return row[max(0, place - neighbours) : place + neighbours + 1]

    def withheld(
        self, chunk_id: str, audiences: frozenset[str], today: str, region: str
    ) -> Withheld:
        source = self.sources[self.chunks[chunk_id].path]
        new = self.rules(today, region).replaced.get(source.path, ())
        replaced_by = {path: self.sources[path] for path in new}
        return Withheld(chunk_id, reason_withheld(source, audiences, replaced_by, region))


def _in_order(chunks: Iterable[Chunk]) -> Mapping[str, tuple[Chunk, ...]]:
    by_path: dict[str, list[Chunk]] = {}
    for piece in chunks:
        by_path.setdefault(piece.path, []).append(piece)
    return {
        path: tuple(sorted(pieces, key=lambda piece: (piece.position, piece.start)))
        for path, pieces in by_path.items()
    }
