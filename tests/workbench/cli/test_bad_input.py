"""Bad input: one sentence with file, line and remedy, and nothing is lost."""

import ctypes
import json
import os
import resource
import shutil
import sys
from contextlib import closing
from functools import partial

import pytest

from tests.workbench.cli.commands import check_refusal, workbench
from tests.workbench.worker.providers import HTML, NO_HTTP, Provider, free_base_url
from tests.workbench.worker.scripted_workspace import (
    add_bot,
    add_model,
    add_suite,
    put,
    scripted_workspace,
    stored_cells,
)
from workbench.messages import Recovered
from workbench.models.catalog import bundled_chat_model

FULL_AT_BYTES = 400_000
# Of prctl(2) and capabilities(7).
DROP_FROM_BOUNDING_SET, MAY_WRITE_ANYWHERE = 24, 1

CHAT = ("chat", "--bot", "quick", "Status?", "--json")
EVAL = ("eval", "many", "--json")
CASE = {"id": "c0", "input": "Status?"}

# What is planted where, the command that meets it, words of the sentence.
PLANTED = {
    "a YAML error in a bot": (
        "bots/quick.yaml", "title: [Quick\nmodel: quick\n", CHAT, ("bots/quick.yaml:",)),
    "a YAML error in the settings": (
        "workbench.yaml", "name: [Scripted\n", CHAT, ("workbench.yaml:",)),
    "a YAML error in a suite": (
        "suites/many.yaml", "variants: [quick\n", EVAL, ("suites/many.yaml:",)),
    "an unknown field": (
        "bots/quick.yaml", "model: quick\nprompt: plain\ntemprature: 1\n", CHAT,
        ("bots/quick.yaml:3: ", '"temprature"')),
    "a missing prompt file": (
        "bots/quick.yaml", "model: quick\nprompt: gone\n", CHAT,
        ("bots/quick.yaml:2: ", '"gone"', "plain")),
    "a missing model": (
        "bots/quick.yaml", "model: gone\nprompt: plain\n", CHAT,
        ("bots/quick.yaml:1: ", '"gone"')),
    "a prompt variable with no value": (
        "prompts/plain.md", "---\nuser: \"{{ question }}\"\n---\nFor {{ compny }}.\n", CHAT,
        ("prompts/plain.md:4: ", '"compny"', '"company"?')),
    "an account that is no JSON": (
        "accounts/A-1.json", '{"id": "A-1" "name": "Maya"}\n', CHAT, ("accounts/A-1.json:1: ",)),
    "an empty dataset": (
        "datasets/many.jsonl", "\n", EVAL, ("datasets/many.jsonl", "no cases")),
    "a duplicate case id": (
        "datasets/many.jsonl", f"{json.dumps(CASE)}\n" * 2, EVAL,
        ("datasets/many.jsonl:2: ", '"c0"', "lines 1 and 2")),
    "a broken line of a dataset": (
        "datasets/many.jsonl", json.dumps(CASE) + '\n{"id": "c1", "input"\n', EVAL,
        ("datasets/many.jsonl:2: ", "JSON")),
    "a case of an account that is not there": (
        "datasets/many.jsonl", json.dumps(CASE | {"account": "A-9"}), EVAL,
        ("datasets/many.jsonl:1: ", '"c0"', '"A-9"', "A-1")),
    "a case of an account that is no JSON": (
        "accounts/A-1.json", "{", EVAL,
        ("datasets/many.jsonl:1: ", '"c0"', "accounts/A-1.json:1: ")),
    "a case of a role that is not there": (
        "datasets/many.jsonl", json.dumps(CASE | {"role": "martian"}), EVAL,
        ("datasets/many.jsonl:1: ", '"c0"', '"martian"', "agent, customer")),
    "an unknown scorer": (
        "suites/many.yaml", "variants: [quick]\ndataset: many\nscorers: [guess]\n", EVAL,
        ("suites/many.yaml:3: ", '"guess"')),
}  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    return scripted_workspace(tmp_path / "workspace")


def files_of(folder):
    return {
        path: path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".workbench" not in path.parts
    }


@pytest.mark.parametrize("what", PLANTED)
def test_what_is_wrong_in_a_file_is_said_with_its_line(shared, what):
    path, text, command, words = PLANTED[what]
    put(shared.folder, path, text)
    before = files_of(shared.folder)
    check_refusal(shared(*command), *words)
    assert files_of(shared.folder) == before


