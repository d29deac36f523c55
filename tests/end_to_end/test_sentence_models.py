"""Servers of sentence-transformers: any embedding model, any cross-encoder."""

import json
import urllib.error
import urllib.request
from importlib.util import find_spec

import pytest

from tests.model_fixtures import served
from workbench.cancellation import CancelToken
from workbench.errors import ModelUnavailableError
from workbench.models.catalog import bundled_embedder
from workbench.models.embedder import ServedEmbedder

needs_extra = pytest.mark.skipif(
    find_spec("sentence_transformers") is None,
    reason="the extra sentence-transformers is not installed",
)
pytestmark = pytest.mark.timeout(400)
WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "refund", "takes", "days", "card", "five", "a"]


@pytest.fixture(scope="module")
def cross_encoder(tmp_path_factory):
    """A tiny one with weights of chance: its scores mean nothing, and are always the same."""
    torch = pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    folder = tmp_path_factory.mktemp("cross-encoder")
    (folder / "vocab.txt").write_text("\n".join(WORDS))
    transformers.BertTokenizerFast(vocab_file=str(folder / "vocab.txt")).save_pretrained(folder)
    torch.manual_seed(3)
    config = transformers.BertConfig(
        vocab_size=len(WORDS),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        num_labels=1,
        initializer_range=0.5,
    )
    transformers.BertForSequenceClassification(config).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def reranker(cross_encoder):
    with served("rerank", "--model", str(cross_encoder)) as supervisor:
        yield supervisor.address(CancelToken())


def ask(address, **body):
    request = urllib.request.Request(f"{address.base_url}/v1/rerank", json.dumps(body).encode())
    request.add_header("Authorization", f"Bearer {address.token}")
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=60) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


@needs_extra
def test_documents_are_ranked_as_the_cross_encoder_itself_scores_them(cross_encoder, reranker):
    import sentence_transformers  # noqa: PLC0415 - an extra
    import torch  # noqa: PLC0415 - an extra

    texts = ["a card", "five days", "a refund takes five days", "days"]
    status, said = ask(reranker, model="any", query="refund days", documents=texts)
    assert status == 200
    model = sentence_transformers.CrossEncoder(str(cross_encoder), device="cpu")
    pairs = [("refund days", text) for text in texts]
    expected = model.predict(pairs, activation_fn=torch.nn.Sigmoid())
    got = {row["index"]: row["relevance_score"] for row in said["results"]}
    assert [got[place] for place in range(4)] == pytest.approx(expected.tolist(), abs=1e-6)
    scores = [row["relevance_score"] for row in said["results"]]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) > 2


@needs_extra
def test_the_request_is_that_of_jina_cohere_and_llama_server(reranker):
    documents = [{"text": "a card"}, "five days"]
    status, said = ask(
        reranker, model="any", query="days", documents=documents, top_n=1, return_documents=True
    )
    assert (status, len(said["results"])) == (200, 1)
    (row,) = said["results"]
    assert row["document"] == {"text": ["a card", "five days"][row["index"]]}
    for wrong in ({"query": "days"}, {"query": "days", "documents": []}, {"documents": ["a"]}):
        status, said = ask(reranker, **wrong)
        assert status == 400
        assert said["error"]["message"]


@needs_extra
def test_minilm_by_its_path_embeds_as_the_one_that_is_built_in(io, embed_server):
    texts = ["A refund takes five days.", "Change your card."]
    with served("sentences", "--model", str(bundled_embedder())) as supervisor:
        there = ServedEmbedder(supervisor.address, io).embed(texts, CancelToken())
    here = ServedEmbedder(embed_server.address, io).embed(texts, CancelToken())
    for one, other in zip(there, here, strict=True):
        assert one == pytest.approx(other, abs=1e-4)


def test_a_model_that_is_not_there_is_an_error_with_a_remedy(tmp_path):
    for role in ("sentences", "rerank"):
        with (
            served(role, "--model", str(tmp_path / "gone")) as supervisor,
            pytest.raises(ModelUnavailableError) as raised,
        ):
            supervisor.address(CancelToken())
        assert raised.value.hint
