"""Downloads by a real child from a server that speaks the hub's file API."""

import errno
import os
import threading

import pytest

from tests.workbench.downloads.hub import Hub, serving
from workbench.assembly.downloads import Downloads
from workbench.cancellation import CancelToken, StoppedError
from workbench.downloads.hub_errors import hub_errors
from workbench.downloads.lines import Fetched, Order, Progressed, decode, encode
from workbench.errors import OfflineError, StorageError, WorkbenchError
from workbench.network.offline import OfflineSwitch

REPOSITORY, FILE = "Qwen/Tiny-GGUF", "tiny.gguf"
MEGABYTE = 1024 * 1024
BODY = b"GGUF" + os.urandom(5 * MEGABYTE)


@pytest.fixture
def hub(monkeypatch):
    with serving(Hub()) as made:
        monkeypatch.setenv("HF_ENDPOINT", made.url)
        monkeypatch.delenv("HF_TOKEN", raising=False)
        made.sha256 = made.put(REPOSITORY, FILE, BODY)
        yield made


@pytest.fixture
def order(tmp_path):
    return Order(REPOSITORY, FILE, tmp_path / "models")


def fetched(order, cancel=None):
    return list(Downloads(OfflineSwitch()).fetch(order, cancel or CancelToken()))


def refused(order):
    with pytest.raises(WorkbenchError) as found:
        fetched(order)
    assert "\n" not in found.value.line
    assert found.value.hint
    return found.value.line


def test_a_file_arrives_whole_checked_and_told(hub, order):
    *progress, end = fetched(order)
    assert end == Fetched(str(order.folder / FILE), hub.sha256)
    assert (order.folder / FILE).read_bytes() == BODY
    assert [path.name for path in order.folder.iterdir()] == [FILE]
    assert progress[0] == Progressed(0, len(BODY))
    assert progress[-1] == Progressed(len(BODY), len(BODY), "checking")
    assert {told.phase for told in progress} == {"fetching", "checking"}


def test_a_connection_that_breaks_is_taken_up_where_it_broke(hub, order):
    hub.cut_at = [3 * MEGABYTE + 500]
    *_, end = fetched(order)
    assert end.sha256 == hub.sha256
    assert hub.asked[0] == ""
    assert hub.asked[1:] == [f"bytes={3 * MEGABYTE}-"]


def test_a_stopped_download_keeps_what_arrived_and_goes_on_from_there(hub, order):
    hub.waits_at = 2 * MEGABYTE
    cancel = CancelToken()

    def stop():
        hub.is_waiting.wait(60)
        while sum(path.stat().st_size for path in order.folder.iterdir()) < 2 * MEGABYTE:
            hub.gate.wait(0.01)
        cancel.cancel()

    stopper = threading.Thread(target=stop)
    stopper.start()
    with pytest.raises(StoppedError):
        fetched(order, cancel)
    stopper.join()
    (part,) = order.folder.iterdir()
    assert part.suffix == ".part"
    assert part.read_bytes() == BODY[: 2 * MEGABYTE]
    hub.gate.set()
    *_, end = fetched(order)
    assert hub.asked[-1] == f"bytes={2 * MEGABYTE}-"
    assert end.sha256 == hub.sha256
    assert [path.name for path in order.folder.iterdir()] == [FILE]


def test_a_checksum_that_differs_deletes_the_file(hub, order):
    wrong = Order(REPOSITORY, FILE, order.folder, sha256="0" * 64)
    line = refused(wrong)
    assert "not what was published" in line
    assert "000000000000" in line
    assert list(order.folder.iterdir()) == []


def test_a_checksum_of_the_hub_itself_counts_too(hub, order):
    hub.wrong_etag = "f" * 64
    assert "not what was published" in refused(order)


def test_what_the_hub_has_not_is_named(hub, order):
    assert "has no Nobody/Nothing" in refused(Order("Nobody/Nothing", FILE, order.folder))
    assert "has no file other.gguf" in refused(Order(REPOSITORY, "other.gguf", order.folder))


def test_terms_that_were_not_accepted_are_named_with_the_place(hub, order):
    hub.gated.add(REPOSITORY)
    line = refused(order)
    assert f"{hub.url}/{REPOSITORY}" in line
    assert "HF_TOKEN" in line


def test_a_hub_in_trouble_is_told(hub, order):
    hub.status = 503
    assert "answered 503" in refused(order)


def test_a_hub_that_is_not_there_is_told(order, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    assert "127.0.0.1:9 cannot be reached" in refused(order)


def test_a_page_that_is_no_hub_is_told(hub, order):
    hub.files.clear()
    assert "has no" in refused(order)


def test_a_file_larger_than_the_disk_is_not_begun(hub, order, monkeypatch):
    """The child finds less free than it needs: a sitecustomize tells it so."""
    site = order.folder.parent / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text(
        "import shutil\n"
        "from collections import namedtuple\n"
        "Usage = namedtuple('Usage', 'total used free')\n"
        "shutil.disk_usage = lambda path: Usage(10**9, 10**9, 1000)\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(site))
    line = refused(order)
    assert "are to be downloaded" in line
    assert "models folder" in line
    assert hub.asked == []


def test_nothing_is_fetched_offline(hub, order):
    with pytest.raises(WorkbenchError, match="Offline mode is on"):
        list(Downloads(OfflineSwitch(is_on=True)).fetch(order, CancelToken()))
    assert hub.asked == []


def test_going_offline_ends_a_download_and_says_so(hub, order):
    hub.waits_at = MEGABYTE
    switch = OfflineSwitch()
    downloads = Downloads(switch)
    fetching = downloads.fetch(order, CancelToken())
    next(fetching)
    hub.is_waiting.wait(60)
    switch.set(is_on=True)
    downloads.cut()
    with pytest.raises(OfflineError, match="Offline mode is on"):
        list(fetching)


def test_what_a_download_exchanges_is_in_the_ledger_unless_it_stays_here(hub, order, monkeypatch):
    rows = []
    list(Downloads(OfflineSwitch(), rows.append).fetch(order, CancelToken()))
    assert rows == []
    monkeypatch.setattr("workbench.assembly.downloads.is_loopback", lambda _: False)
    (order.folder / FILE).unlink()
    list(Downloads(OfflineSwitch(), rows.append).fetch(order, CancelToken()))
    (row,) = rows
    assert (row.host, row.purpose) == ("127.0.0.1", f"download of {FILE}")
    assert row.bytes_in > len(BODY)
    assert 100 < row.bytes_out < 10_000


def test_a_full_disk_is_one_sentence(order):
    with pytest.raises(StorageError, match="is full"), hub_errors(order):
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_child_that_dies_says_its_last_words(order, monkeypatch):
    monkeypatch.setattr(
        "workbench.assembly.downloads.child_command",
        lambda *_: ["python3", "-c", "print('Boom.'); raise SystemExit(3)"],
    )
    assert "stopped by itself (3). Boom." in refused(order)


def test_lines_are_read_back_and_others_ignored():
    told = Progressed(1, 2, "checking")
    assert decode(encode(told)) == told
    assert decode("Fetching 1 file") is None
    assert decode('{"kind": "Progressed"}') is None
    assert decode("[]") is None
