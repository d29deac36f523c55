"""Indexes in workbench.yaml: how each is cut and embedded."""

from collections.abc import Iterator, Mapping

from workbench.domain.knowledge_settings import (
    DEFAULT_INDEX,
    ChunkerSettings,
    EmbedderSpec,
    IndexSpec,
)
from workbench.workspace.problem import Problem, WrongFileError
from workbench.workspace.schema import ChunkerEntry, EmbedderEntry, IndexEntry
from workbench.workspace.yaml_file import Loc, YamlFile


def index_specs(file: YamlFile, entries: Mapping[str, IndexEntry]) -> tuple[IndexSpec, ...]:
    """The default index first, also where nobody wrote of it. Raises `WrongFileError`."""
    problems = [
        problem for name, entry in entries.items() for problem in _problems(file, name, entry)
    ]
    if problems:
        raise WrongFileError(*problems)
    named = {DEFAULT_INDEX: IndexSpec(DEFAULT_INDEX)} | {
        name: _spec(name, entry) for name, entry in entries.items()
    }
    return tuple(named.values())


def _spec(name: str, entry: IndexEntry) -> IndexSpec:
    cut, by = entry.chunker, entry.embedder
    return IndexSpec(
        name,
        ChunkerSettings(cut.kind, cut.size_tokens, cut.overlap_tokens),
        EmbedderSpec(by.provider, by.name, by.path, by.base_url, by.key_env),
    )


def _problems(file: YamlFile, name: str, entry: IndexEntry) -> Iterator[Problem]:
    found = [
        (("chunker", "overlap_tokens"), _wrong_overlap(entry.chunker)),
        (("embedder",), _wrong_embedder(entry.embedder)),
    ]
    for place, (message, hint) in found:
        if message:
            loc: Loc = ("indexes", name, *place)
            yield Problem(file.path, file.line_of(loc), f'the index "{name}": {message}', hint)


def _wrong_overlap(cut: ChunkerEntry) -> tuple[str, str]:
    if cut.overlap_tokens * 2 > cut.size_tokens:
        return "pieces overlap by more than half", f"At most {cut.size_tokens // 2} tokens."
    return "", ""


def _wrong_embedder(by: EmbedderEntry) -> tuple[str, str]:
    if by.provider == "sentence_transformers" and not (by.name or by.path):
        return "it is not said which model embeds", "Add name: or path: of the model."
    if by.provider == "openai_compatible" and not (by.name and by.base_url):
        return "the embedder needs a name and a base_url", (
            "Add both, for example base_url: http://localhost:11434/v1."
        )
    return "", ""