def test_a_command_of_its_own_process_says_it_just_so(folder):
    path, text, command, words = PLANTED["a YAML error in a bot"]
    put(folder, path, text)
    check_refusal(workbench(folder, *command), *words)


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (("chat", "--bot", "quik", "Hi", "--json"), ("bots/quik.yaml", '"bots/quick.yaml"?')),
        (("chat", "--account", "A-2", "Hi", "--json"), ('"A-2"', "A-1")),
        (("chat", "--role", "boss", "Hi", "--json"), ('"boss"', "customer, agent")),
        (("search", "refund", "--role", "boss", "--json"), ("boss", "customer")),
        (("search", " ", "--role", "agent", "--json"), ("nothing to search for",)),
        (("search", "x", "--role", "agent", "--top-k", "0", "--json"), ("0 passages", "1 to 100")),
        (("search", "x", "--role", "agent", "--top-k", "-3", "--json"), ("-3 passages",)),
        (("search", "x", "--role", "agent", "--top-k", "101", "--json"), ("101 passages",)),
        (("eval", "mny", "--json"), ("suites/mny.yaml", '"suites/many.yaml"?')),
        (("eval", "--resume", "nowhere", "--json"), ("nowhere", "workbench runs")),
        (("eval", "--json"), ("Which suite?",)),
        (("runs", "show", "nowhere", "--json"), ("nowhere",)),
        (("runs", "show", "--json"), ("Which run?",)),
    ],
    ids=lambda each: " ".join(each[:4]),
)
def test_a_name_that_is_not_there_is_said_with_those_that_are(shared, command, words):
    check_refusal(shared(*command), *words)


def test_a_folder_that_is_no_workspace_is_said_and_not_made(tmp_path):
    check_refusal(workbench(tmp_path / "typo", *CHAT), "typo", "is not there")
    assert not (tmp_path / "typo").exists()


def with_model(shared, **model):
    add_model(shared.folder, name="mine", **model)
    add_bot(shared.folder, "mine", model="mine", prompt="plain")
    return shared("chat", "--bot", "mine", "Status?", "--json")


