import pytest

from workbench.domain.document import Chunk
from workbench.evals.retrieval.known_items import (
    gives_itself_away,
    known_items,
    question_prompt,
    sampled_chunks,
)

TEXT = "You can ask for your money back within fourteen days of a payment."


def chunk(path, title="", heading="", text=TEXT, key=""):
    return Chunk(key or path, path, title, heading, text, 0, len(text), "customer")


def test_titles_and_headings_that_one_document_has_are_asked_for():
    chunks = [
        chunk("a.md", "Refunds for late payments", "Rules > When we say no"),
        chunk("b.md", "Frequently asked questions", "When we say no", key="b1"),
        chunk("c.md", "Frequently asked questions", "Fees"),
    ]
    found = known_items(chunks, 10)
    assert [(each.text, each.relevant) for each in found] == [
        ("Refunds for late payments", ("a.md",))
    ]


def test_the_same_items_are_drawn_each_time():
    chunks = [chunk(f"{n}.md", f"All about number {n}") for n in range(30)]
    assert known_items(chunks, 5) == known_items(chunks, 5)
    assert len(known_items(chunks, 5)) == 5


@pytest.mark.parametrize(
    ("question", "gives_away"),
    [
        ("How long do I have to get refunded?", False),
        ("Can you ask for your money back within fourteen days?", True),
        ("What does Refund rules say about time?", True),
        ("Refunds?", True),
        ("", True),
    ],
)
def test_a_question_in_its_text_s_own_words_gives_itself_away(question, gives_away):
    assert gives_itself_away(question, chunk("a.md", "Refund rules")) == gives_away


def test_chunks_are_drawn_from_as_many_documents_as_there_are():
    chunks = [chunk(f"{n % 3}.md", key=str(n)) for n in range(9)]
    assert len({each.path for each in sampled_chunks(chunks, 3)}) == 3
    assert len({each.id for each in sampled_chunks(chunks, 8)}) == 8


def test_the_model_sees_the_text_and_not_the_title():
    asked = question_prompt(chunk("a.md", "Refund rules"))
    assert asked[-1].text == TEXT
