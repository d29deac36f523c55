"""Backends for the keyring library, as they are met in the world.

`PYTHON_KEYRING_BACKEND=tests.workbench.keys.backends.MemoryKeyring` has a worker use one.
"""

import keyring.backend
import keyring.errors


class MemoryKeyring(keyring.backend.KeyringBackend):
    priority = 5
    name = "Memory"

    def __init__(self):
        super().__init__()
        self.entries = {}

    def get_password(self, service, username):
        return self.entries.get((service, username))

    def set_password(self, service, username, password):
        self.entries[service, username] = password

    def delete_password(self, service, username):
        del self.entries[service, username]


class ForgetfulKeyring(MemoryKeyring):
    """Takes everything and keeps nothing."""

    name = "Forgetful"

    def set_password(self, service, username, password):
        return None


class LockedKeyring(MemoryKeyring):
    name = "Locked"

    def get_password(self, service, username):
        raise keyring.errors.KeyringLocked("nobody unlocked it")

    def set_password(self, service, username, password):
        raise keyring.errors.KeyringLocked("nobody unlocked it")


class BrokenKeyring(MemoryKeyring):
    """Quotes what it was given, as a careless library may."""

    name = "Broken"

    def set_password(self, service, username, password):
        raise RuntimeError(f"D-Bus did not like {password}")


class PlaintextKeyring(MemoryKeyring):
    """As keyrings.alt's: a file in the home folder."""

    name = "Plain text"


PlaintextKeyring.__module__ = "keyrings.alt.file"


class Chain(MemoryKeyring):
    def __init__(self, *backends):
        super().__init__()
        self.backends = backends
