from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workbench.retrieval.knowledge import TOOLS
from workbench.domain.document import Document
from workbench.domain.knowledge_settings import ChunkerSettings
from workbench.models.catalog import bundled_embedder
from workbench.retrieval.chunkers import chunk, recipe
from workbench.retrieval.chunkers.tokens import WordPieces
from workbench.retrieval.embedded_text import embedded_text
from workbench.retrieval.loaders.front_matter import body_start

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
KINDS = st.sampled_from(["heading", "fixed", "sentences", "semantic", "parent_child"])
SETTINGS = st.tuples(KINDS, st.integers(1, 40), st.integers(0, 20)).map(
    lambda each: ChunkerSettings(each[0], each[1], min(each[2], each[1] // 2))
)


def document(text, **fields):
    return Document("refunds.md", "Refunds", text, **fields)


def cut(text, kind="heading", size=200, overlap=0, **fields):
    return chunk(document(text, **fields), ChunkerSettings(kind, size, overlap), TOOLS)


def places(text, size=200, kind="heading", overlap=0):
    return [(piece.heading, piece.text) for piece in cut(text, kind, size, overlap).chunks]


def texts(text, size=200, kind="heading", overlap=0):
    return [piece for _, piece in places(text, size, kind, overlap)]


@given(WHOLE, SETTINGS)
def test_places_are_exact_and_chunks_are_in_order(text, settings):
    made = chunk(document(text), settings, TOOLS)
    for piece in (*made.chunks, *made.parents):
        assert piece.text == text[piece.start : piece.end] == piece.text.strip() != ""
    assert [piece.position for piece in made.chunks] == list(range(len(made.chunks)))
    starts = [piece.start for piece in made.chunks]
    assert starts == sorted(starts)


@given(WHOLE, SETTINGS)
def test_every_character_that_is_not_blank_is_in_a_chunk(text, settings):
    begin = body_start(text)
    made = chunk(document(text), settings, TOOLS)
    for found in (made.chunks, made.parents) if made.parents else (made.chunks,):
        rest = list(text[begin:])
        for piece in found:
            rest[piece.start - begin : piece.end - begin] = " " * len(piece.text)
        assert not "".join(rest).strip()


@given(WHOLE, SETTINGS)
def test_no_chunk_is_too_long_unless_it_is_one_word(text, settings):
    made = chunk(document(text), settings, TOOLS)
    for piece in (*made.chunks, *made.parents):
        count = len(TOOLS.tokens(piece.text))
        assert count <= settings.size_tokens or len(piece.text.split()) == 1


@given(WHOLE, SETTINGS)
def test_ids_are_unique_and_stable(text, settings):
    made = chunk(document(text), settings, TOOLS)
    ids = [piece.id for piece in (*made.chunks, *made.parents)]
    assert len(ids) == len(set(ids))
    assert made == chunk(document(text), settings, TOOLS)


@given(WHOLE, SETTINGS)
def test_without_overlap_no_character_is_twice(text, settings):
    if settings.overlap_tokens == 0:
        made = chunk(document(text), settings, TOOLS)
        assert all(before.end <= after.start for before, after in pairwise(made.chunks))


def test_pieces_repeat_the_end_of_the_piece_before_up_to_the_overlap():
    words = [f"w{number}" for number in range(10)]
    assert texts(" ".join(words), 4, "fixed", 1) == [
        "w0 w1 w2 w3",
        "w3 w4 w5 w6",
        "w6 w7 w8 w9",
    ]
    text = "A one. B two. C three. D four."
    assert texts(text, 4, "sentences", 2) == [
        "A one. B two.",
        "B two. C three.",
        "C three. D four.",
    ]
    assert texts("One one\n\ntwo two\n\nthree three", 4, "heading", 2) == [
        "One one\n\ntwo two",
        "two two\n\nthree three",
    ]


def test_children_name_the_parent_that_holds_them_and_parents_are_headed_sections():
    text = "# When\n\n" + "A word or two. " * 6 + "\n\n# Who\n\nNobody."
    made = cut(text, "parent_child", 32)
    assert [parent.heading for parent in made.parents] == ["When", "Who"]
    parents = {parent.id: parent for parent in made.parents}
    assert len(made.chunks) > len(parents)
    for child in made.chunks:
        parent = parents[child.parent_id]
        assert parent.start <= child.start < child.end <= parent.end
        assert child.heading == parent.heading


def test_semantic_pieces_end_where_the_subject_changes():
    money = "The refund is money. A refund of money is paid. Money comes as a refund."
    pets = "The dog barks loudly. A dog and a cat. The cat and the dog sleep."
    assert texts(f"{money} {pets}", 100, "semantic") == [money, pets]


def test_form_feeds_count_pages():
    made = cut("First page.\f\fThird page.\f", "sentences", 3)
    assert [(piece.text, piece.page) for piece in made.chunks] == [
        ("First page.", 1),
        ("Third page.", 3),
    ]
    assert cut("No pages.").chunks[0].page == 0


def test_tokens_are_those_of_the_embedder():
    tokens = WordPieces(bundled_embedder())
    text = "Unreproducible refunds! " * 200
    spans = tokens(text)
    assert [text[start:end] for start, end in spans[:7]] == [
        "Un", "re", "pro", "du", "ci", "ble", "ref",
    ]  # fmt: skip
    assert len(spans) > 256
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


def test_a_recipe_tells_settings_apart():
    settings = [ChunkerSettings(), ChunkerSettings("fixed"), ChunkerSettings("fixed", 100)]
    assert len({recipe(each) for each in settings}) == 3


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
    assert [piece for _, piece in places(text, 4)] == [
        "One one. Two two.",
        "Three three. Four four.",
    ]
    assert [piece for _, piece in places(text, 2)] == [
        "One one.",
        "Two two.",
        "Three three.",
        "Four four.",
    ]


def test_an_id_changes_with_text_title_or_place_and_with_nothing_else():
    def first(text="A", path="a.md", title="T", **labels):
        return chunk(Document(path, title, text, **labels), ChunkerSettings(), TOOLS).chunks[0].id

    assert len({first(), first("B"), first(path="b.md"), first(title="U"), first("# H\n\nA")}) == 5
    assert first(effective="2026-01-01", audience="agent", region="EU") == first()
    assert len(first()) == 16


def test_a_chunk_knows_its_document():
    (piece,) = cut(
        "A", audience="agent", effective="2026-01-01", region="EU", supersedes=("b.md",)
    ).chunks
    assert (piece.path, piece.title, piece.audience, piece.effective) == (
        "refunds.md",
        "Refunds",
        "agent",
        "2026-01-01",
    )
    assert (piece.region, piece.supersedes) == ("EU", ())
    assert embedded_text(piece) == "Refunds\nA"


@pytest.mark.parametrize("kind", ["heading", "fixed", "sentences", "semantic", "parent_child"])
@pytest.mark.parametrize("text", ["", FRONT, "\n \n"])
def test_a_document_without_text_has_no_chunks(text, kind):
    assert cut(text, kind).chunks == ()
