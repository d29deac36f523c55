"""The knowledge folder, read into documents and the problems of those that cannot be read."""

from collections.abc import Callable, Iterator
from pathlib import Path

from workbench.domain.document import Document
from workbench.errors import RetrievalError
from workbench.retrieval.markdown import FrontMatterError, read_markdown
from workbench.retrieval.problem import Problem

__all__ = ["LOADERS", "Problem", "document_files", "documents", "load"]

LOADERS: dict[str, Callable[[str, str], Document]] = {".md": read_markdown}


def document_files(folder: Path) -> Iterator[Path]:
    """Every file that can be loaded, in a stable order; names that begin with a dot are left out.

    Raises `RetrievalError` if there is no folder.
    """
    if not folder.is_dir():
        raise RetrievalError(
            f"There is no folder {folder}.", "Create it and put Markdown documents in it."
        )
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.suffix.lower() in LOADERS and path.is_file() and not _is_hidden(parts):
            yield path


def load(folder: Path, file: Path) -> Document | Problem:
    path = file.relative_to(folder).as_posix()
    try:
        return LOADERS[file.suffix.lower()](path, file.read_text("utf-8-sig"))
    except FrontMatterError as error:
        return Problem(path, error.line, error.message, error.hint)
    except UnicodeDecodeError as error:
        line = file.read_bytes().count(b"\n", 0, error.start) + 1
        return Problem(path, line, "this is not UTF-8 text", "Save the file as UTF-8.")
    except OSError as error:
        return Problem(path, 1, f"cannot be read: {error.strerror}", "Check its permissions.")


def documents(folder: Path) -> tuple[tuple[Document, ...], tuple[Problem, ...]]:
    """All documents under `folder`, and what is wrong with the files that are not among them."""
    loaded = [load(folder, file) for file in document_files(folder)]
    found = tuple(item for item in loaded if isinstance(item, Document))
    problems = [item for item in loaded if isinstance(item, Problem)]
    return found, (*problems, *_missing_predecessors(found))


def _missing_predecessors(found: tuple[Document, ...]) -> Iterator[Problem]:
    paths = {document.path for document in found}
    for document in found:
        for old in document.supersedes:
            if old not in paths or old == document.path:
                lines = document.text[: document.text.find(old)].count("\n") + 1
                yield Problem(
                    document.path,
                    lines,
                    f"supersedes {old}, which is no other document of this folder",
                    "Write the path relative to the knowledge folder, or remove it.",
                )


def _is_hidden(parts: tuple[str, ...]) -> bool:
    return any(part.startswith(".") for part in parts)
