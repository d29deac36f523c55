"""A marker for a key goes through a whole session; afterwards it is nowhere but where it belongs.

Chats that work and fail, a grid, reports, exports, diagnostics, a key that is refused and quoted,
a command that is cut: then every file, every byte of the pipes and every stored body is searched.
"""

import json
import os
import sqlite3
import subprocess
import sys
import zlib
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from tests.faults import FaultServer
from tests.workbench.worker.scripted_workspace import (
    Desk,
    add_bot,
    add_model,
    add_suite,
    scripted_workspace,
    stored_turn,
)
from ui.pages.settings.diagnostics import diagnostics
from workbench.client import WorkerClient
from workbench.commands import MeasureStore, StartTurn
from workbench.messages import Refused, Saved, StoreMeasured
from workbench.projections.export import conversation_json, conversation_markdown
from workbench.provider_commands import CheckProvider, ListEgress, ListKeys, SaveKey
from workbench.provider_messages import EgressListed, KeysListed, ProviderChecked

pytestmark = pytest.mark.timeout(300)
ROOT = Path(__file__).parents[2]
# As different as can be, so that each is found by itself; and the pieces that servers quote.
IN_KEYCHAIN = "sk-keychain-0c7f3b21d9e84a56"
IN_SESSION = "sk-session-91ab44cc07d2e3f8"
IN_ENVIRONMENT = "sk-environment-5d6e7f8091a2b3c4"
MARKERS = [IN_KEYCHAIN, IN_SESSION, IN_ENVIRONMENT]
PIECES = [each for key in MARKERS for each in (key, key[:12], key[-8:])]
FAULTS = ("good", "key_refused", "quotes_the_key", "error_500~1", "malformed", "web_page",
          "reset_during~1", "busy~1", "truncated", "error_during", "bad_arguments~1")  # fmt: skip
PROVIDERS = ("openai_compatible", "anthropic", "gemini")


