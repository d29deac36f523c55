import sqlite3
from dataclasses import replace

import pytest

from tests.workbench.retrieval.knowledge import TOOLS
from workbench.domain.document import Document
from workbench.domain.knowledge_settings import (
    ChunkerSettings,
    LabelRule,
    Labels,
)
from workbench.errors import RetrievalError
from workbench.retrieval.chunkers import chunk
from workbench.retrieval.embedded_text import text_key
from workbench.retrieval.knowledge_store import KnowledgeStore, NotIndexedError, opened
from workbench.retrieval.problem import Problem
from workbench.retrieval.records import FileState, Indexed, IndexRecord

DOCUMENT = Document(
    "a.md", "A", "# One\n\nfirst\n\n# Two\n\nsecond", "agent", "2026-01-01", ("b.md",)
)
OWN = Labels(audience="agent", effective="2026-01-01", supersedes=("b.md",))
CHUNKED = chunk(DOCUMENT, ChunkerSettings(), TOOLS)
CHUNKS = CHUNKED.chunks
FILE = FileState("a.md", 10, 123, "hash")
PROBE = (0.6, 0.8)


@pytest.fixture
def store(tmp_path):
    with opened(tmp_path / ".workbench/knowledge.sqlite") as store:
        yield store


FIRST_VERSION = """
CREATE TABLE files (path TEXT PRIMARY KEY, size INTEGER, mtime_ns INTEGER, sha256 TEXT);
CREATE TABLE problems (path TEXT, line INTEGER, message TEXT, hint TEXT);
CREATE TABLE documents (path TEXT PRIMARY KEY REFERENCES files ON DELETE CASCADE, title TEXT);
CREATE TABLE chunks (id TEXT PRIMARY KEY, path TEXT REFERENCES documents ON DELETE CASCADE);
CREATE TABLE embedders (id INTEGER PRIMARY KEY, probe BLOB NOT NULL);
CREATE TABLE vectors (
    embedder INTEGER NOT NULL REFERENCES embedders, text_key TEXT NOT NULL,
    vector BLOB NOT NULL, PRIMARY KEY (embedder, text_key)
) WITHOUT ROWID;
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO files VALUES ('a.md', 1, 1, 'x');
INSERT INTO documents VALUES ('a.md', 'A');
INSERT INTO chunks VALUES ('1', 'a.md');
INSERT INTO embedders VALUES (1, x'0000803f00000000');
INSERT INTO vectors VALUES (1, 'some text', x'0000803f00000000');
PRAGMA user_version = 1;
"""


def save(store, embedder, document=DOCUMENT, own=OWN):
    chunked = chunk(document, ChunkerSettings(), TOOLS)
    vectors = dict.fromkeys(store.vectors.missing_texts(chunked.chunks, embedder), PROBE)
    store.vectors.keep(embedder, vectors)
    store.save([Indexed(FILE, document, own, chunked)])
    return len(vectors)


def record(embedder):
    return IndexRecord("recipe", "MiniLM", embedder, 2, "none")


def test_what_was_saved_is_read_again(store):
    embedder = store.vectors.embedder_id(PROBE)
    save(store, embedder)
    assert store.chunks() == CHUNKS
    assert store.chunk_count() == 2
    assert store.files() == {"a.md": FILE}
    (source,) = store.sources()
    assert (source.audience, source.effective, source.supersedes) == (
        "agent",
        "2026-01-01",
        ("b.md",),
    )
    assert store.vectors.of_chunks(embedder).keys() == {piece.id for piece in CHUNKS}
    assert len(store.vectors.of_chunks(embedder)[CHUNKS[0].id]) == 8


def test_a_text_is_embedded_once_though_its_audience_changes(store):
    embedder = store.vectors.embedder_id(PROBE)
    assert save(store, embedder) == 2
    assert save(store, embedder, Document("a.md", "A", DOCUMENT.text, "customer")) == 0
    assert {piece.audience for piece in store.chunks()} == {"customer"}
    assert store.vectors.of_chunks(embedder).keys() == {piece.id for piece in store.chunks()}


def test_an_embedder_is_known_by_what_it_does(store):
    first = store.vectors.embedder_id(PROBE)
    assert store.vectors.embedder_id((0.60001, 0.79999)) == first
    assert store.vectors.embedder_id((0.8, 0.6)) != first
    assert store.vectors.embedder_id((0.6, 0.8, 0.0)) != first


def test_forgetting_a_file_forgets_its_chunks_and_finishing_their_vectors(store):
    embedder = store.vectors.embedder_id(PROBE)
    save(store, embedder)
    assert store.forget_all_but([]) == 1
    assert (store.chunks(), store.sources(), store.files()) == ((), (), {})
    assert store.vectors.missing_texts(CHUNKS, embedder) == {}
    store.finish(record(embedder))
    assert store.vectors.missing_texts(CHUNKS, embedder).keys() == {
        text_key(piece) for piece in CHUNKS
    }


