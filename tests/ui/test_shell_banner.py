"""The banner over a bridge without a worker: the gravest thing, and what to do about it."""

from dataclasses import replace

from tests.ui.fake_bridge import workspace
from workbench.messages import ContentsListed, Problem, Recovered, Refused

FULL = Refused("", "store.sqlite cannot be used: disk full", "Free some space.")
BUSY = "This workspace is in use by a window (process 7). Use that one, or close it first."
PROBLEMS = (
    Problem("bots/a.yaml", 3, 'there is no model "x"', "Add it."),
    Problem("bots/a.yaml", 4, "another", ""),
    Problem("tools/b.yaml", None, "this file may not be read", ""),
)


def buttons(shell):
    return [each.text() for each in (shell.banner.button, shell.banner.other) if each.isVisible()]


def wrong(*problems):
    """The workspace is listed anew, with these problems."""
    *rest, contents = workspace()
    assert isinstance(contents, ContentsListed)
    return [*rest, replace(contents, problems=problems)]


def test_what_could_not_be_done_stands_there_until_it_works_again(shell, shell_bridge):
    shell_bridge.tell(FULL)
    assert shell.banner.isVisible()
    assert shell.banner.text() == "store.sqlite cannot be used: disk full. Free some space."
    shell_bridge.tell(Recovered("something else"))
    assert shell.banner.isVisible()
    shell_bridge.tell(Recovered(FULL.message))
    assert not shell.banner.isVisible()


def test_an_engine_that_starts_again_by_itself_needs_no_button(shell, shell_bridge):
    shell_bridge.die("loading\nout of memory\n")
    assert shell.banner.text() == "The engine stopped: out of memory. It starts again."
    assert buttons(shell) == []
    shell_bridge.tell(*workspace())
    assert not shell.banner.isVisible()


def test_an_engine_that_gave_up_is_started_by_a_button(shell, shell_bridge):
    shell_bridge.die("it was killed (signal 9)", "gave_up")
    assert shell.banner.text().endswith("Nothing can run until it is started again.")
    assert buttons(shell) == ["Start again", "Open another workspace"]
    shell.banner.button.click()
    assert shell_bridge.restarts == 1
    shell.banner.other.click()
    assert shell.page.title == "Settings"


def test_a_workspace_that_is_in_use_is_no_engine_that_stopped(shell, shell_bridge):
    shell_bridge.die(BUSY, "refused")
    assert shell.banner.text() == BUSY
    assert buttons(shell) == ["Try again", "Open another workspace"]
    shell.banner.button.click()
    assert shell_bridge.restarts == 1


def test_the_engine_goes_before_what_was_refused_and_that_comes_back(shell, shell_bridge):
    shell_bridge.tell(FULL)
    shell_bridge.die("gone")
    assert "gone" in shell.banner.text()
    shell_bridge.tell(*workspace())
    assert "disk full" in shell.banner.text()


def test_files_that_are_wrong_are_told_with_the_first_problem(shell, shell_bridge):
    shell_bridge.tell(*wrong(*PROBLEMS))
    assert shell.banner.text() == (
        'bots/a.yaml:3: there is no model "x". Add it. 1 more file needs a look.'
    )
    assert buttons(shell) == ["Show problems"]
    shell.banner.button.click()
    assert shell.page.title == "Settings"


def test_problems_that_were_read_come_back_only_if_there_are_others(shell, shell_bridge):
    shell_bridge.tell(*wrong(*PROBLEMS))
    shell.banner.closed.emit()
    shell_bridge.tell(*wrong(*PROBLEMS))
    assert not shell.banner.isVisible()
    shell_bridge.tell(*wrong(PROBLEMS[2]))
    assert shell.banner.text() == "tools/b.yaml: this file may not be read."
    shell_bridge.tell(*wrong())
    assert not shell.banner.isVisible()
