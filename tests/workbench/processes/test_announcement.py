import sys

from hypothesis import given
from hypothesis import strategies as st

from workbench.processes.announcement import (
    Address,
    StartFailure,
    decode_announcement,
    encode_announcement,
)
from workbench.processes.child_log import LARGEST_FILE_BYTES, LAST_LINES, ChildLog
from workbench.processes.launch import child_command


@given(st.builds(Address, st.integers(1, 65535), st.text()) | st.builds(StartFailure, st.text()))
def test_an_announcement_survives_the_pipe_on_one_line(announcement):
    line = encode_announcement(announcement)
    assert line.count(b"\n") == 1
    assert decode_announcement(line) == announcement


@given(st.binary())
def test_any_other_line_is_no_announcement(line):
    assert decode_announcement(line) is None


def test_json_that_is_no_announcement_is_none():
    for line in (b"1", b"[]", b'"x"', b"null", b"{}", b'{"port": null, "token": 1}'):
        assert decode_announcement(line) is None


def test_a_log_keeps_its_last_lines_and_begins_a_new_file_when_full(tmp_path):
    path = tmp_path / "child.log"
    path.write_bytes(b"x" * (LARGEST_FILE_BYTES + 1))
    log = ChildLog(path)
    for number in range(LAST_LINES + 5):
        log.add(f"line {number}\n".encode())
    assert log.last_words.splitlines()[0] == "line 5"
    assert path.read_text().startswith("line 0\nline 1\n")
    assert path.with_suffix(".log.old").stat().st_size == LARGEST_FILE_BYTES + 1


def test_a_log_that_cannot_be_written_still_knows_the_last_words(tmp_path):
    (tmp_path / "file").touch()
    log = ChildLog(tmp_path / "file/child.log")
    log.add(b"it broke \xff\n")
    assert log.last_words == "it broke \N{REPLACEMENT CHARACTER}"


def test_the_packaged_app_calls_itself_as_a_child(monkeypatch):
    command = child_command("model_server", "chat")
    assert command == [sys.executable, "-m", "workbench.model_server", "chat"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert child_command("model_server", "chat")[1:] == ["--child", "model_server", "chat"]
