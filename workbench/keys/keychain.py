"""The operating system's keychain, by the keyring library."""

from types import ModuleType
from typing import Any

from workbench.errors import KeychainError

SERVICE = "Support-Bot Workbench"
# keyring takes these if there is nothing better: plain files, nothing, and nothing that says so.
_NOT_TRUSTED = ("keyrings.alt", "keyring.backends.null", "keyring.backends.fail")
_NAMES = {
    "keyring.backends.SecretService": "Secret Service",
    "keyring.backends.libsecret": "Secret Service",
    "keyring.backends.kwallet": "KWallet",
    "keyring.backends.macOS": "macOS Keychain",
    "keyring.backends.Windows": "Windows Credential Manager",
}
_ELSEWHERE = "Set an environment variable, or give the key for this session only."


class Keychain:
    """Every method may wait for a person who unlocks it, and raises `KeychainError`.

    Backends let errors of D-Bus and of the system through as they are, so any is caught.
    """

    def __init__(self) -> None:
        self._chosen: Any = None

    def name(self) -> str:
        """As people know it."""
        backend = self._backend()
        return _NAMES.get(type(backend).__module__, str(backend.name))

    def read(self, account: str) -> str:
        """Empty if there is none."""
        backend = self._backend()
        try:
            return backend.get_password(SERVICE, account) or ""
        except Exception as error:
            raise _failed("does not give the key", error) from error

    def write(self, account: str, key: str) -> None:
        """Reads it back: some take a key and keep nothing."""
        backend = self._backend()
        try:
            backend.set_password(SERVICE, account, key)
            is_kept = backend.get_password(SERVICE, account) == key
        except Exception as error:
            raise _failed("did not take the key", error) from error
        if not is_kept:
            raise KeychainError(
                f"{self.name()} took the key but does not give it back. It is not stored.",
                _ELSEWHERE,
            )

    def delete(self, account: str) -> None:
        """Nothing happens if there is none."""
        backend = self._backend()
        try:
            if backend.get_password(SERVICE, account) is not None:
                backend.delete_password(SERVICE, account)
        except Exception as error:
            raise _failed("did not delete the key", error) from error

    def _backend(self) -> Any:
        if self._chosen is None:
            try:
                chosen = _keyring().get_keyring()
            except Exception as error:
                raise _failed("cannot be used", error) from error
            self._chosen = _trusted(chosen)
        return self._chosen


def _keyring() -> ModuleType:
    import keyring  # noqa: PLC0415 - 0.1 s; only a worker that needs the keychain pays for it

    return keyring


def _trusted(backend: Any) -> Any:
    """The first that keeps keys as a keychain does; a chain of several is looked through."""
    several = getattr(backend, "backends", None)
    for each in several if several is not None else [backend]:
        modules = [kind.__module__ for kind in type(each).__mro__]
        if not any(module.startswith(_NOT_TRUSTED) for module in modules):
            return each
    raise KeychainError(
        "There is no system keychain here, and keys are never written to a file.", _ELSEWHERE
    )


def _failed(what: str, error: Exception) -> KeychainError:
    """By the kind of the error: its text might quote what it was given."""
    kind = type(error).__name__
    if kind == "KeyringLocked":
        return KeychainError("The system keychain is locked.", "Unlock it and try again.")
    return KeychainError(f"The system keychain {what} ({kind}).", _ELSEWHERE)
