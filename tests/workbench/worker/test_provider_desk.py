"""Keys, tests of providers, offline mode and the egress ledger, of a real worker process."""

from contextlib import closing
from dataclasses import replace
from uuid import uuid4

import pytest

from tests.faults import FaultServer
from tests.workbench.network.test_guard import own_address
from tests.workbench.worker.scripted_workspace import Desk, add_model, scripted_workspace
from workbench.commands import StartRun, StartTurn
from workbench.domain.bot import ModelSpec
from workbench.domain.suite import Case, Suite
from workbench.messages import Refused, Saved
from workbench.network.guard import OFFLINE_VARIABLE
from workbench.provider_commands import (
    CheckProvider,
    ForgetKey,
    ListEgress,
    ListKeys,
    SaveKey,
    SetOffline,
)
from workbench.provider_messages import (
    EgressListed,
    KeysListed,
    NetworkChanged,
    ProviderChecked,
)

KEY = "sk-marker-of-the-desk-5678"
HOST = own_address()
MEMORY = "tests.workbench.keys.backends.MemoryKeyring"
NOTHING = "keyring.backends.fail.Keyring"


@pytest.fixture(scope="module")
def server():
    with closing(FaultServer(HOST or "127.0.0.1")) as made:
        yield made


def opened(tmp_path_factory, backend, **environment):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHON_KEYRING_BACKEND", backend)
        for name in ("OPENAI_API_KEY", "GROQ_API_KEY", "ANTHROPIC_API_KEY"):
            patch.delenv(name, raising=False)
        for name, value in environment.items():
            patch.setenv(name, value)
        folder = scripted_workspace(tmp_path_factory.mktemp("providers") / "workspace")
        add_model(folder, name="fast", provider="openai_compatible", vendor="groq",
                  remote_name="llama")  # fmt: skip
        with closing(Desk(folder)) as desk:
            yield desk


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    yield from opened(tmp_path_factory, MEMORY, OPENAI_API_KEY="from-outside")


@pytest.fixture(scope="module")
def headless(tmp_path_factory):
    yield from opened(tmp_path_factory, NOTHING)


def key(desk, name):
    listed = desk.answer(ListKeys(), KeysListed)
    return next(each for each in listed.keys if each.name == name)


def far(server, fault="good", **fields):
    return ModelSpec("far", "openai_compatible", base_url=server.url(uuid4().hex, fault),
                     remote_name="big", **fields)  # fmt: skip


def ask(desk, model):
    given = desk.given("quick")
    turn_id = uuid4().hex
    desk.send(StartTurn(turn_id, replace(given, bot=replace(given.bot, model=model))))
    return desk.end(turn_id)


def test_a_key_is_kept_in_the_keychain_shown_by_its_state_and_forgotten(desk):
    assert (key(desk, "groq").origin, key(desk, "groq").models) == ("none", 1)
    said = desk.answer(SaveKey("k1", "groq", KEY), Saved, request_id="k1").sentence
    assert said == "The key of Groq is kept in the system keychain."
    assert key(desk, "groq").origin == "keychain"
    desk.answer(SaveKey("k2", "groq", KEY, "session"), Saved, request_id="k2")
    assert key(desk, "groq").origin == "session"
    desk.answer(ForgetKey("k3", "groq"), Saved, request_id="k3")
    assert key(desk, "groq").origin == "none"


def test_a_key_of_the_environment_is_shown_as_such(desk):
    shown = key(desk, "openai")
    assert (shown.origin, shown.variable) == ("environment", "OPENAI_API_KEY")
    listed = desk.answer(ListKeys(), KeysListed)
    assert (listed.keychain, listed.problem) == ("Memory", "")


def test_without_a_keychain_it_is_said_and_a_key_is_good_for_the_session_only(headless):
    listed = headless.answer(ListKeys(), KeysListed)
    assert listed.keychain == ""
    assert "no system keychain" in listed.problem
    refused = headless.answer(SaveKey("k1", "groq", KEY), Refused, request_id="k1")
    assert "never written to a file" in refused.message
    headless.answer(SaveKey("k2", "groq", KEY, "session"), Saved, request_id="k2")
    assert key(headless, "groq").origin == "session"
    written = [file for file in headless.folder.rglob("*") if file.is_file()]
    assert not [file for file in written if KEY.encode() in file.read_bytes()]


