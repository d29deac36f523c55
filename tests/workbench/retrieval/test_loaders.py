import pytest

from tests.workbench.retrieval.knowledge import write
from workbench.errors import RetrievalError
from workbench.retrieval.loaders import documents


def test_good_documents_are_loaded_though_others_are_wrong(tmp_path):
    write(tmp_path, "billing/refunds.md", "Five days.", "Refunds", audience="customer")
    (tmp_path / "loose.md").write_text("no front matter")
    (tmp_path / "latin.md").write_bytes(b"---\ntitle: A\n---\ncaf\xe9\n")
    found, problems = documents(tmp_path)
    assert [document.path for document in found] == ["billing/refunds.md"]
    assert [str(problem) for problem in problems] == [
        "latin.md:4: this is not UTF-8 text",
        "loose.md:1: there is no front matter",
    ]
    assert all(problem.hint for problem in problems)


def test_hidden_files_and_other_kinds_are_left_alone(tmp_path):
    write(tmp_path, ".drafts/a.md", "A")
    write(tmp_path, "picture.png", "A")
    assert documents(tmp_path) == ((), ())


def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path):
    (tmp_path / "a.md").write_bytes(b"\xef\xbb\xbf---\r\ntitle: A\r\n---\r\nText\r\n")
    (found,), problems = documents(tmp_path)
    assert (found.text, problems) == ("---\ntitle: A\n---\nText\n", ())


@pytest.mark.parametrize("old", ["gone.md", "new.md"])
def test_superseding_what_is_not_there_is_a_problem_but_the_document_is_loaded(tmp_path, old):
    write(tmp_path, "new.md", "New.", "New", supersedes=old)
    found, (problem,) = documents(tmp_path)
    assert len(found) == 1
    assert str(problem) == f"new.md:3: supersedes {old}, which is no other document of this folder"


def test_a_folder_that_is_not_there_is_an_error_with_a_remedy(tmp_path):
    with pytest.raises(RetrievalError, match="There is no folder") as raised:
        documents(tmp_path / "knowledge")
    assert "Create it" in raised.value.hint
