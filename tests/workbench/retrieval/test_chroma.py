"""What counts as damage of a real Chroma folder."""

from contextlib import closing

import numpy as np
import pytest

from tests.workbench.retrieval.knowledge import HashingEmbedder
from workbench.cancellation import CancelToken
from workbench.retrieval.chroma import BrokenIndexError, DenseRanker, build


@pytest.fixture
def vectors():
    """1010 passages that are one of 64 embeddings each."""
    texts = [f"large.md Part {part}\n\nText {part}." for part in range(1010)]
    embedded = HashingEmbedder().embed(texts, CancelToken())
    return {
        "customer": {
            f"c{number:04}": np.array(vector, np.float32).tobytes()
            for number, vector in enumerate(embedded)
        }
    }


def test_many_equal_passages_are_no_damage(tmp_path, vectors):
    """Among them the graph of neighbours, sound as it is, does not find each one."""
    for attempt in range(3):
        folder = tmp_path / str(attempt)
        build(folder, vectors)
        with closing(DenseRanker(folder, vectors, {})) as ranker:
            assert ranker


def test_a_folder_of_other_embeddings_is_damaged(tmp_path, vectors):
    build(tmp_path, vectors)
    others = dict(zip(vectors["customer"], reversed(vectors["customer"].values()), strict=True))
    with pytest.raises(BrokenIndexError, match="embeddings"):
        DenseRanker(tmp_path, {"customer": others}, {})
