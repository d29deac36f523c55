import os

import pytest

from tests.workbench.retrieval.files import docx, pdf
from tests.workbench.retrieval.knowledge import write
from workbench.domain.document import Document
from workbench.domain.knowledge_settings import LabelRule, Labels
from workbench.errors import RetrievalError
from workbench.retrieval.loaders import document_files, load
from workbench.retrieval.loaders.folder import LARGEST_BYTES, rule_labels


def everything(folder, rules=()):
    loaded = [load(folder, file, rules) for file in document_files(folder)]
    return (
        {each.path: each for each in loaded if isinstance(each, Document)},
        {each.path: each for each in loaded if not isinstance(each, Document)},
    )


def test_files_of_each_kind_become_documents_and_each_bad_one_is_a_problem_with_a_remedy(tmp_path):
    write(tmp_path, "refunds.md", "Five days.", "Refunds", audience="customer")
    good = {
        "handbook.pdf": pdf([["Refunds take five working days."]], "Handbook"),
        "letter.docx": docx(("Title", "A letter"), "Dear customer,"),
        "faq.csv": b"question,answer\nHow much?,5 USD\n",
        "page.html": b"<title>A page</title><p>Words",
        "notes.txt": b"Some notes",
        "plain.md": b"# A heading\n\nNo front matter.",
    }
    bad = {
        "broken.pdf": (pdf([["a" * 50]])[:200], "the PDF is damaged"),
        "broken.docx": (docx("a")[:300], "the document is damaged"),
        "locked.pdf": (pdf([["secret"]], password="x"), "the PDF is locked"),
        "scanned.pdf": (pdf([[], []]), "the PDF has pictures of pages"),
        "empty.md": (b"", "the file is empty"),
        "blank.txt": (b" \n\n", "the file is empty"),
        "only-head.md": (b"---\ntitle: A\n---\n", "there is no text"),
        "latin.md": (b"---\ntitle: A\n---\ncaf\xe9\n", "this is not UTF-8 text"),
        "really-a-pdf.md": (pdf([["a"]]), "this is a PDF"),
        "really-a-page.pdf": (b"<!DOCTYPE html><p>Not found", "this is a web page"),
        "really-a-picture.txt": (b"\x89PNG\r\n\x1a\n\0\0", "this is a picture"),
        "really-word.txt": (docx("a"), "this is a ZIP archive"),
        "encrypted.docx": (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "this is an old or encrypted"),
        "program.txt": (b"\x7fELF\0\0\0", "this is not text"),
        "old.doc": (b"\xd0\xcf\x11\xe0", ".doc files are not read"),
        "nothing.csv": (b"name,value\na,b\n", "there is no column question"),
    }
    for name, content in good.items():
        (tmp_path / name).write_bytes(content)
    for name, (content, _) in bad.items():
        (tmp_path / name).write_bytes(content)
    found, problems = everything(tmp_path)
    assert {path: each.title for path, each in found.items()} == {
        "refunds.md": "Refunds",
        "handbook.pdf": "Handbook",
        "letter.docx": "A letter",
        "faq.csv": "How much?",
        "page.html": "A page",
        "notes.txt": "Notes",
        "plain.md": "A heading",
    }
    assert problems.keys() == bad.keys()
    for path, problem in problems.items():
        assert problem.message.startswith(bad[path][1]), (path, problem.message)
        assert problem.hint
    assert problems["latin.md"].line == 4


def test_a_huge_file_is_not_read(tmp_path):
    with (tmp_path / "huge.md").open("wb") as file:
        os.truncate(file.fileno(), 200 * 1024**2)
    _, problems = everything(tmp_path)
    most = LARGEST_BYTES // 1024**2
    assert problems["huge.md"].message == f"the file has 200 MB, and at most {most} are read"


def test_hidden_files_and_what_is_no_document_are_left_alone(tmp_path):
    write(tmp_path, ".drafts/a.md", "A")
    write(tmp_path, "~$letter.docx", "A")
    write(tmp_path, "picture.png", "A")
    assert everything(tmp_path) == ({}, {})


def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path):
    (tmp_path / "a.md").write_bytes(b"\xef\xbb\xbf---\r\ntitle: A\r\n---\r\nText\r\n")
    (tmp_path / "b.txt").write_bytes("Größe\r\n".encode("utf-16"))
    found, problems = everything(tmp_path)
    assert (found["a.md"].text, found["b.txt"].text, problems) == (
        "---\ntitle: A\n---\nText\n",
        "Größe\n",
        {},
    )


def test_a_document_that_names_no_audience_is_internal(tmp_path):
    write(tmp_path, "a.md", "A")
    assert everything(tmp_path)[0]["a.md"].audience == "internal"


def test_rules_say_what_files_do_not_say_and_later_rules_count(tmp_path):
    write(tmp_path, "public/a.md", "A")
    write(tmp_path, "public/b.md", "B", audience="agent", region="UK")
    (tmp_path / "c.pdf").write_bytes(pdf([["Some long text"]]))
    rules = (
        LabelRule("**", Labels(audience="internal", language="en")),
        LabelRule("public/*.md", Labels(audience="customer", region="EU")),
        LabelRule("c.pdf", Labels(title="C", effective="2026-01-01", supersedes=("a.md",))),
    )
    found, _ = everything(tmp_path, rules)
    labels = {
        path: (each.title, each.audience, each.region, each.language, each.effective)
        for path, each in found.items()
    }
    assert labels == {
        "public/a.md": ("public/a.md", "customer", "EU", "en", ""),
        "public/b.md": ("public/b.md", "agent", "UK", "en", ""),
        "c.pdf": ("C", "internal", "", "en", "2026-01-01"),
    }
    assert found["c.pdf"].supersedes == ("a.md",)


@pytest.mark.parametrize(
    ("files", "fitting"),
    [
        ("**/*.md", ["a.md", "x/a.md", "x/y/a.md"]),
        ("*.md", ["a.md"]),
        ("x/**", ["x/a.md", "x/y/a.md", "x/b.pdf"]),
        ("x/?.pdf", ["x/b.pdf"]),
        ("/a.md", ["a.md"]),
    ],
)
def test_patterns_are_those_of_shells(files, fitting):
    rule = LabelRule(files, Labels(region="EU"))
    paths = ["a.md", "x/a.md", "x/y/a.md", "x/b.pdf"]
    assert [path for path in paths if rule_labels(path, [rule]).region] == fitting


def test_a_folder_that_is_not_there_is_an_error_with_a_remedy(tmp_path):
    with pytest.raises(RetrievalError, match="There is no folder") as raised:
        list(document_files(tmp_path / "knowledge"))
    assert "Create it" in raised.value.hint