@pytest.mark.parametrize(
    "damage",
    [lambda whole: b"GGUF" + b"\x00rubbish" * 500, lambda whole: whole[: len(whole) // 3]],
    ids=["corrupt", "truncated"],
)
def test_a_model_file_that_is_damaged_is_named(shared, tmp_path, damage):
    path = tmp_path / "damaged.gguf"
    path.write_bytes(damage(bundled_chat_model("smollm2-135m").read_bytes()))
    check_refusal(with_model(shared, provider="llama_cpp", path=str(path)), "damaged.gguf")


@pytest.mark.parametrize(
    ("says", "words"),
    [(HTML, ("web page", "base URL")), (NO_HTTP, ("mine",))],
    ids=["a web page", "another service on the port"],
)
def test_a_base_url_that_is_no_model_is_named(shared, says, words):
    with closing(Provider(says, hangs_up=True)) as server:
        ended = with_model(shared, provider="openai_compatible", base_url=server.base_url)
    check_refusal(ended, server.base_url, *words)


@pytest.mark.parametrize(
    ("model", "words"),
    [
        ({"provider": "llama_cpp", "path": "/nothere.gguf"}, ("/nothere.gguf", "Correct the path")),
        ({"provider": "openai_compatible", "base_url": "foo"}, ('"foo"', "http://")),
    ],
    ids=["a missing file", "a base URL that is none"],
)
def test_a_bot_whose_model_cannot_be_used_says_what_is_wrong_with_the_model(shared, model, words):
    check_refusal(with_model(shared, **model), "workbench: models.yaml:4: ", *words)


def test_a_base_url_where_nobody_listens_is_named(shared):
    url = free_base_url()
    ended = with_model(shared, provider="openai_compatible", base_url=url)
    check_refusal(ended, url, "base URL")


def test_a_place_where_nothing_can_be_kept_is_named(folder):
    put(folder, ".workbench", "A file where a folder has to be.")
    check_refusal(workbench(folder, *CHAT), ".workbench", "writable")


def with_no_special_rights():
    """Root, too, may then write only where the permissions let it."""
    if os.geteuid() == 0:
        ctypes.CDLL(None).prctl(DROP_FROM_BOUNDING_SET, MAY_WRITE_ANYWHERE)


@pytest.mark.skipif(sys.platform != "linux", reason="capabilities of Linux")
def test_a_folder_that_may_only_be_read_is_named(folder):
    folder.chmod(0o555)
    ended = workbench(folder, *CHAT, preexec_fn=with_no_special_rights)
    folder.chmod(0o755)
    check_refusal(ended, ".workbench", "Permission denied", "writable")
    assert not (folder / ".workbench").exists()


def with_little_room():
    """No file may grow beyond this: what is written past it fails, as on a disk that is full."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (FULL_AT_BYTES, FULL_AT_BYTES))


def test_a_disk_that_is_full_loses_nothing_and_the_run_goes_on_when_there_is_room(tmp_path):
    folder = scripted_workspace(tmp_path / "workspace", cases=300)
    ended = workbench(folder, *EVAL, preexec_fn=with_little_room)
    check_refusal(ended, "store.sqlite", "nothing that was stored is lost")
    (run,) = workbench(folder, "runs", "--json").document
    assert run["state"] == "stopped"
    kept = {cell.case_id: cell for cell in stored_cells(folder, run["run_id"])}
    assert 0 < len(kept) < 300
    whole = workbench(folder, "eval", "--resume", run["run_id"], "--json")
    assert (whole.status, len(whole.document["cells"])) == (0, 300)
    after = {cell.case_id: cell for cell in stored_cells(folder, run["run_id"])}
    assert len(after) == 300
    assert after.items() >= kept.items()


def test_a_disk_that_is_full_from_the_start_is_said(tmp_path):
    folder = scripted_workspace(tmp_path / "workspace")
    no_room = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (0, 0))
    check_refusal(workbench(folder, *CHAT, preexec_fn=no_room), ".workbench")
    shutil.rmtree(folder / ".workbench")
    assert workbench(folder, *CHAT).status == 0


@pytest.mark.skipif(sys.platform != "linux", reason="limits of a process that runs")
def test_a_disk_that_fills_up_during_a_turn_is_said_and_nobody_waits(shared):
    worker = shared.desk.client.process.pid
    before = resource.prlimit(worker, resource.RLIMIT_FSIZE)
    resource.prlimit(worker, resource.RLIMIT_FSIZE, (1, before[1]))
    try:
        check_refusal(shared("chat", "Status?"), "store.sqlite", "nothing that was stored is lost")
    finally:
        resource.prlimit(worker, resource.RLIMIT_FSIZE, before)
    shared.desk.until(lambda item: isinstance(item, Recovered))
    assert shared("chat", "Status?").status == 0


def test_a_report_that_cannot_be_written_is_said_before_anything_is_run(folder):
    for place, words in (("/no/such/folder/report.html", "not there"), (str(folder), "a folder")):
        ended = workbench(folder, "eval", "many", "--html", place, "--json")
        check_refusal(ended, place, words)
    assert workbench(folder, "runs", "--json").document == []


def test_a_run_is_not_resumed_as_another_suite(shared):
    run = shared("eval", "many", "--json").document["run"]
    add_suite(shared.folder, "other", ["quick"])
    ended = shared("eval", "other", "--resume", run["run_id"], "--json")
    check_refusal(ended, run["run_id"], "a run of many, not of other")


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (("search", "x"), ("--role", "workbench search --help")),
        (("search", "x", "--role", "agent", "--top-k", "many"), ("--top-k", "many")),
        (("evil", "x"), ("evil", "chat")),
        (("runs", "shwo"), ("shwo", "show")),
    ],
    ids=" ".join,
)
def test_arguments_that_do_not_fit_end_like_every_other_error(shared, command, words):
    check_refusal(shared(*command), *words)


def test_a_bot_that_waits_for_approval_is_said(shared):
    ended = shared("chat", "--bot", "asks", "Open a ticket.", "--json")
    check_refusal(ended, "open_ticket", "needs_approval")


def test_a_model_that_answers_all_at_once_is_named(shared):
    body = b'{"choices": []}'
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
    whole = head + f"Content-Length: {len(body)}\r\n\r\n".encode() + body
    with closing(Provider(whole, hangs_up=True)) as server:
        ended = with_model(shared, provider="openai_compatible", base_url=server.base_url)
    check_refusal(ended, "mine", "base URL")


def test_a_missing_bot_of_a_suite_is_said(shared):
    add_suite(shared.folder, "many", ["quick", "slwo"])
    check_refusal(shared(*EVAL), "suites/many.yaml:", '"slwo"', '"slow"?')


def test_eval_says_why_a_variant_has_no_verdict(shared, tmp_path):
    path = tmp_path / "damaged.gguf"
    path.write_bytes(b"GGUF" + b"\x00rubbish" * 500)
    add_model(shared.folder, name="mine", provider="llama_cpp", path=str(path))
    add_bot(shared.folder, "mine", model="mine", prompt="plain")
    add_suite(shared.folder, "both", ["quick", "mine"])
    ended = shared("eval", "both", "--json")
    assert ended.status == 1
    (error,) = ended.document["errors"]
    assert (error["cells"], error["variants"]) == (4, ["mine"])
    (line,) = ended.err.splitlines()
    assert line.startswith("workbench: 4 cells without a verdict (mine): ")
    assert "damaged.gguf" in line
