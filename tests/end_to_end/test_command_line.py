"""The command line as a person uses it: the sample workspace, the bundled models, processes."""

import shutil
from pathlib import Path

import pytest

from tests.workbench.cli.commands import workbench

pytestmark = pytest.mark.timeout(400)
ACCOUNT = "LT-1057"
CUSTOMER, EVERYBODY = {"customer"}, {"customer", "agent", "internal", "executive"}


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample") / "workspace"
    source = Path(__file__).parents[2] / "sample_accounts"
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns(".workbench"))
    return folder


@pytest.fixture(scope="module")
def indexed(sample):
    ended = workbench(sample, "index", "--json")
    assert (ended.status, ended.err) == (0, ""), ended
    return ended.document


def search(folder, role, query="refund"):
    ended = workbench(folder, "search", query, "--role", role, "--top-k", "50", "--json")
    assert (ended.status, ended.err) == (0, ""), ended
    return ended


def test_a_bot_answers_a_customer_of_the_sample(sample):
    ended = workbench(
        sample, "chat", "--bot", "few-shot", "--account", ACCOUNT,
        "What is my account status?", "--json",
    )  # fmt: skip
    assert (ended.status, ended.err) == (0, ""), ended
    row = ended.document
    assert row["outcome"] == "finished"
    assert (row["bot"], row["account_id"], row["model"]) == ("few-shot", ACCOUNT, "smollm2-135m")
    # What it says is the model's own; how good that is, the suites tell.
    assert "account" in row["answer"].lower()
    assert ended.out.count("\n") == 1
    assert row["prompt_tokens"] > 0
    assert row["reply_tokens"] > 0
    assert row["ttft_s"] > 0


def test_the_index_takes_every_document_once(sample, indexed):
    documents = list((sample / "knowledge").rglob("*.md"))
    assert indexed["documents"] == len(documents) == 50
    assert indexed["chunks"] >= len(documents)
    assert indexed["problems"] == []


@pytest.mark.usefixtures("indexed")
def test_a_customer_finds_nothing_that_is_not_for_customers(sample):
    found = search(sample, "customer")
    chunks = found.document["chunks"]
    assert chunks
    assert {chunk["audience"] for chunk in chunks} == CUSTOMER
    hidden = found.document["withheld"]
    assert hidden
    assert all(set(each) <= {"chunk_id", "reason"} for each in hidden), hidden[0]
    for text in internal_sentences(sample):
        assert text not in found.out


@pytest.mark.usefixtures("indexed")
def test_an_executive_finds_more_than_a_customer(sample):
    seen = {chunk["audience"] for chunk in search(sample, "executive").document["chunks"]}
    assert seen > CUSTOMER
    assert seen <= EVERYBODY


def internal_sentences(folder: Path) -> list[str]:
    """A long line of each document that customers may not read."""
    sentences = []
    for path in (folder / "knowledge").rglob("*.md"):
        _, front, body = path.read_text().split("---\n", 2)
        if "audience: customer" not in front:
            sentences.append(max(body.splitlines(), key=len).strip()[:60])
    assert len(sentences) > 5
    return sentences


# Measured with SmolLM2: tokens that a cell of the suite reads on average.
READ_TOKENS = {"zero-shot": 519, "few-shot": 928, "few-shot-retrieval": 1053, "router": 276}


@pytest.mark.usefixtures("indexed")
def test_a_suite_is_foreseen_from_its_prompts_without_a_model(sample):
    ended = workbench(sample, "eval", "first-look", "--forecast", "--json")
    assert (ended.status, ended.err) == (0, ""), ended
    for told in ended.document["variants"]:
        read, cells = told["prompt_tokens"], told["cells"]
        assert 1 <= told["sampled"] <= 6
        assert read["low"] <= cells * READ_TOKENS[told["variant"]] <= read["high"], told
    assert ended.document["forecast"]["cost_usd"]["high"] == 0.0
