import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workbench.retrieval.files import docx, pdf
from workbench.domain.knowledge_settings import Labels
from workbench.retrieval.loaders.csv_faq import load_csv
from workbench.retrieval.loaders.docx import load_docx
from workbench.retrieval.loaders.html import load_html
from workbench.retrieval.loaders.kinds import LOADERS
from workbench.retrieval.loaders.loaded import LoadError
from workbench.retrieval.loaders.pdf import load_pdf


def test_a_pdf_keeps_its_title_its_pages_and_its_bookmarks_as_headings():
    file = pdf(
        [["Refunds", "They take five days."], ["Late fees", "A fee of 5 USD is due."]],
        "Handbook",
        [("Refunds", 0), ("Late fees", 1)],
    )
    loaded = load_pdf(file)
    assert loaded.labels == Labels(title="Handbook")
    first, second, rest = loaded.text.split("\f")
    assert "# Refunds\n" in first
    assert "# Late fees\n" in second
    assert "A fee of 5 USD is due." in second
    assert rest == ""


def test_a_pdf_that_needs_no_password_to_be_read_is_read():
    assert (
        "printing is not allowed" in load_pdf(pdf([["printing is not allowed"]], password="")).text
    )


def test_the_name_of_a_file_is_no_title():
    assert load_pdf(pdf([["Some words here"]], "Microsoft Word - a.docx")).labels.title is None


def test_a_page_keeps_headings_lists_and_tables_and_loses_its_menus():
    page = """<!doctype html><html lang=de><meta charset=utf-8><title> Fees </title>
    <body><nav>Home</nav><main><h1>Fees</h1><p>A <b>late</b> fee. <img src=x.png alt="A clock">
    <ul><li>one<li>two</ul>
    <table><tr><th>Plan<th>Price<tr><td>Basic<td>5 EUR</table>
    <script>evil()</script></main><footer>Imprint</footer>"""
    loaded = load_html(page.encode())
    assert loaded.labels == Labels(title="Fees", language="de")
    for part in ("# Fees", "A **late** fee. A clock", "- one\n- two", "| Basic | 5 EUR |"):
        assert part in loaded.text
    for part in ("Home", "Imprint", "evil", "x.png"):
        assert part not in loaded.text


def test_a_page_in_another_encoding_says_so_itself():
    assert "café" in load_html('<meta charset="latin-1"><p>café'.encode("latin-1")).text


def test_a_word_document_keeps_headings_and_tables():
    file = docx(
        ("Title", "Handbook"),
        ("Heading2", "Late fees"),
        "A fee is due.",
        [["Plan", "Price"], ["Basic", "5 EUR"]],
    )
    text = load_docx(file).text
    assert text.startswith("# Handbook\n\n## Late fees\n\nA fee is due.")
    assert "| Basic | 5 EUR |" in text


def test_a_table_of_questions_becomes_sections():
    table = 'Question;Answer;Link;Audience\nHow much?;"5 USD;\nor more";https://a.b;agent\n'
    loaded = load_csv(table.encode())
    assert loaded.text == "## How much?\n\n5 USD;\nor more\n\nLink: https://a.b\n"
    assert loaded.labels == Labels(audience="agent")


def test_rows_for_different_audiences_are_never_one_document():
    with pytest.raises(LoadError, match="more than one value") as raised:
        load_csv(b"question,answer,audience\na,b,customer\nc,d,internal\n")
    assert raised.value.line == 3


@given(st.sampled_from(sorted(LOADERS)), st.binary(max_size=300), st.integers(0, 2000))
def test_any_damage_is_one_error_and_never_another(suffix, noise, place):
    for whole in (b"", pdf([["Some words here"]], "T", [("T", 0)]), docx("Words", [["a"]])):
        content = whole[:place] + noise + whole[place + len(noise) :]
        try:
            LOADERS[suffix](content)
        except LoadError as error:
            assert error.hint  # noqa: PT017 - most are no errors at all
