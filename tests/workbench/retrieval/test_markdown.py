import pytest

from workbench.retrieval.markdown import FrontMatterError, body_start, read_markdown

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
    with pytest.raises(FrontMatterError) as raised:
        read_markdown("a.md", text)
    return raised.value


def test_every_field_is_read():
    document = read_markdown("refunds.md", WHOLE)
    assert (document.title, document.audience, document.effective, document.region) == (
        "Refunds after a course",
        "agent",
        "2026-03-01",
        "EU",
    )
    assert document.supersedes == ("old/refunds.md", "older.md")


def test_the_text_is_the_whole_file_so_that_places_are_places_in_the_file():
    document = read_markdown("refunds.md", WHOLE)
    assert document.text == WHOLE
    assert document.text[body_start(WHOLE) :] == "# Refunds\n"


def test_a_document_that_names_no_audience_is_internal():
    assert read_markdown("a.md", "---\ntitle: A\n---\n").audience == "internal"


def test_one_superseded_document_needs_no_list():
    document = read_markdown("a.md", "---\ntitle: A\nsupersedes: b.md\n---\n")
    assert document.supersedes == ("b.md",)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("# No front matter\n", 1, "there is no front matter"),
        ("---\ntitle: never closed\n", 1, "there is no front matter"),
        ("---\naudience: customer\n---\n", 1, "title is missing"),
        ("---\ntitle: A\naudeince: customer\n---\n", 3, "there is no field audeince"),
        ("---\ntitle: A\neffective: soon\n---\n", 3, "effective: "),
        ("---\ntitle: A\n\naudience: [customer, agent]\n---\n", 4, "audience: "),
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
