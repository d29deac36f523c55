"""What is known of the key of a provider, without the key."""

from dataclasses import dataclass
from typing import Literal

KeyPlace = Literal["keychain", "session"]
KeyOrigin = Literal["session", "environment", "keychain", "none"]


@dataclass(frozen=True, slots=True)
class KeyState:
    """`name`: the vendor, or the host of another server. `variable` is the environment's.

    `refused`: the HTTP status with which the provider turned this key down, 0 if it did not.
    `models`: how many models of the workspace use it.
    """

    name: str
    title: str
    origin: KeyOrigin
    variable: str = ""
    refused: int = 0
    models: int = 0