def test_a_refused_key_is_told_by_itself(desk, server):
    model = far(server, "key_refused", key_env="OPENAI_API_KEY")
    desk.send(ListKeys())
    assert ask(desk, model)[-1].fact.kind == "turn_failed"
    fields = {"base_url": model.base_url, "key_env": model.key_env}
    add_model(desk.folder, name="far", provider="openai_compatible", **fields)
    listed = desk.hear(KeysListed)
    while not any(each.refused for each in listed.keys):
        listed = desk.hear(KeysListed)
    (refused,) = [each for each in listed.keys if each.refused]
    assert (refused.name, refused.refused) == (f"{server.host}:{server.port}", 401)


def test_a_provider_is_tried_without_using_tokens(desk, server):
    checked = desk.answer(CheckProvider("c1", far(server)), ProviderChecked, request_id="c1")
    assert "has 2 models" in checked.sentence
    assert [model.name for model in checked.models] == ["big", "small"]
    unknown = replace(far(server), remote_name="bigg")
    refused = desk.answer(CheckProvider("c2", unknown), Refused, request_id="c2")
    assert "has no model bigg" in refused.message
    assert "big, small" in refused.hint
    bad = far(server, "key_refused")
    refused = desk.answer(CheckProvider("c3", bad), Refused, request_id="c3")
    assert "did not accept the key" in refused.message


@pytest.mark.skipif(not HOST, reason="this machine has no address but loopback")
def test_what_leaves_is_in_the_ledger_with_its_purpose(desk, server):
    before = desk.answer(ListEgress("e0"), EgressListed, request_id="e0").total
    events = ask(desk, far(server))
    (counted,) = [event.fact for event in events if event.fact.kind == "egress_counted"]
    listed = desk.answer(ListEgress("e1"), EgressListed, request_id="e1")
    row = listed.rows[0]
    assert (row.host, row.purpose) == (HOST, "chat with far")
    assert (row.bytes_out, row.bytes_in) == (counted.bytes_out, counted.bytes_in)
    assert row.bytes_out > 100
    assert row.at.startswith("20")
    assert listed.total.bytes_out == before.bytes_out + row.bytes_out
    told = desk.hear(NetworkChanged)
    assert told.session.bytes_out > 0


@pytest.mark.skipif(not HOST, reason="this machine has no address but loopback")
def test_a_run_says_what_left_the_machine_for_it(desk, server):
    bot = replace(desk.state.bots["quick"], model=far(server))
    cases = tuple(Case(f"c{n}", ("Status?",), "A-1", facts=("active",)) for n in range(3))
    run_id = uuid4().hex
    desk.send(StartRun(run_id, suite=Suite("grid", (bot,), cases, ("expected_facts",))))
    egress = desk.run_end(run_id).egress
    assert (egress.connections, egress.hosts) == (3, (HOST,))
    assert egress.bytes_out > 300
    local = desk.start_run()
    assert desk.run_end(local).egress.bytes_out == 0


@pytest.mark.skipif(not HOST, reason="this machine has no address but loopback")
def test_offline_nothing_is_connected_to_and_another_model_takes_over(desk, server):
    assert desk.answer(SetOffline(is_on=True), NetworkChanged, is_offline=True)
    before = server.connections
    end = ask(desk, far(server))[-1].fact
    assert "Offline mode is on" in end.message
    assert "Nothing was sent" in end.message
    refused = desk.answer(CheckProvider("c9", far(server)), Refused, request_id="c9")
    assert "Offline mode is on" in refused.message
    given = desk.given("quick")
    bot = replace(given.bot, model=far(server), fallback=(given.bot.model,))
    turn_id = uuid4().hex
    desk.send(StartTurn(turn_id, replace(given, bot=bot)))
    events = desk.end(turn_id)
    assert events[-1].fact.text == "Your account is active."
    assert [event.fact.to_model for event in events if event.fact.kind == "fell_back"] == ["quick"]
    assert server.connections == before
    assert not desk.answer(SetOffline(is_on=False), NetworkChanged, is_offline=False).is_offline
    assert ask(desk, far(server))[-1].fact.kind == "turn_finished"


def test_a_worker_may_start_offline(tmp_path, monkeypatch):
    monkeypatch.setenv(OFFLINE_VARIABLE, "1")
    with closing(Desk(scripted_workspace(tmp_path))) as desk:
        while desk.state.network is None:
            desk.state.take(desk.hear(NetworkChanged))
        assert desk.state.network.is_offline
