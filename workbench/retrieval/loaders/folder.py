"""The knowledge folder: which files it has, and each as a document or a problem."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from functools import lru_cache
from pathlib import Path, PurePosixPath

from workbench.domain.document import Document
from workbench.domain.knowledge_settings import SAFE_AUDIENCE, LabelRule, Labels
from workbench.errors import RetrievalError
from workbench.retrieval.loaders.front_matter import text_start
from workbench.retrieval.loaders.kinds import LOADERS, OTHERS, check_name
from workbench.retrieval.loaders.loaded import Loaded, LoadError
from workbench.retrieval.problem import Problem

LARGEST_BYTES = 64 * 1024 * 1024
# How far into a document a heading is looked for that could be its title.
TITLE_WITHIN = 4000
HEADING = re.compile(r"^#{1,6}[ \t]+(.+?)[ \t#]*$", re.MULTILINE)


def document_files(folder: Path) -> Iterator[Path]:
    """Every file that should be a document, in a stable order; hidden ones are left out.

    Raises `RetrievalError` if there is no folder.
    """
    if not folder.is_dir():
        raise RetrievalError(f"There is no folder {folder}.", "Create it and put documents in it.")
    for path in sorted(folder.rglob("*")):
        is_hidden = any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)
        if path.suffix.lower() in (*LOADERS, *OTHERS) and not is_hidden and path.is_file():
            yield path


def load(folder: Path, file: Path, rules: Sequence[LabelRule] = ()) -> Document | Problem:
    path = file.relative_to(folder).as_posix()
    try:
        return document(path, read(file), rules)
    except LoadError as error:
        return Problem(path, error.line, error.message, error.hint)
    except OSError as error:
        return Problem(path, 1, f"cannot be read: {error.strerror}", "Check its permissions.")


def read(file: Path) -> Loaded:
    """Raises `LoadError` and `OSError`."""
    suffix, size = file.suffix.lower(), file.stat().st_size
    if suffix in OTHERS:
        raise LoadError(1, f"{suffix} files are not read", OTHERS[suffix])
    if size > LARGEST_BYTES:
        most = LARGEST_BYTES // 1024**2
        raise LoadError(
            1,
            f"the file has {size / 1024**2:.0f} MB, and at most {most} are read",
            "Split it, or leave out its pictures.",
        )
    content = file.read_bytes()
    if not content.strip():
        raise LoadError(1, "the file is empty", "Fetch it again, or remove it.")
    check_name(suffix, content[:2048])
    loaded = LOADERS[suffix](content)
    if not loaded.text[text_start(file.name, loaded.text) :].strip():
        raise LoadError(1, "there is no text in it", "Fill it, or remove it.")
    return loaded


def document(path: str, loaded: Loaded, rules: Sequence[LabelRule] = ()) -> Document:
    """What the file says of itself comes before what the rules say of it."""
    labels = merged(rule_labels(path, rules), loaded.labels)
    title = labels.title or _first_heading(path, loaded.text) or title_from_name(path)
    return labelled(Document(path, title, loaded.text), labels)


def labelled(document: Document, labels: Labels) -> Document:
    """With all but the title that `labels` say; whoever is not named may not read it."""
    return replace(
        document,
        audience=labels.audience or SAFE_AUDIENCE,
        effective=labels.effective or "",
        supersedes=labels.supersedes or (),
        region=labels.region or "",
        language=labels.language or "",
    )


def rule_labels(path: str, rules: Sequence[LabelRule]) -> Labels:
    """Of two rules that speak of the same, the later one counts."""
    labels = Labels()
    for rule in rules:
        if _pattern(rule.files).fullmatch(path):
            labels = merged(labels, rule.labels)
    return labels


def merged(below: Labels, above: Labels) -> Labels:
    """`above` where it says something."""

    said = {
        field.name: getattr(above, field.name)
        for field in fields(Labels)
        if getattr(above, field.name) is not None
    }
    return replace(below, **said)


def title_from_name(path: str) -> str:
    words = re.sub(r"[-_.\s]+", " ", PurePosixPath(path).stem).strip()
    return words[:1].upper() + words[1:] or path


def _first_heading(path: str, text: str) -> str:
    begin = text_start(path, text)
    match = HEADING.search(text, begin, begin + TITLE_WITHIN)
    return match[1].strip() if match else ""


@lru_cache(maxsize=1024)
def _pattern(files: str) -> re.Pattern[str]:
    """`**/` stands for any folders or none, `**` for anything, `*` and `?` stay in a folder."""
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", files.removeprefix("/"))
    meaning = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return re.compile("".join(meaning.get(part) or re.escape(part) for part in parts), re.DOTALL)
