"""What the window and the CLI ask of the worker about providers and the network."""

from dataclasses import dataclass, field
from typing import Literal

from workbench.domain.bot import ModelSpec
from workbench.domain.key_state import KeyPlace


@dataclass(frozen=True, slots=True)
class SaveKey:
    """Keep the key of a provider (`KeyState.name`). Answered by `Saved` or `Refused`.

    The key travels in this command alone: no message, event or file ever carries it.
    """

    request_id: str
    name: str
    key: str = field(repr=False)
    place: KeyPlace = "keychain"
    kind: Literal["save_key"] = "save_key"


@dataclass(frozen=True, slots=True)
class ForgetKey:
    """Answered by `Saved` or `Refused`."""

    request_id: str
    name: str
    kind: Literal["forget_key"] = "forget_key"


@dataclass(frozen=True, slots=True)
class ListKeys:
    """Answered by `KeysListed`, which is told again whenever it changes from then on."""

    kind: Literal["list_keys"] = "list_keys"


@dataclass(frozen=True, slots=True)
class CheckProvider:
    """Try address and key of a model, saved or not, without using tokens.

    Answered by `ProviderChecked` or, for what is wrong, `Refused`.
    """

    request_id: str
    model: ModelSpec
    kind: Literal["check_provider"] = "check_provider"


@dataclass(frozen=True, slots=True)
class SetOffline:
    """Reach this machine alone, or the network again. Answered by `NetworkChanged`."""

    is_on: bool
    kind: Literal["set_offline"] = "set_offline"


@dataclass(frozen=True, slots=True)
class ListEgress:
    """Answered by `EgressListed`: what left this machine, newest first."""

    request_id: str
    limit: int = 200
    kind: Literal["list_egress"] = "list_egress"


ProviderCommand = SaveKey | ForgetKey | ListKeys | CheckProvider | SetOffline | ListEgress
