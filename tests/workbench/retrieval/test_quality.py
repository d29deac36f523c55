"""How well retrieval finds things with the bundled embedding model and real questions."""

import csv
import json
import os
from collections import defaultdict
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.workbench.retrieval.knowledge import making, run, write
from workbench.cancellation import CancelToken
from workbench.model_server.embedder import Embedder
from workbench.models.catalog import bundled_embedder
from workbench.retrieval.index import Index
from workbench.retrieval.indexing import index_knowledge
from workbench.retrieval.knowledge_store import opened
from workbench.retrieval.wire import SearchRequest

EXTERNAL = os.environ.get("WORKBENCH_EXTERNAL_DATA", "")
QUESTIONS, CHARACTERS = 30, 700
BEST, MARGIN = 10, 0.05


class MiniLM:
    def __init__(self, cache):
        self._model = Embedder(bundled_embedder(), cache)

    def embed(self, texts, cancel):
        return tuple(map(tuple, self._model.embed(texts).vectors.tolist()))


@pytest.fixture(scope="module")
def minilm(tmp_path_factory):
    return MiniLM(tmp_path_factory.mktemp("graph"))


class Library:
    """Documents that everybody may read, indexed."""

    def __init__(self, folder, embedder):
        self._embedder = embedder
        with opened(folder / "knowledge.sqlite") as store:
            run(
                index_knowledge(
                    folder / "knowledge", store, making(embedder), CancelToken(), date(2026, 11, 22)
                )
            )
        self.index = Index(folder / "knowledge.sqlite", folder / "index")

    def close(self):
        self.index.close()

    def ask(self, query, *retrievers):
        """The paths of the documents found, best first."""
        request = SearchRequest(
            query=query,
            embedding=self._embedder.embed([query], CancelToken())[0],
            audiences=("customer",),
            today="2026-11-22",
            top_k=3 * BEST,
            candidates=3 * BEST,
        )
        found = self.index.search(replace(request, retrievers=retrievers))
        return list(dict.fromkeys(piece.path for piece in found.chunks))[:BEST]


def test_a_question_in_other_words_finds_its_document(tmp_path, minilm):
    folder = tmp_path / "knowledge"
    write(folder, "refund.md", "Refunds arrive within five days.", "Refunds", audience="customer")
    write(folder, "move.md", "Reschedule a lesson a day ahead.", "Lessons", audience="customer")
    write(folder, "lock.md", "We lock accounts after five tries.", "Locks", audience="customer")
    with closing(Library(tmp_path, minilm)) as library:
        assert library.ask("When do I get my money back?", "bm25") == []
        assert library.ask("When do I get my money back?", "dense")[0] == "refund.md"
        assert library.ask("When do I get my money back?", "bm25", "dense")[0] == "refund.md"


def external_questions(folder):
    """Questions with the documents that answer them, and those documents with their texts."""
    root = Path(EXTERNAL) / "wixqa"
    relevant = defaultdict(set)
    with (root / "dev/qrels.tsv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            relevant[row["query-id"]].add(row["corpus-id"])
    lines = (root / "dev/queries.jsonl").read_text("utf-8").splitlines()
    questions = [one for one in map(json.loads, lines) if one["_id"] in relevant][:QUESTIONS]
    for line in (root / "corpus/corpus.jsonl").read_text("utf-8").splitlines():
        entry = json.loads(line)
        title = json.dumps(entry["title"])
        write(folder, f"{entry['_id']}.md", entry["text"][:CHARACTERS], title, audience="customer")
    return [
        (one["text"], {f"{document}.md" for document in relevant[one["_id"]]}) for one in questions
    ]


@pytest.mark.timeout(600)
@pytest.mark.skipif(not EXTERNAL, reason="WORKBENCH_EXTERNAL_DATA is not set")
def test_fused_retrieval_recalls_about_as_much_as_the_better_retriever(tmp_path, minilm):
    questions = external_questions(tmp_path / "knowledge")

    def recall(library, *retrievers):
        found = [(set(library.ask(text, *retrievers)), right) for text, right in questions]
        return sum(len(paths & right) / len(right) for paths, right in found) / len(found)

    with closing(Library(tmp_path, minilm)) as library:
        fused = recall(library, "bm25", "dense")
        for single in ("bm25", "dense"):
            assert fused >= recall(library, single) - MARGIN
