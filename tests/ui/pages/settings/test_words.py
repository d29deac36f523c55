import pytest

from ui.pages.settings.diagnostics import diagnostics, installed, third_party
from ui.pages.settings.words import (
    index_words,
    problem_place,
    problems_title,
    store_words,
)
from workbench.domain.account import Account
from workbench.domain.bot import ModelSpec
from workbench.messages import (
    AccountsListed,
    IndexProgressed,
    Problem,
    ServersChanged,
    ServerState,
    StoreMeasured,
)
from workbench.sizing.words import size_words
from workbench.workspace_state import WorkspaceState

MIB = 1024 * 1024
LOCAL = ModelSpec("smollm2")
REMOTE = ModelSpec("far", "openai_compatible", base_url="http://h/v1", key_env="FAR_KEY")


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 KB"), (200_000, "0.2 MB"), (48 * MIB, "48 MB"), (int(1.3 * 1024 * MIB), "1.3 GB")],
)
def test_sizes_have_one_unit(size, words):
    assert size_words(size) == words


def test_the_store_is_measured_in_size_turns_and_runs():
    assert store_words(StoreMeasured(48 * MIB, 1200, 1)) == "48 MB, 1,200 turns, 1 run"


@pytest.mark.parametrize(
    ("index", "said"),
    [
        (None, ("idle", "Not indexed yet")),
        (IndexProgressed(12, 50, "a.md", False, 0, 0), ("running", "12 of 50 documents")),
        (IndexProgressed(50, 50, "", True, 50, 214), ("pass", "Indexed, 50 documents, 214 chunks")),
        (
            IndexProgressed(50, 50, "", True, 50, 214, is_stale=True),
            ("warn", "Changed since indexing, 50 documents, 214 chunks"),
        ),
        (IndexProgressed(0, 0, "", True, 0, 222), ("pass", "Indexed, 222 chunks")),
        (IndexProgressed(0, 0, "", True, 0, 0), ("idle", "Nothing indexed yet")),
    ],
)
def test_the_index_says_what_it_holds(index, said):
    assert index_words(index) == said


def test_problems_count_files_and_name_the_line():
    found = (Problem("a.yaml", 3, "x", ""), Problem("a.yaml", 9, "y", ""))
    assert problems_title(found) == "1 file has problems"
    assert problem_place(found[0]) == "a.yaml, line 3"
    assert problem_place(Problem("a.yaml", None, "x", "")) == "a.yaml"


def test_diagnostics_tell_versions_counts_and_states_but_nothing_of_customers(monkeypatch):
    monkeypatch.setenv("FAR_KEY", "sk-secret")
    state = WorkspaceState()
    state.models = (LOCAL, REMOTE)
    state.take(AccountsListed((Account("LT-1", "Maya Okafor", {"id": "LT-1"}),), True, True))
    state.take(ServersChanged((ServerState("smollm2", "failed", "asked for Maya Okafor"),)))
    text = diagnostics(state, StoreMeasured(10, 3, 1))
    assert f"llama-cpp-python {installed('llama-cpp-python')}" in text
    assert "Accounts 1\n" in text
    assert "Server smollm2 failed" in text
    assert "Store 10 bytes, 3 turns, 1 runs" in text
    for secret in ("Maya", "LT-1", "sk-secret", "FAR_KEY"):
        assert secret not in text


def test_every_needed_package_is_listed_with_its_licence():
    found = {name: licence for name, _, licence in third_party()}
    assert "LGPL" in found["PySide6-Essentials"]
    assert found["llama-cpp-python"] == "MIT"
    assert "pytest" not in found
    assert installed("no-such-package-here") == "not installed"
