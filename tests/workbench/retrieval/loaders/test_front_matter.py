import pytest

from workbench.retrieval.loaders.front_matter import body_start, front_matter, text_start
from workbench.retrieval.loaders.loaded import LoadError
from workbench.retrieval.loaders.markdown import load_markdown

WHOLE = """---
title: Refunds after a course
audience: agent   # not for customers
effective: 2026-03-01
supersedes: [old/refunds.md, older.md]
region: EU
---
# Refunds
"""


def wrong(text):
    with pytest.raises(LoadError) as raised:
        front_matter(text)
    return raised.value


def test_every_field_is_read():
    labels = front_matter(WHOLE)
    assert (labels.title, labels.audience, labels.effective, labels.region) == (
        "Refunds after a course",
        "agent",
        "2026-03-01",
        "EU",
    )
    assert labels.supersedes == ("old/refunds.md", "older.md")
    assert labels.language is None


def test_the_text_is_the_whole_file_so_that_places_are_places_in_the_file():
    loaded = load_markdown(WHOLE.encode())
    assert loaded.text == WHOLE
    assert loaded.text[body_start(WHOLE) :] == "# Refunds\n"


def test_several_audiences_are_one_text_whatever_their_order():
    labels = front_matter("---\naudience: [lead, agent]\n---\n")
    assert labels.audience == "agent, lead"


def test_one_superseded_document_needs_no_list():
    assert front_matter("---\ntitle: A\nsupersedes: b.md\n---\n").supersedes == ("b.md",)


def test_a_file_without_front_matter_says_nothing_of_itself():
    assert front_matter("# Refunds\n\n---\n").title is None


def test_only_markdown_has_front_matter():
    assert text_start("a.md", WHOLE) > 0
    assert text_start("a.pdf", WHOLE) == 0


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("---\ntitle: never closed\n", 1, "the front matter has no end"),
        ("---\ntitle: A\naudeince: customer\n---\n", 3, "there is no field audeince"),
        ("---\ntitle: A\neffective: soon\n---\n", 3, "effective: "),
        ("---\ntitle: A\n\naudience: []\n---\n", 4, "audience: "),
        ("---\ntitle: A\naudience: 'all of them'\n---\n", 3, "audience: "),
        ("---\ntitle: A\ntitle: B\n---\n", 3, "found duplicate key"),
        ("---\ntitle: A: B\n---\n", 2, "mapping values are not allowed"),
        ("---\n- title\n---\n", 2, "the front matter is not a list of fields"),
        ("---\n---\n", 2, "the front matter is not a list of fields"),
        ("---\ntitle: A\nsupersedes: {a: b}\n---\n", 3, "supersedes: "),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_a_remedy(text, line, message):
    error = wrong(text)
    assert error.line == line
    assert error.message.startswith(message)
    assert error.hint
