"""The settings of a measured configuration, put into a bot or written as YAML. Qt-free."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

from ui.pages.knowledge.evaluation.words import chunker_words
from workbench.domain.bot import Bot, RetrievalSettings
from workbench.domain.knowledge_settings import IndexSpec
from workbench.domain.retrieval_sweep import SweepPoint


@dataclass(frozen=True, slots=True)
class Adoption:
    """`missing`: the configuration needs an index that is not there."""

    settings: RetrievalSettings
    missing: IndexSpec | None = None

    @property
    def warning(self) -> str:
        """Why the bot will not find what was measured; empty if it will."""
        if not self.missing:
            return ""
        cut = chunker_words(self.missing.chunker).lower()
        return (
            f"It was measured on documents cut by {cut}, and no index is cut so. "
            "Its lines for workbench.yaml can be copied."
        )


def adoption(
    settings: RetrievalSettings, point: SweepPoint | None, indexes: Iterable[IndexSpec]
) -> Adoption:
    """A sweep's configuration searches the index that is cut and embedded as it was."""
    if not point:
        return Adoption(settings)
    for spec in indexes:
        is_embedded = point.mode == "bm25" or spec.embedder.key == point.embedder
        if spec.chunker == point.chunker and is_embedded:
            return Adoption(replace(settings, index=spec.name))
    cut = point.chunker
    name = f"{cut.kind}-{cut.size_tokens}-{cut.overlap_tokens}".replace("_", "-")
    known = [each.embedder for each in indexes if each.embedder.key == point.embedder]
    made = IndexSpec(name, cut, *known[:1])
    return Adoption(replace(settings, index=name), made)


def adopted(bot: Bot, found: Adoption) -> Bot:
    """What goes beside what was found stays the bot's: no evaluation measures that."""
    before = bot.retrieval or RetrievalSettings()
    kept = replace(
        found.settings,
        neighbours=before.neighbours,
        token_budget=before.token_budget,
        no_evidence_reply=before.no_evidence_reply,
        index=before.index if found.missing else found.settings.index,
    )
    return replace(bot, retrieval=kept)


def as_yaml(found: Adoption) -> str:
    """The lines of a bot's file, and those of workbench.yaml where an index is missing."""
    usual = RetrievalSettings()
    lines = ["# bots/NAME.yaml", "retrieval:"]
    for each in fields(RetrievalSettings):
        value = getattr(found.settings, each.name)
        if each.name in ("top_k", "retrievers") or value != getattr(usual, each.name):
            lines.append(f"  {each.name}: {json.dumps(value)}")
    if found.missing:
        lines += ["", *_index_lines(found.missing)]
    return "\n".join(lines) + "\n"


def _index_lines(spec: IndexSpec) -> list[str]:
    cut, embedder = spec.chunker, spec.embedder
    said = {
        each.name: value for each in fields(embedder) if (value := getattr(embedder, each.name))
    }
    chunker = {"kind": cut.kind, "size_tokens": cut.size_tokens,
               "overlap_tokens": cut.overlap_tokens}  # fmt: skip
    return [
        "# workbench.yaml",
        "indexes:",
        f"  {json.dumps(spec.name)}:",
        f"    chunker: {json.dumps(chunker)}",
        f"    embedder: {json.dumps(said)}",
    ]


def bots_that_retrieve(bots: Iterable[Bot]) -> tuple[Bot, ...]:
    return tuple(bot for bot in bots if bot.retrieval)
