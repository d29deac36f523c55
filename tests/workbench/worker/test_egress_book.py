from contextlib import closing

from workbench.domain.egress import EgressRow, EgressTotal
from workbench.errors import StorageError
from workbench.store.library import Library
from workbench.worker import egress_book
from workbench.worker.egress_book import EgressBook


def row(**fields):
    return EgressRow(**({"host": "h", "purpose": "p", "bytes_out": 10, "bytes_in": 20} | fields))


def test_rows_are_stored_summed_and_dated(tmp_path):
    path = tmp_path / "store.sqlite"
    with closing(EgressBook(path)) as book:
        book.add(row(run_id="r1"))
        book.add(row(host="g", run_id="r2"))
        book.add(row())
        assert book.total() == EgressTotal(3, 30, 60, ("g", "h"))
        assert book.total("r1") == EgressTotal(1, 10, 20, ("h",))
        assert book.total("r9") == EgressTotal()
        assert book.session.connections == 3
    with closing(EgressBook(path)) as later, closing(Library(path)) as library:
        assert later.session == EgressTotal()
        assert later.total().connections == 3
        newest, *_ = library.egress(2)
    assert newest.run_id == ""
    assert newest.at > "2026"


def test_a_disk_that_refuses_for_a_while_loses_no_row(tmp_path, monkeypatch):
    monkeypatch.setattr(egress_book, "TRY_AGAIN_S", 0.01)
    refusals = iter([StorageError("full"), StorageError("full"), None])
    add = Library.add_egress

    def refusing(self, rows):
        if error := next(refusals, None):
            raise error
        add(self, rows)

    monkeypatch.setattr(Library, "add_egress", refusing)
    with closing(EgressBook(tmp_path / "store.sqlite")) as book:
        book.add(row())
        assert book.total().connections == 1


def test_old_rows_are_forgotten_with_old_turns(tmp_path):
    with closing(Library(tmp_path / "store.sqlite")) as library:
        library.add_egress([row(at="2026-01-01"), row(at="2026-11-01")])
        library.prune("2026-06-01")
        assert [each.at for each in library.egress()] == ["2026-11-01"]
