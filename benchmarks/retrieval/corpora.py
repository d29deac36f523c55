"""Four collections of documents with questions and judgments, in the form they are kept in."""

import csv
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML

from workbench.domain.document import Document
from workbench.evals.retrieval.judged import JudgedQuery

NAMES = ("tau_banking_kb", "github_docs", "wixqa", "techqa")
# What BM25 over whole documents reaches, nDCG@10.
BASELINES = {"tau_banking_kb": 0.917, "github_docs": 0.649, "wixqa": 0.691, "techqa": 0.811}


@dataclass(frozen=True, slots=True)
class Corpus:
    name: str
    documents: tuple[Document, ...]
    queries: tuple[JudgedQuery, ...]


def corpus(root: Path, name: str) -> Corpus:
    """Of tau_banking_kb only the questions: its scenarios are briefs of a page, no queries."""
    folder = root / name
    has_pages = (folder / "dev/docs").is_dir()
    documents = _pages(folder / "dev/docs") if has_pages else _rows(folder / "corpus/corpus.jsonl")
    judged = folder / "dev/retrieval" if has_pages else folder / "dev"
    return Corpus(name, tuple(documents), tuple(_queries(judged)))


def _pages(folder: Path) -> Iterator[Document]:
    for file in sorted(folder.rglob("*.md")):
        _, front, body = file.read_text("utf-8").split("---\n", 2)
        fields = YAML(typ="safe", pure=True).load(front)
        yield Document(
            str(fields["id"]), str(fields["title"]), body, str(fields.get("audience", "customer"))
        )


def _rows(file: Path) -> Iterator[Document]:
    for line in file.read_text("utf-8").splitlines():
        entry = json.loads(line)
        yield Document(entry["_id"], entry["title"], entry["text"])


def _queries(folder: Path) -> Iterator[JudgedQuery]:
    relevant: dict[str, list[str]] = defaultdict(list)
    with (folder / "qrels.tsv").open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows, delimiter="\t"):
            if int(row["score"]) > 0:
                relevant[row["query-id"]].append(row["corpus-id"])
    for line in (folder / "queries.jsonl").read_text("utf-8").splitlines():
        entry = json.loads(line)
        if "scenario" not in entry.get("kind", ""):
            yield JudgedQuery(entry["_id"], entry["text"], tuple(relevant[entry["_id"]]))
