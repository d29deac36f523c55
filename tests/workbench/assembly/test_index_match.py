import pytest

from tests.workbench.retrieval.knowledge import HashingEmbedder
from workbench.assembly.index_match import MatchedEmbedder, mismatch
from workbench.cancellation import CancelToken
from workbench.domain.knowledge_settings import ChunkerSettings, EmbedderSpec, IndexSpec
from workbench.errors import RetrievalError
from workbench.retrieval.chunkers import recipe
from workbench.retrieval.indexing import PROBE
from workbench.retrieval.records import IndexRecord

SPEC = IndexSpec()
RECORD = IndexRecord(recipe(SPEC.chunker), SPEC.embedder.title, 1, 64, "")
OTHER_MODEL = IndexSpec(embedder=EmbedderSpec("sentence_transformers", "bge"))
OTHER_CUT = IndexSpec(chunker=ChunkerSettings("fixed"))


def probe(embedder):
    return embedder.embed([PROBE], CancelToken())[0]


@pytest.mark.parametrize(("spec", "what"), [(OTHER_MODEL, "embedder"), (OTHER_CUT, "chunker")])
def test_an_index_made_otherwise_is_refused_with_a_choice(spec, what):
    assert f"with the {what} " in mismatch(spec, RECORD)
    inner = HashingEmbedder()
    embedder = MatchedEmbedder(inner, lambda: spec, lambda: (RECORD, probe(inner)))
    with pytest.raises(RetrievalError, match="was made with") as raised:
        embedder.embed(["a"], CancelToken())
    assert "Update the index to make it anew, or go back" in raised.value.hint


def test_the_same_name_with_other_weights_is_refused():
    embedder = MatchedEmbedder(
        HashingEmbedder(), lambda: SPEC, lambda: (RECORD, probe(HashingEmbedder(salt="old")))
    )
    with pytest.raises(RetrievalError, match="embeds otherwise"):
        embedder.embed(["a"], CancelToken())


def test_a_match_is_found_out_once():
    inner = HashingEmbedder()
    embedder = MatchedEmbedder(inner, lambda: SPEC, lambda: (RECORD, probe(HashingEmbedder())))
    for _ in range(2):
        assert embedder.embed(["a"], CancelToken()) == HashingEmbedder().embed(["a"], CancelToken())
    assert inner.asked == [PROBE, "a", "a"]


def test_before_anything_is_indexed_nothing_is_refused():
    embedder = MatchedEmbedder(HashingEmbedder(), lambda: OTHER_CUT, lambda: (None, ()))
    assert mismatch(OTHER_CUT, None) == ""
    assert len(embedder.embed(["a"], CancelToken())) == 1
