import os
import subprocess
import sys
from contextlib import suppress
from datetime import date
from random import Random

import pytest

from tests.workbench.retrieval.knowledge import HashingEmbedder, making, run, write
from workbench.cancellation import CancelToken, StoppedError
from workbench.retrieval.indexing import PROBE, index_knowledge, is_stale
from workbench.retrieval.knowledge_store import opened

TODAY = date(2026, 11, 22)
SECTIONS = "\n\n".join(f"# Part {number}\n\nText {number}." for number in range(30))

INDEX = """
import sys
from datetime import date
from pathlib import Path
from tests.workbench.retrieval.knowledge import making
from workbench.cancellation import CancelToken
from workbench.retrieval.indexing import index_knowledge
from workbench.retrieval.knowledge_store import opened
with opened(Path(sys.argv[2])) as store:
    run = index_knowledge(
        Path(sys.argv[1]), store, making(), CancelToken(), date(2026, 11, 22)
    )
    for progress in run:
        print(progress.done, flush=True)
"""


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "knowledge"
    write(folder, "old.md", "Ten days.", audience="customer")
    write(folder, "new.md", "Five days.", audience="customer", supersedes="old.md")
    write(folder, "staff.md", "Up to 50 EUR.")
    return folder


@pytest.fixture
def store(tmp_path):
    with opened(tmp_path / "knowledge.sqlite") as store:
        yield store


def index(folder, store, embedder=None, cancel=None, **how):
    made = making(embedder, **how)
    return run(index_knowledge(folder, store, made, cancel or CancelToken(), TODAY))


def test_a_first_run_stores_every_document(folder, store):
    progress, report = index(folder, store)
    assert (report.documents, report.chunks, report.embedded, report.removed) == (3, 3, 3, 0)
    assert (report.superseded, report.problems) == (1, ())
    assert [(one.done, one.total, one.path) for one in progress] == [(3, 3, "staff.md")]
    assert {piece.path: piece.audience for piece in store.chunks()} == {
        "old.md": "customer",
        "new.md": "customer",
        "staff.md": "internal",
    }


def test_a_second_run_embeds_nothing(folder, store):
    index(folder, store)
    embedder = HashingEmbedder()
    progress, report = index(folder, store, embedder)
    assert (progress, report.embedded, report.chunks) == ([], 0, 3)
    assert embedder.asked == [PROBE]


def test_only_changed_text_is_embedded_again(folder, store):
    write(folder, "long.md", SECTIONS)
    index(folder, store)
    write(folder, "long.md", SECTIONS.replace("Text 7.", "Text seven."))
    progress, report = index(folder, store)
    assert (report.embedded, report.chunks, len(progress)) == (1, 33, 1)


def test_a_new_label_takes_effect_without_embedding_anything(folder, store):
    index(folder, store)
    write(folder, "old.md", "Ten days.", audience="agent")
    _, report = index(folder, store)
    assert report.embedded == 0
    assert {one.audience for one in store.sources() if one.path == "old.md"} == {"agent"}


def test_a_file_that_is_gone_or_has_become_wrong_is_no_longer_found(folder, store):
    index(folder, store)
    (folder / "old.md").unlink()
    write(folder, "staff.md", "Up to 50 EUR.", audience="[]")
    _, report = index(folder, store)
    assert {piece.path for piece in store.chunks()} == {"new.md"}
    assert report.removed == 1
    assert [str(problem).split(": ")[0] for problem in report.problems] == [
        "staff.md:3",
        "new.md:4",
    ]
    assert set(store.problems()) <= set(report.problems)


def test_another_embedding_model_embeds_everything_again(folder, store):
    index(folder, store)
    other = HashingEmbedder(salt="other")
    _, report = index(folder, store, other)
    assert report.embedded == 3
    assert store.vectors.of_chunks(store.record().embedder).keys() == {
        one.id for one in store.chunks()
    }


def test_a_stopped_run_goes_on_where_it_was(folder, store):
    for number in range(15):
        write(folder, f"long-{number}.md", SECTIONS.replace("Text", f"Text {number}"))
    cancel, embedder = CancelToken(), HashingEmbedder()
    stopped = index_knowledge(folder, store, making(embedder), cancel, TODAY)
    first = next(stopped)
    cancel.cancel()
    with pytest.raises(StoppedError):
        next(stopped)
    assert 0 < first.done < first.total
    assert is_stale(folder, store)
    _, report = index(folder, store)
    assert report.embedded == 453 - (len(embedder.asked) - 1)
    assert store.chunk_count() == 453
    assert not is_stale(folder, store)


def test_a_run_that_is_killed_at_any_moment_is_completed_by_the_next(folder, tmp_path):
    for number in range(12):
        write(folder, f"long-{number}.md", SECTIONS.replace("Text", f"Text {number}"))
    database, random = tmp_path / "knowledge.sqlite", Random(7)
    argv = [sys.executable, "-c", INDEX, folder, database]
    for lines in (1, 1, 2, 3):
        with subprocess.Popen(argv, stdout=subprocess.PIPE) as process:
            for _ in range(lines):
                process.stdout.readline()
            with suppress(subprocess.TimeoutExpired):
                process.wait(random.uniform(0, 0.004))
            process.kill()
    with opened(database) as store:
        _, report = index(folder, store)
        assert store.chunk_count() == report.chunks == 363
        assert len(store.vectors.of_chunks(store.record().embedder)) == 363


def test_staleness_follows_the_content_and_not_the_clock(folder, store):
    assert is_stale(folder, store)
    index(folder, store)
    assert not is_stale(folder, store)
    os.utime(folder / "old.md", ns=(1, 1))
    assert not is_stale(folder, store)
    write(folder, "old.md", "Two days.", audience="customer")
    assert is_stale(folder, store)


@pytest.mark.parametrize(
    "change", [lambda f: (f / "old.md").unlink(), lambda f: write(f, "x.md", "")]
)
def test_a_file_more_or_less_makes_the_index_stale(folder, store, change):
    index(folder, store)
    change(folder)
    assert is_stale(folder, store)


def test_an_empty_folder_is_indexed_too(tmp_path, store):
    _, report = index(tmp_path, store)
    assert (report.documents, report.chunks) == (0, 0)
    assert not is_stale(tmp_path, store)
