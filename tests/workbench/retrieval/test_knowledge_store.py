import sqlite3

import pytest

from workbench.domain.document import Document
from workbench.errors import RetrievalError
from workbench.retrieval.chunking import chunk
from workbench.retrieval.embedded_text import text_key
from workbench.retrieval.knowledge_store import (
    FileState,
    Indexed,
    KnowledgeStore,
    NotIndexedError,
    opened,
)
from workbench.retrieval.problem import Problem

DOCUMENT = Document(
    "a.md", "A", "# One\n\nfirst\n\n# Two\n\nsecond", "agent", "2026-01-01", ("b.md",)
)
CHUNKS = chunk(DOCUMENT)
FILE = FileState("a.md", 10, 123, "hash")
PROBE = (0.6, 0.8)


@pytest.fixture
def store(tmp_path):
    with opened(tmp_path / ".workbench/knowledge.sqlite") as store:
        yield store


def save(store, embedder, document=DOCUMENT):
    chunks = chunk(document)
    vectors = dict.fromkeys(store.missing_texts(chunks, embedder), PROBE)
    store.save([Indexed(FILE, document, chunks)], embedder, vectors)
    return len(vectors)


def test_what_was_saved_is_read_again(store):
    embedder = store.embedder_id(PROBE)
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
    assert store.vectors(embedder).keys() == {piece.id for piece in CHUNKS}
    assert len(store.vectors(embedder)[CHUNKS[0].id]) == 8


def test_a_text_is_embedded_once_though_its_audience_changes(store):
    embedder = store.embedder_id(PROBE)
    assert save(store, embedder) == 2
    assert save(store, embedder, Document("a.md", "A", DOCUMENT.text, "customer")) == 0
    assert {piece.audience for piece in store.chunks()} == {"customer"}
    assert store.vectors(embedder).keys() == {piece.id for piece in store.chunks()}


def test_an_embedder_is_known_by_what_it_does(store):
    first = store.embedder_id(PROBE)
    assert store.embedder_id((0.60001, 0.79999)) == first
    assert store.embedder_id((0.8, 0.6)) != first
    assert store.embedder_id((0.6, 0.8, 0.0)) != first


def test_forgetting_a_file_forgets_its_chunks_and_finishing_their_vectors(store):
    embedder = store.embedder_id(PROBE)
    save(store, embedder)
    assert store.forget_all_but([]) == 1
    assert (store.chunks(), store.sources(), store.files()) == ((), (), {})
    assert store.missing_texts(CHUNKS, embedder) == {}
    store.finish(embedder, ())
    assert store.missing_texts(CHUNKS, embedder).keys() == {text_key(piece) for piece in CHUNKS}


def test_finishing_keeps_the_problems_of_the_last_run_alone(store):
    embedder = store.embedder_id(PROBE)
    store.finish(embedder, [Problem("a.md", 3, "is wrong", "Correct it.")])
    assert store.problems() == (Problem("a.md", 3, "is wrong", "Correct it."),)
    store.finish(embedder, ())
    assert store.problems() == ()
    assert store.current_embedder() == embedder


def test_a_batch_is_kept_whole_or_not_at_all(store):
    embedder = store.embedder_id(PROBE)
    twice = Indexed(FILE, DOCUMENT, (*CHUNKS, CHUNKS[0]))
    with pytest.raises(sqlite3.IntegrityError):
        store.save([twice], embedder, {text_key(CHUNKS[0]): PROBE})
    assert store.files() == {}
    assert len(store.missing_texts(CHUNKS, embedder)) == 2


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
        store.embedder_id(PROBE)


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
