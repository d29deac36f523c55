"""Each state of a model: its words, and the one thing to do."""

from dataclasses import replace

import pytest

from tests.ui.pages.models.models import (
    BUNDLED,
    GIB,
    broken,
    here,
    known,
    measured,
    server,
    speed,
)
from ui.pages.models.memory_strip import shares
from ui.pages.models.state import ModelsState
from workbench.domain.local_model import LocalModel
from workbench.machine import MachineSettings
from workbench.messages import ServersChanged, ServerState
from workbench.model_messages import (
    DownloadProgressed,
    LocalModelsListed,
    SpeedTestProgressed,
    SpeedTestsListed,
)


def state(*models, memory=None):
    made = ModelsState()
    made.take(LocalModelsListed("l", models, MachineSettings()))
    made.take(memory or measured())
    return made


def row(made, place=0):
    return made.rows()[place]


def said(made, place=0):
    found = row(made, place)
    return found.status.words, found.action


def fetching(name, state, done=0, total=0, detail=""):
    return DownloadProgressed(name, f"{name}.gguf", done, total, state, detail=detail)


@pytest.mark.parametrize(
    ("weights_gb", "words", "action"),
    [
        (2.0, "Ready on disk", "Load"),
        (11.0, "Tight, lower the context", "Adjust"),
        (30.0, "Does not fit", "Why?"),
    ],
)
def test_what_is_on_disk_says_whether_it_fits(weights_gb, words, action):
    assert said(state(here("mine", weights_gb))) == (words, action)


@pytest.mark.parametrize(
    ("server_state", "words", "action"),
    [
        ("ready", "Loaded", "Unload"),
        ("starting", "Loading", "Cancel"),
        ("restarting", "Starting again, restarted 1 time", "Cancel"),
        ("waiting", "Waiting for memory, restarted 1 time", "Cancel"),
        ("failed", "Failed to load", "Load"),
        ("stopped", "Ready on disk", "Load"),
    ],
)
def test_a_server_says_what_it_does(server_state, words, action):
    made = state(here("mine"))
    made.servers = {"mine": ServerState("mine", server_state, "restarted 1 time")}
    assert said(made) == (words, action)


def test_loading_is_measured_by_the_memory_that_is_there():
    made = state(here("mine"), memory=measured(server("mine", 620, 1000)))
    made.servers = {"mine": ServerState("mine", "starting")}
    assert said(made) == ("Loading, 62%", "Cancel")
    assert row(made).status.share == pytest.approx(0.62)


def test_a_model_larger_than_it_was_thought_never_says_more_than_99_percent():
    made = state(here("mine"), memory=measured(server("mine", 1200, 1000)))
    made.servers = {"mine": ServerState("mine", "starting")}
    assert said(made)[0] == "Loading, 99%"


def test_what_is_not_here_can_be_had():
    assert said(state(known("far"))) == ("Not downloaded", "Get 2.0 GB")
    assert said(state(known("far", 40.0))) == ("Not downloaded, too large", "Why?")


@pytest.mark.parametrize(
    ("told", "words", "action"),
    [
        (fetching("far", "waiting"), "Asking the hub", "Stop"),
        (fetching("far", "fetching", 39, 100), "Downloading, 39%", "Stop"),
        (fetching("far", "checking", 50, 100), "Checking, 50%", "Stop"),
        (fetching("far", "stopped", 21, 100), "Stopped at 21%", "Get 2.0 GB"),
        (fetching("far", "failed", 21, 100, "No."), "Download failed", "Get 2.0 GB"),
    ],
)
def test_a_download_is_followed(told, words, action):
    made = state(known("far"))
    made.take(told)
    assert said(made) == (words, action)
    assert made.is_fetching == (action == "Stop")


def test_a_file_of_the_folder_can_be_added_and_a_broken_one_says_why():
    found = LocalModel("f", "folder", "/models/f.gguf", shape=here("f").shape)
    made = state(found, broken())
    assert said(made) == ("In the models folder", "Add")
    assert said(made, 1) == ("Cannot be used", "Why?")
    assert row(made, 1).need is None
    assert row(made, 1).detail == "GGUF file"


def test_before_memory_is_known_nothing_is_said_not_to_fit():
    made = ModelsState()
    made.take(LocalModelsListed("l", (here("mine", 30.0),), MachineSettings()))
    assert said(made) == ("Ready on disk", "Load")


def test_a_long_list_comes_in_pieces():
    made = ModelsState()
    made.take(LocalModelsListed("l", (here("a"),), MachineSettings(), True, False))
    assert made.models is None
    made.take(LocalModelsListed("l", (here("b"),), MachineSettings(), False, True))
    assert [model.name for model in made.models] == ["a", "b"]
    made.take(LocalModelsListed("m", (here("c"),), MachineSettings()))
    assert [model.name for model in made.models] == ["c"]


def test_speed_is_what_was_measured_last():
    made = state(here("a"), here("b"))
    made.take(SpeedTestsListed("s", (speed("a", 41.0), speed("a", 30.0, quantisation="Q8_0"))))
    assert [each.write_tps for each in made.rows()] == [41.0, None]
    made.take(SpeedTestProgressed("b", 1, 4, speed("b", 12.0), "running"))
    assert made.is_testing
    assert [each.write_tps for each in made.rows()] == [41.0, 12.0]
    compared = [(test.model, test.quantisation) for test in made.compared_tests("b")]
    assert compared == [("b", "Q4_K_M"), ("a", "Q4_K_M"), ("a", "Q8_0")]


def test_the_memory_bar_adds_up_to_what_is_used():
    model = here("mine")
    made = state(model, BUNDLED, memory=measured(server("mine", 3 * GIB, 3 * GIB)))
    found = {each.name: each.size_bytes for each in shares(made)}
    cache = made.need(model).kv_cache
    assert list(found) == ["System and apps", "mine", "Embedder and index", "Key-value cache"]
    assert found["mine"] == 3 * GIB - cache
    assert sum(found.values()) == 8 * GIB


def test_other_news_change_nothing():
    assert not ModelsState().take(ServersChanged(()))
    assert replace(BUNDLED).origin == "bundled"
