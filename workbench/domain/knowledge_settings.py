"""How documents become an index: what is said of them, how they are cut and embedded."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

ChunkerKind = Literal["heading", "fixed", "sentences", "semantic", "parent_child"]
EmbedderProvider = Literal["minilm", "sentence_transformers", "openai_compatible"]

DEFAULT_INDEX = "default"
# What a document is for that names no audience: nothing is published by an oversight.
SAFE_AUDIENCE = "internal"
AUDIENCE_SEPARATOR = ", "


@dataclass(frozen=True, slots=True)
class Labels:
    """What a file, or a rule for files, says of a document. None: nothing.

    Dates are ISO; `supersedes` are paths relative to the knowledge folder.
    """

    title: str | None = None
    audience: str | None = None
    effective: str | None = None
    supersedes: tuple[str, ...] | None = None
    region: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class LabelRule:
    """`files` is a pattern over paths: `*` within a folder, `**` over folders, `?` one letter."""

    files: str
    labels: Labels


@dataclass(frozen=True, slots=True)
class ChunkerSettings:
    """`size_tokens`: the most that one piece brings into a prompt, counted as MiniLM does.

    `overlap_tokens`: how much of it repeats the end of the piece before.
    """

    kind: ChunkerKind = "heading"
    size_tokens: int = 200
    overlap_tokens: int = 0


@dataclass(frozen=True, slots=True)
class EmbedderSpec:
    """sentence_transformers: a model by `name`, or in the folder `path`.

    openai_compatible: `name` is the model's at `base_url`; its key is in the variable `key_env`.
    """

    provider: EmbedderProvider = "minilm"
    name: str = ""
    path: str = ""
    base_url: str = ""
    key_env: str = ""

    @property
    def title(self) -> str:
        return self.name or self.path or "all-MiniLM-L6-v2"

    @property
    def key(self) -> str:
        """What a sweep calls it: `minilm`, a model's name or folder, an API's with its address."""
        if self.provider == "minilm":
            return "minilm"
        return f"{self.title} at {self.base_url}" if self.base_url else self.title


@dataclass(frozen=True, slots=True)
class IndexSpec:
    """An index of the workspace: the documents are the same in each, chunks and vectors differ."""

    name: str = DEFAULT_INDEX
    chunker: ChunkerSettings = field(default_factory=ChunkerSettings)
    embedder: EmbedderSpec = field(default_factory=EmbedderSpec)


@dataclass(frozen=True, slots=True)
class KnowledgePlan:
    """What a workspace says of its documents. Of two rules the later counts; `indexes`: any order,
    the one called `default` is always among them."""

    rules: tuple[LabelRule, ...] = ()
    indexes: tuple[IndexSpec, ...] = (IndexSpec(),)

    def index(self, name: str) -> IndexSpec | None:
        return next((each for each in self.indexes if each.name == name), None)


def joined_audience(names: Iterable[str]) -> str:
    """One audience or several as one text, the same for any order."""
    return AUDIENCE_SEPARATOR.join(sorted(set(names)))


def may_read(audience: str, audiences: frozenset[str] | tuple[str, ...]) -> bool:
    """Whether somebody with `audiences` may read a document for `audience`."""
    return audience in audiences or any(
        each in audiences for each in audience.split(AUDIENCE_SEPARATOR)
    )
