"""How fast documents become an index, against the embedding of their texts alone."""

import statistics
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from random import Random

from workbench.cancellation import CancelToken
from workbench.io_loop import IoLoop
from workbench.model_server.embedder import Embedder
from workbench.models.catalog import bundled_embedder
from workbench.models.embedder import ServedEmbedder
from workbench.places import cache_folder
from workbench.processes.launch import child_command
from workbench.processes.supervisor import Supervisor
from workbench.retrieval.chunkers.tokens import WordPieces
from workbench.retrieval.embedded_text import embedded_text
from workbench.retrieval.indexing import IndexReport, Making, index_knowledge
from workbench.retrieval.knowledge_store import KnowledgeStore, opened

FILES, SECTIONS, ROUNDS = 150, 8, 3
MANY_FILES = 1000
WORDS = Path(__file__).with_name("words.txt").read_text().split()


def rate(folder: Path, _: int) -> Iterator[str]:
    """texts a second while indexing, and by the model alone on the same texts"""
    knowledge = folder / "knowledge"
    _write(knowledge, FILES)
    with _served() as (embedder, tokens):
        texts: list[str] = []
        ratios = []
        direct = Embedder(bundled_embedder(), cache_folder())
        for turn in range(ROUNDS):
            with opened(folder / f"{turn}.sqlite") as store:
                report = _indexed(knowledge, store, Making(embedder, tokens))
                texts = [embedded_text(piece) for piece in store.chunks()]
            ours = report.embedded / report.seconds
            begun = time.perf_counter()
            direct.embed(texts)
            alone = len(texts) / (time.perf_counter() - begun)
            ratios.append(ours / alone)
            yield f"indexing {ours:.0f}/s, the model alone {alone:.0f}/s: {ours / alone:.0%}"
    yield f"median {statistics.median(ratios):.0%} of onnxruntime alone, {len(texts)} texts"
    if find_spec("sentence_transformers"):
        other = _sentence_transformers(texts)
        yield f"sentence-transformers alone {other:.0f}/s: {ours / other:.0%}"
    else:
        yield "sentence-transformers is not installed, so it is left out"


def changed_file(folder: Path, _: int) -> Iterator[str]:
    """one of 1,000 files changes in one section"""
    knowledge = folder / "knowledge"
    _write(knowledge, MANY_FILES, sections=1)
    with _served() as (embedder, tokens), opened(folder / "knowledge.sqlite") as store:
        making = Making(embedder, tokens)
        first = _indexed(knowledge, store, making)
        file = knowledge / "file-500.md"
        file.write_text(file.read_text() + "\n## New\n\nA new section.\n")
        second = _indexed(knowledge, store, making)
    yield f"first run: {first.embedded} texts in {first.seconds:.1f} s"
    yield f"after the change: {second.embedded} text embedded, {second.seconds:.2f} s in all"


@contextmanager
def _served() -> Iterator[tuple[ServedEmbedder, WordPieces]]:
    """The embedder's server, as the worker has it, and its way to count tokens."""
    argv = child_command("model_server", "embed", "--model-dir", str(bundled_embedder()))
    supervisor = Supervisor(argv, name="The embedder")
    with closing(IoLoop()) as io, closing(supervisor):
        embedder = ServedEmbedder(supervisor.address, io)
        embedder.embed(["warm up"], CancelToken())
        yield embedder, WordPieces(bundled_embedder())


def _indexed(folder: Path, store: KnowledgeStore, making: Making) -> IndexReport:
    run = index_knowledge(folder, store, making, CancelToken(), date(2026, 11, 28))
    while True:
        try:
            next(run)
        except StopIteration as end:
            report: IndexReport = end.value
            return report


def _sentence_transformers(texts: list[str]) -> float:
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - an extra

    model = SentenceTransformer(str(bundled_embedder()), device="cpu")
    model.max_seq_length = 256
    model.encode(texts[:32])
    begun = time.perf_counter()
    model.encode(texts, batch_size=32, normalize_embeddings=True, show_progress_bar=False)
    return len(texts) / (time.perf_counter() - begun)


def _write(folder: Path, files: int, sections: int = SECTIONS) -> None:
    random = Random(1)
    folder.mkdir()
    for number in range(files):
        parts = [
            f"## {' '.join(random.choices(WORDS, k=3))} {part}\n\n{_prose(random)}"
            for part in range(sections)
        ]
        head = f"---\ntitle: File {number}\naudience: customer\n---\n"
        (folder / f"file-{number}.md").write_text(head + "\n\n".join(parts) + "\n")


def _prose(random: Random) -> str:
    length = random.randint(30, 130)
    cuts = sorted({0, length, *random.choices(range(1, length), k=length // 12)})
    return " ".join(
        " ".join(random.choices(WORDS, k=end - start)).capitalize() + "."
        for start, end in pairwise(cuts)
    )