class TeedDesk(Desk):
    """Everything that the worker writes, on stdout or stderr, goes to files too."""

    def open_client(self):
        out, err = self.folder.parent / "stdout.bin", self.folder.parent / "stderr.txt"
        line = f'"$0" -m workbench.worker "$1" 2>"{err}" | tee "{out}"'
        argv = ["sh", "-c", line, sys.executable, str(self.folder)]
        return WorkerClient(self.folder, argv=argv)


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("WORKBENCH_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "tests.workbench.keys.backends.MemoryKeyring")
    monkeypatch.setenv("MARKER_KEY", IN_ENVIRONMENT)
    return tmp_path


def found_in(folder):
    """Each file, and each packed body of a store, that holds a marker or a piece of one."""
    hits = []
    for path in folder.rglob("*"):
        if path.is_file():
            raw = path.read_bytes()
            hits += [(path, piece) for piece in PIECES if piece.encode() in raw]
    for store in folder.rglob("*.sqlite"):
        with closing(sqlite3.connect(store)) as db:
            for table in [name for (name,) in db.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table'")]:  # fmt: skip
                for row in db.execute(f"SELECT * FROM {table}"):
                    text = " ".join(_text(value) for value in row)
                    hits += [(store, table, piece) for piece in PIECES if piece in text]
    return hits


def _text(value):
    if not isinstance(value, bytes):
        return str(value)
    try:
        return zlib.decompress(value).decode("utf-8", "replace")
    except zlib.error:
        return value.decode("utf-8", "replace")


def test_the_search_finds_what_is_there(tmp_path):
    (tmp_path / "plain.txt").write_text(f"key={IN_SESSION}")
    with closing(sqlite3.connect(tmp_path / "store.sqlite")) as db:
        db.execute("CREATE TABLE blobs (body BLOB)")
        db.execute("INSERT INTO blobs VALUES (?)", (zlib.compress(IN_KEYCHAIN.encode()),))
        db.commit()
    assert len({hit[0].name for hit in found_in(tmp_path)}) == 2


def test_no_key_is_anywhere_after_a_whole_session(home):
    folder = scripted_workspace(home / "workspace")
    with closing(FaultServer()) as server:
        place = f"{server.host}:{server.port}"
        for provider in PROVIDERS:
            add_model(folder, name=f"{provider}-env", provider=provider, remote_name="big",
                      base_url=server.url("env", "quotes_the_key", provider),
                      key_env="MARKER_KEY")  # fmt: skip
            add_bot(folder, f"{provider}-env", model=f"{provider}-env", prompt="plain")
        add_suite(folder, "env", [f"{provider}-env" for provider in PROVIDERS])
        with closing(TeedDesk(folder)) as desk:
            exported = _session(desk, server, place)
        (home / "exports.txt").write_text(exported)
        _command_line(home, folder)
        sent = [str(headers) for each in server.headers.values() for headers in each]
    # The keys were used, or nothing was tested.
    for marker in MARKERS:
        assert any(marker in headers for headers in sent), marker
    assert (home / "stdout.bin").stat().st_size > 10_000
    assert found_in(home) == []


def _session(desk, server, place):
    """Every way that a key is used, and everything that a person takes out of the app."""
    turns = []
    for key, where in ((IN_KEYCHAIN, "keychain"), (IN_SESSION, "session")):
        desk.answer(SaveKey(where, place, key, where), Saved, request_id=where)
        for provider in PROVIDERS:
            for fault in FAULTS:
                turns.append(_turn(desk, server, fault, provider))
    _refuse(desk, SaveKey("bad", place, f"{IN_SESSION} and more", "session"))
    good, bad = (_turn_model(desk, server, each, "gemini") for each in ("good", "key_refused"))
    desk.answer(CheckProvider("good", good), ProviderChecked, request_id="good")
    desk.answer(CheckProvider("bad", bad), Refused, request_id="bad")
    listed = desk.answer(ListKeys(), KeysListed)
    egress = desk.answer(ListEgress("e"), EgressListed, request_id="e")
    measured = desk.answer(MeasureStore(), StoreMeasured)
    desk.state.take(listed)
    events = [stored_turn(desk.folder, turn_id) for turn_id in turns]
    return "\n".join([
        conversation_markdown(events), json.dumps(conversation_json(events)),
        repr(listed), repr(egress), diagnostics(desk.state, measured), repr(events),
    ])  # fmt: skip


def _turn_model(desk, server, fault, provider):
    spec = next(each for each in desk.state.models if each.name == f"{provider}-env")
    url = server.url(uuid4().hex, fault, provider)
    return replace(spec, name="far", base_url=url, key_env="")


def _turn(desk, server, fault, provider):
    given = desk.given("quick")
    turn_id = uuid4().hex
    bot = replace(given.bot, model=_turn_model(desk, server, fault, provider))
    desk.send(StartTurn(turn_id, replace(given, bot=bot)))
    desk.end(turn_id)
    return turn_id


def _refuse(desk, command):
    refused = desk.answer(command, Refused, request_id=command.request_id)
    assert "cannot be one" in refused.message


def _command_line(home, folder):
    """Reports in every form, from a run whose every call failed and was quoted the key."""
    runs = [
        ("eval", "env", "--html", str(home / "report.html")),
        ("eval", "env", "--json"),
        ("chat", "--bot", "anthropic-env", "Hi", "--json"),
        ("chat", "--bot", "gemini-env", "Hi"),
        ("keys", "list", "--json"),
        ("keys", "test", "openai", "--offline"),
        ("runs", "--json"),
    ]
    for number, args in enumerate(runs):
        command = [sys.executable, "-m", "workbench", *args, "--workspace", str(folder)]
        ended = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=120, check=False)
        (home / f"cli-{number}.txt").write_bytes(ended.stdout + b"\n" + ended.stderr)
    assert b"refused the request" in (home / "cli-3.txt").read_bytes()
    _set_key(home, folder)


def _set_key(home, folder):
    """Given on stdin; the process ends as it should, and says nothing of it."""
    command = [sys.executable, "-m", "workbench", "keys", "set", "groq", "--workspace", str(folder)]
    ended = subprocess.run(
        command, cwd=ROOT, input=IN_SESSION.encode(), capture_output=True, timeout=60, check=False
    )
    assert ended.returncode == 0, ended.stderr
    (home / "cli-set.txt").write_bytes(ended.stdout + ended.stderr)


def test_a_command_that_is_cut_is_refused_without_a_word_of_the_key(home):
    folder = scripted_workspace(home / "workspace")
    with closing(TeedDesk(folder)) as desk:
        line = json.dumps({"kind": "save_key", "request_id": "x", "key": IN_SESSION})
        os.write(desk.client.process.stdin.fileno(), line.encode() + b"\n")
        refused = desk.hear(Refused)
    assert "cannot take this request" in refused.message
    assert IN_SESSION not in refused.line
    assert found_in(home) == []
