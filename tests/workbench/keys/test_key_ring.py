import threading
from pathlib import Path

import pytest

from workbench.cancellation import CancelToken, StoppedError
from workbench.domain.bot import ModelSpec
from workbench.errors import KeychainError, NoKeyError
from workbench.keys.key_ring import NAMES_FILE, KeyRing

GROQ = ModelSpec("fast", "openai_compatible", vendor="groq", remote_name="llama")
OTHER = ModelSpec("mine", "openai_compatible", base_url="https://ai.example:8443/v1")
OLLAMA = ModelSpec("here", "openai_compatible", vendor="ollama", remote_name="qwen3")


class Chain:
    """A keychain that counts how often it is asked."""

    def __init__(self):
        self.entries, self.asked = {}, 0
        self.gate = None

    def name(self):
        return "Chain"

    def read(self, account):
        self.asked += 1
        if self.gate:
            self.gate.wait(10)
        return self.entries.get(account, "")

    def write(self, account, key):
        self.entries[account] = key

    def delete(self, account):
        self.entries.pop(account, None)


class NoChain(Chain):
    def read(self, account):
        raise KeychainError("There is no system keychain here.", "Use the environment.")

    def write(self, account, key):
        raise KeychainError("There is no system keychain here.", "Use the environment.")


@pytest.fixture
def chain():
    return Chain()


@pytest.fixture
def ring(tmp_path, chain):
    return KeyRing(Path("/work"), tmp_path, chain, {})


def found(ring, spec=GROQ):
    return ring.find(spec, CancelToken())


def state(ring, name="groq", models=(GROQ,)):
    return next(each for each in ring.states(models) if each.name == name)


def test_a_key_for_this_session_comes_before_the_environment_and_that_before_the_keychain(
    tmp_path, chain
):
    environment = {}
    ring = KeyRing(Path("/work"), tmp_path, chain, environment)
    ring.save("groq", "from-the-keychain", "keychain")
    assert (found(ring), state(ring).origin) == ("from-the-keychain", "keychain")
    environment["GROQ_API_KEY"] = "from-the-environment"
    assert found(ring) == "from-the-environment"
    assert (state(ring).origin, state(ring).variable) == ("environment", "GROQ_API_KEY")
    ring.save("groq", " for-this-session\n", "session")
    assert (found(ring), state(ring).origin) == ("for-this-session", "session")


def test_each_workspace_has_an_entry_of_its_own(tmp_path, chain):
    KeyRing(Path("/one"), tmp_path, chain, {}).save("groq", "key-one", "keychain")
    assert chain.entries == {"groq in /one": "key-one"}


def test_no_key_is_written_to_a_file_only_which_there_are(tmp_path, ring):
    ring.save("groq", "sk-marker", "keychain")
    ring.save("openai", "sk-marker", "session")
    assert (tmp_path / NAMES_FILE).read_text() == '["groq"]'
    assert not any("sk-marker" in file.read_text() for file in tmp_path.iterdir())


def test_a_key_of_the_keychain_is_found_by_the_next_worker_and_asked_for_once(tmp_path, chain):
    KeyRing(Path("/work"), tmp_path, chain, {}).save("groq", "key-1", "keychain")
    later = KeyRing(Path("/work"), tmp_path, chain, {})
    assert state(later).origin == "keychain"
    assert chain.asked == 0
    assert [found(later), found(later)] == ["key-1", "key-1"]
    assert chain.asked == 1


def test_without_a_key_it_is_said_which_and_how_to_give_it(ring):
    with pytest.raises(NoKeyError, match="GROQ_API_KEY is not set") as raised:
        found(ring)
    assert "Settings" in raised.value.hint
    assert state(ring).origin == "none"


def test_why_the_keychain_could_not_be_asked_is_said(tmp_path):
    ring = KeyRing(Path("/work"), tmp_path, NoChain(), {})
    with pytest.raises(NoKeyError, match="no system keychain here"):
        found(ring)
    with pytest.raises(KeychainError):
        ring.save("groq", "key-1", "keychain")
    assert state(ring).origin == "none"


def test_a_server_that_needs_no_key_never_has_the_keychain_asked(ring, chain):
    assert found(ring, OLLAMA) == found(ring, OTHER) == ""
    assert chain.asked == 0


def test_a_key_can_be_kept_for_a_server_that_nobody_knows(tmp_path, chain):
    KeyRing(Path("/work"), tmp_path, chain, {}).save("ai.example:8443", "key-1", "keychain")
    later = KeyRing(Path("/work"), tmp_path, chain, {})
    assert found(later, OTHER) == "key-1"
    assert state(later, "ai.example:8443", (OTHER,)).models == 1


@pytest.mark.parametrize("key", ["", "two words", "sk-…", "a\nb"])
def test_what_cannot_be_a_key_is_refused_and_not_quoted(ring, key):
    with pytest.raises(NoKeyError, match="cannot be one") as raised:
        ring.save("groq", key, "session")
    assert not key or key not in raised.value.line
    assert state(ring).origin == "none"


def test_a_bad_key_of_the_environment_is_said_before_it_is_sent(tmp_path, chain):
    ring = KeyRing(Path("/work"), tmp_path, chain, {"GROQ_API_KEY": "sk-a\u2026b"})
    with pytest.raises(NoKeyError, match="cannot be one"):
        found(ring)


def test_a_key_that_was_refused_is_shown_so_until_it_is_replaced_or_works(ring):
    ring.save("groq", "key-1", "session")
    ring.note_status("groq", 401)
    assert state(ring).refused == 401
    ring.note_status("groq", 429)
    assert state(ring).refused == 401
    ring.note_status("groq", 200)
    assert state(ring).refused == 0
    ring.note_status("groq", 401)
    ring.save("groq", "key-2", "session")
    assert state(ring).refused == 0


def test_a_forgotten_key_is_nowhere(ring, chain, tmp_path):
    for place in ("keychain", "session"):
        ring.save("groq", "key-1", place)
    ring.forget("groq")
    assert chain.entries == {}
    assert (tmp_path / NAMES_FILE).read_text() == "[]"
    with pytest.raises(NoKeyError):
        found(ring)


def test_stop_does_not_wait_for_a_person_to_unlock_the_keychain(ring, chain):
    chain.gate, cancel = threading.Event(), CancelToken()
    threading.Timer(0.05, cancel.cancel).start()
    with pytest.raises(StoppedError):
        ring.find(GROQ, cancel)
    chain.gate.set()


def test_every_vendor_that_needs_a_key_is_listed_and_others_that_models_name(ring):
    names = [each.name for each in ring.states([GROQ, OTHER, OLLAMA, ModelSpec("local")])]
    assert names[:3] == ["openai", "anthropic", "gemini"]
    assert names[-2:] == ["ai.example:8443", "ollama"]
    assert len(names) == len(set(names))
