"""Rail and status strip over a bridge without a worker."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from tests.ui.fake_bridge import workspace
from ui.main_window import NETWORK_ITEM
from workbench.domain.egress import EgressTotal
from workbench.messages import Problem, ServersChanged, ServerState
from workbench.provider_commands import SetOffline
from workbench.provider_messages import NetworkChanged

NOTHING = EgressTotal()
SOME = EgressTotal(2, 3412, 9000, ("api.openai.com",))


def said(shell, name="models"):
    item = shell.status_strip.item(name)
    return f"{item.word} {item.detail}"


def test_an_engine_that_ended_is_said_and_its_servers_are_not(shell, shell_bridge):
    shell_bridge.tell(ServersChanged((ServerState("smollm2-135m", "ready"),)))
    assert said(shell) == "llama.cpp ready smollm2-135m"
    shell_bridge.die("gone")
    assert said(shell) == "Engine starting again"
    shell_bridge.die("gone", "gave_up")
    assert said(shell) == "Engine stopped"
    shell_bridge.tell(ServersChanged(()))
    assert said(shell) == "llama.cpp not loaded"
    shell_bridge.die("The workspace is in use.", "refused")
    assert said(shell) == "Engine not running"


def test_the_rail_counts_problems(shell, shell_bridge):
    assert shell.rail.workspace.accessibleDescription() == "5 bots"
    *rest, contents = workspace()
    problem = Problem("bots/a.yaml", 3, "There is no model.", "")
    shell_bridge.tell(*rest, replace(contents, problems=(problem,)))
    assert shell.rail.workspace.accessibleDescription() == "1 problem"


def test_only_the_models_that_failed_are_said_to_have_failed(shell, shell_bridge):
    broken = ServerState("trunc", "failed", "trunc.gguf is damaged.")
    servers = (ServerState("smollm2-135m", "ready"), broken, ServerState("junk", "failed"))
    shell_bridge.tell(ServersChanged(servers))
    assert said(shell) == "llama.cpp failed trunc, junk"
    assert "smollm2-135m: ready" in shell.status_strip.item("models").tip
    assert "trunc: failed, trunc.gguf is damaged." in shell.status_strip.item("models").tip


@pytest.mark.parametrize(
    ("told", "word", "detail"),
    [
        (NetworkChanged(False, NOTHING, SOME), "Online", "0 bytes left this machine"),
        (NetworkChanged(False, SOME, SOME), "Online", "3,412 bytes left this machine"),
        (NetworkChanged(True, NOTHING, NOTHING), "Offline", "0 bytes left this machine"),
    ],
)
def test_the_strip_says_what_left_and_whether_anything_may(shell, shell_bridge, told, word, detail):
    shell_bridge.tell(told)
    item = shell.status_strip.item(NETWORK_ITEM)
    assert (item.word, item.detail) == (word, detail)


def test_the_key_the_palette_and_the_item_go_offline_and_back(
    shell, shell_bridge, qtbot, monkeypatch
):
    monkeypatch.setattr("ui.session.remember_offline", lambda *, is_on: None)
    ctrl_shift = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(shell, Qt.Key.Key_O, ctrl_shift)
    assert shell_bridge.sent_of(SetOffline)[-1].is_on
    assert "Offline mode is on" in shell.toast.text()
    shell_bridge.tell(NetworkChanged(True, NOTHING, NOTHING))
    shell.status_strip.item_pressed.emit(NETWORK_ITEM)
    assert not shell_bridge.sent_of(SetOffline)[-1].is_on
    assert any(each.text == "Offline mode" for each in shell.commands())