def test_a_problem_stays_until_its_file_is_indexed_again(store):
    problem = Problem("a.md", 3, "is wrong", "Correct it.")
    store.save([Indexed(FILE, problem=problem)])
    assert store.problems() == (problem,)
    assert store.documents()[0].problem == problem
    save(store, store.vectors.embedder_id(PROBE))
    assert store.problems() == ()
    assert [(each.title, each.chunks) for each in store.documents()] == [("A", 2)]


def test_an_index_knows_what_it_was_made_with(store):
    assert store.record() is None
    made = record(store.vectors.embedder_id(PROBE))
    store.finish(made)
    assert store.record() == made
    assert tuple(store.vectors.probe(made.embedder)) == pytest.approx(PROBE)


def test_a_batch_is_kept_whole_or_not_at_all(store):
    twice = Indexed(FILE, DOCUMENT, OWN, replace(CHUNKED, chunks=(*CHUNKS, CHUNKS[0])))
    with pytest.raises(sqlite3.IntegrityError):
        store.save([twice])
    assert store.files() == {}


def test_rules_relabel_what_the_file_does_not_say_itself(store):
    save(store, store.vectors.embedder_id(PROBE))
    rules = [LabelRule("*.md", Labels(audience="internal", region="EU"))]
    assert store.would_relabel(rules)
    assert store.relabel(rules) == 1
    assert {(each.audience, each.region) for each in store.chunks()} == {("agent", "EU")}
    assert not store.would_relabel(rules)
    assert store.relabel([]) == 1
    assert {each.region for each in store.chunks()} == {""}


def test_parents_are_kept_and_neither_embedded_nor_searched(store):
    chunked = chunk(DOCUMENT, ChunkerSettings("parent_child", 8), TOOLS)
    embedder = store.vectors.embedder_id(PROBE)
    store.save([Indexed(FILE, DOCUMENT, OWN, chunked)])
    assert (store.chunks(), store.parents()) == (chunked.chunks, chunked.parents)
    texts = store.vectors.missing_texts(store.chunks(), embedder)
    store.vectors.keep(embedder, dict.fromkeys(texts, PROBE))
    store.finish(record(embedder))
    assert store.vectors.of_chunks(embedder).keys() == {piece.id for piece in chunked.chunks}
    assert store.vectors.embedded_ids(embedder) == {piece.id for piece in chunked.chunks}
    one = chunked.chunks[0].id
    assert store.vectors.of_chunks(embedder, [one, "gone"]).keys() == {one}


def test_indexes_share_vectors_and_nothing_else(tmp_path, store):
    embedder = store.vectors.embedder_id(PROBE)
    save(store, embedder)
    store.finish(record(embedder))
    with opened(tmp_path / ".workbench/knowledge.sqlite", "other") as other:
        assert (other.chunks(), other.record()) == ((), None)
        assert save(other, embedder) == 0
        other.finish(record(embedder))
        assert other.forget_all_but([]) == 1
    assert store.chunks() == ()
    save(store, embedder)
    store.drop_indexes_but(["other"])
    assert (store.chunks(), store.record()) == ((), None)


def test_a_file_of_the_first_version_keeps_its_vectors(tmp_path):
    path = tmp_path / "knowledge.sqlite"
    old = sqlite3.connect(path)
    old.executescript(FIRST_VERSION)
    old.close()
    with opened(path) as store:
        embedder = store.vectors.embedder_id((1.0, 0.0))
        assert (store.files(), embedder) == ({}, 1)
        assert store.vectors.missing_texts(CHUNKS, embedder).keys() == {
            text_key(CHUNKS[0]), text_key(CHUNKS[1]),
        }  # fmt: skip
        count = store._connection.execute("SELECT count(*) FROM vectors").fetchone()
        assert count == (1,)


def test_reading_does_not_wait_for_a_first_indexing_run(tmp_path):
    with pytest.raises(NotIndexedError, match="not indexed yet") as raised:
        KnowledgeStore(tmp_path / "knowledge.sqlite", read_only=True)
    assert raised.value.hint == "Update the index."
    assert list(tmp_path.iterdir()) == []


def test_a_reader_cannot_write(tmp_path):
    path = tmp_path / "knowledge.sqlite"
    with opened(path):
        pass
    with opened(path, read_only=True) as store, pytest.raises(sqlite3.OperationalError):
        store.vectors.embedder_id(PROBE)


def test_a_file_that_is_no_database_is_an_error_with_a_remedy(tmp_path):
    path = tmp_path / "knowledge.sqlite"
    path.write_bytes(b"not a database " * 100)
    with pytest.raises(RetrievalError, match="cannot be read") as raised:
        KnowledgeStore(path)
    assert "update the index" in raised.value.hint


def test_a_store_of_a_newer_version_is_left_alone(tmp_path):
    path = tmp_path / "knowledge.sqlite"
    with opened(path):
        pass
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(RetrievalError, match="newer version"):
        KnowledgeStore(path)
