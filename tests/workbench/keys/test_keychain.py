import keyring
import keyring.backends.fail
import keyring.backends.null
import pytest

from tests.workbench.keys.backends import (
    BrokenKeyring,
    Chain,
    ForgetfulKeyring,
    LockedKeyring,
    MemoryKeyring,
    PlaintextKeyring,
)
from workbench.errors import KeychainError
from workbench.keys.keychain import Keychain

KEY = "sk-marker-of-the-keychain"


@pytest.fixture
def use():
    before = keyring.get_keyring()

    def chosen(backend):
        keyring.set_keyring(backend)
        return Keychain()

    yield chosen
    keyring.set_keyring(before)


def test_a_key_is_kept_read_and_deleted(use):
    keychain = use(MemoryKeyring())
    keychain.write("groq in /a", KEY)
    assert keychain.read("groq in /a") == KEY
    assert keychain.read("groq in /b") == ""
    keychain.delete("groq in /a")
    keychain.delete("groq in /a")
    assert keychain.read("groq in /a") == ""
    assert keychain.name() == "Memory"


@pytest.mark.parametrize(
    "backend",
    [
        keyring.backends.fail.Keyring(),
        keyring.backends.null.Keyring(),
        PlaintextKeyring(),
        Chain(PlaintextKeyring()),
        Chain(),
    ],
    ids=["none", "null", "plain text file", "chain of a file", "empty chain"],
)
def test_without_a_keychain_that_keeps_keys_safe_nothing_is_written(use, backend):
    keychain = use(backend)
    for attempt in (keychain.name, lambda: keychain.write("a", KEY), lambda: keychain.read("a")):
        with pytest.raises(KeychainError, match="no system keychain") as raised:
            attempt()
        assert "environment variable" in raised.value.hint
        assert "session" in raised.value.hint


def test_of_a_chain_the_trusted_one_is_used_alone(use):
    plain, safe = PlaintextKeyring(), MemoryKeyring()
    use(Chain(plain, safe)).write("a", KEY)
    assert list(safe.entries.values()) == [KEY]
    assert plain.entries == {}


def test_a_keychain_that_keeps_nothing_is_found_out(use):
    with pytest.raises(KeychainError, match="does not give it back"):
        use(ForgetfulKeyring()).write("a", KEY)


def test_a_locked_keychain_is_said_to_be_locked(use):
    keychain = use(LockedKeyring())
    for attempt in (keychain.read, keychain.delete, lambda name: keychain.write(name, KEY)):
        with pytest.raises(KeychainError, match="is locked"):
            attempt("a")


def test_an_error_that_quotes_the_key_is_not_passed_on(use):
    with pytest.raises(KeychainError) as raised:
        use(BrokenKeyring()).write("a", KEY)
    assert KEY not in raised.value.line
    assert "RuntimeError" in raised.value.message
