"""What the worker tells of providers and of the network."""

from dataclasses import dataclass
from typing import Literal

from workbench.domain.egress import EgressRow, EgressTotal
from workbench.domain.key_state import KeyState
from workbench.domain.listed_model import ListedModel


@dataclass(frozen=True, slots=True)
class KeysListed:
    """The state of every key. `keychain`: the system's, by name; or the `problem` with it."""

    keys: tuple[KeyState, ...]
    keychain: str = ""
    problem: str = ""
    hint: str = ""
    kind: Literal["keys_listed"] = "keys_listed"


@dataclass(frozen=True, slots=True)
class ProviderChecked:
    """The provider answered and took the key. `models`: what it has, by name."""

    request_id: str
    sentence: str
    models: tuple[ListedModel, ...]
    seconds: float
    kind: Literal["provider_checked"] = "provider_checked"


@dataclass(frozen=True, slots=True)
class NetworkChanged:
    """`session`: what left this machine since the worker started; `total`: all that is stored."""

    is_offline: bool
    session: EgressTotal
    total: EgressTotal
    kind: Literal["network_changed"] = "network_changed"


@dataclass(frozen=True, slots=True)
class EgressListed:
    request_id: str
    rows: tuple[EgressRow, ...]
    total: EgressTotal
    kind: Literal["egress_listed"] = "egress_listed"


ProviderMessage = KeysListed | ProviderChecked | NetworkChanged | EgressListed
