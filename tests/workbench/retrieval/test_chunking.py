import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.document import Document
from workbench.retrieval.chunking import chunk
from workbench.retrieval.embedded_text import embedded_text
from workbench.retrieval.markdown import body_start

FRONT = "---\ntitle: Refunds\n---\n"
LINES = st.sampled_from(
    [
        "# Refunds",
        "## When",
        "### How\t#",
        "Underlined\n---",
        "===",
        "```",
        "# not a heading in a fence",
        "A sentence. Another one! And a third?",
        "- a point",
        "| a | table |",
        "> quoted",
        "[link]: https://example.com/a",
        "word " * 40,
        "x" * 90,
        "",
        "   ",
        "Ünïcode 🙂 text.",
    ]
)
MARKDOWN = st.lists(LINES, max_size=25).map("\n".join) | st.text(max_size=300)
WHOLE = MARKDOWN | MARKDOWN.map(FRONT.__add__)
LIMITS = st.integers(min_value=1, max_value=200)


def document(text, **fields):
    return Document("refunds.md", "Refunds", text, **fields)


def places(text, limit=800):
    return [(piece.heading, piece.text) for piece in chunk(document(text), limit)]


@given(WHOLE, LIMITS)
def test_places_are_exact(text, limit):
    for piece in chunk(document(text), limit):
        assert piece.text == text[piece.start : piece.end] == piece.text.strip()


@given(WHOLE, LIMITS)
def test_every_character_that_is_not_blank_is_in_one_chunk(text, limit):
    begin = body_start(text)
    rest = list(text[begin:])
    for piece in chunk(document(text), limit):
        for place in range(piece.start - begin, piece.end - begin):
            assert rest[place] is not None
            rest[place] = None
    assert not any(character and character.strip() for character in rest)


@given(WHOLE, LIMITS)
def test_no_chunk_is_too_long_unless_it_is_one_word(text, limit):
    for piece in chunk(document(text), limit):
        assert len(piece.text) <= limit or len(piece.text.split()) == 1


@given(WHOLE, LIMITS)
def test_ids_are_unique_and_stable(text, limit):
    ids = [piece.id for piece in chunk(document(text), limit)]
    assert len(ids) == len(set(ids))
    assert ids == [piece.id for piece in chunk(document(text), limit)]


def test_sections_have_the_path_of_their_headings_without_the_title():
    text = FRONT + "Intro.\n\n# Refunds\n\nA\n\n## When\n\nB\n\n### How\n\nC\n\n## Who\n\nD\n"
    assert places(text) == [
        ("", "Intro."),
        ("", "# Refunds\n\nA"),
        ("When", "## When\n\nB"),
        ("When > How", "### How\n\nC"),
        ("Who", "## Who\n\nD"),
    ]


def test_a_heading_without_text_opens_the_chunk_below_it():
    assert places("# Prices\n\n## EU\n\n12 EUR") == [("Prices > EU", "# Prices\n\n## EU\n\n12 EUR")]


def test_a_heading_at_the_end_is_not_lost():
    assert places("A\n\n# Prices\n") == [("", "A"), ("Prices", "# Prices")]


def test_marks_in_a_heading_are_not_in_its_path():
    assert places("# The *big* `plan`\n\nText")[0][0] == "The big plan"


def test_a_hash_in_a_fence_is_no_heading():
    text = "```\n# a comment\n```"
    assert places(text) == [("", text)]


def test_a_long_section_is_cut_between_paragraphs_first_then_sentences():
    text = "One one. Two two.\n\nThree three. Four four."
    assert [piece for _, piece in places(text, 25)] == [
        "One one. Two two.",
        "Three three. Four four.",
    ]
    assert [piece for _, piece in places(text, 15)] == [
        "One one.",
        "Two two.",
        "Three three.",
        "Four four.",
    ]


def test_an_id_changes_with_text_place_or_audience_and_with_nothing_else():
    def first(text="A", path="a.md", audience="customer", effective=""):
        return chunk(Document(path, "T", text, audience, effective))[0].id

    ids = {first(), first("B"), first(path="b.md"), first(audience="agent"), first("# H\n\nA")}
    assert len(ids) == 5
    assert first(effective="2026-01-01") == first()
    assert len(first()) == 16


def test_a_chunk_knows_its_document():
    (piece,) = chunk(document("A", audience="agent", effective="2026-01-01"))
    assert (piece.path, piece.title, piece.audience, piece.effective) == (
        "refunds.md",
        "Refunds",
        "agent",
        "2026-01-01",
    )
    assert embedded_text(piece) == "Refunds\nA"


@pytest.mark.parametrize("text", ["", FRONT, "\n \n"])
def test_a_document_without_text_has_no_chunks(text):
    assert chunk(document(text)) == ()
