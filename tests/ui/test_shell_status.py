"""Rail and status strip over a bridge without a worker."""

from dataclasses import replace

from tests.ui.fake_bridge import workspace
from workbench.messages import Problem, ServersChanged, ServerState


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
