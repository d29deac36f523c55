"""Providers and the network: keys, tests, offline mode, and what left this machine."""

import time
from contextlib import closing
from functools import partial

from workbench.cancellation import CancelToken
from workbench.domain.bot import ModelSpec
from workbench.domain.listed_model import ListedModel
from workbench.domain.vendors import vendor_named
from workbench.errors import KeychainError, ModelRefusedError
from workbench.messages import Saved
from workbench.provider_commands import (
    CheckProvider,
    ForgetKey,
    ListEgress,
    ListKeys,
    SaveKey,
    SetOffline,
)
from workbench.provider_messages import (
    EgressListed,
    KeysListed,
    NetworkChanged,
    ProviderChecked,
)
from workbench.store.library import Library
from workbench.worker.kit import Handlers, Kit

WORDS = {"keychain": "kept in the system keychain", "session": "kept for this session only"}
# So many that the message is not too long for the pipe.
MODELS_TOLD = 400


class ProviderDesk:
    """What was told last is told again only when it changes; keys only once somebody asked."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._told_network: NetworkChanged | None = None
        self._told_keys: KeysListed | None = None
        self._keychain: tuple[str, str, str] | None = None

    def handlers(self) -> Handlers:
        query = self._kit.lanes.query
        return {
            SaveKey: lambda command: query(partial(self._save, command)),
            ForgetKey: lambda command: query(partial(self._forget, command)),
            ListKeys: lambda command: query(partial(self._list_keys, command)),
            CheckProvider: lambda command: query(partial(self._test, command)),
            SetOffline: self._set_offline,
            ListEgress: lambda command: query(partial(self._list_egress, command)),
        }

    def look(self) -> None:
        """Called now and then: what changed by itself is told."""
        self._tell_network()
        if self._told_keys:
            self._tell_keys()

    def _save(self, command: SaveKey) -> None:
        self._kit.assembly.keys.save(command.name, command.key, command.place)
        title = _title(command.name)
        sentence = f"The key of {title} is {WORDS[command.place]}."
        self._kit.outlet.tell(Saved(command.request_id, "", sentence))
        self._list_keys(ListKeys())

    def _forget(self, command: ForgetKey) -> None:
        self._kit.assembly.keys.forget(command.name)
        sentence = f"The key of {_title(command.name)} is forgotten."
        self._kit.outlet.tell(Saved(command.request_id, "", sentence))
        self._list_keys(ListKeys())

    def _list_keys(self, _: ListKeys) -> None:
        try:
            self._keychain = (self._kit.assembly.keys.keychain_name(), "", "")
        except KeychainError as error:
            self._keychain = ("", error.message, error.hint)
        self._told_keys = None
        self._tell_keys()

    def _tell_keys(self) -> None:
        name, problem, hint = self._keychain or ("", "", "")
        states = self._kit.assembly.keys.states(self._kit.workspace.current.models)
        message = KeysListed(states, name, problem, hint)
        if message != self._told_keys:
            self._told_keys = message
            self._kit.outlet.tell(message)

    def _test(self, command: CheckProvider) -> None:
        began_s = time.monotonic()
        models = self._kit.assembly.models.listed(command.model, CancelToken())
        seconds = time.monotonic() - began_s
        _check_listed(command.model, models)
        who = command.model.who.title if command.model.who.name else command.model.address
        key = " It took the key." if command.model.key_variables else ""
        sentence = f"{who} answered in {seconds * 1000:.0f} ms and has {len(models)} models.{key}"
        told = models[:MODELS_TOLD]
        self._kit.outlet.tell(ProviderChecked(command.request_id, sentence, told, seconds))

    def _set_offline(self, command: SetOffline) -> None:
        self._kit.assembly.set_offline(is_on=command.is_on)
        self._told_network = None
        self._tell_network()

    def _tell_network(self) -> None:
        session, told = self._kit.egress.session, self._told_network
        is_offline = self._kit.assembly.switch.is_on
        if told and told.session == session and told.is_offline == is_offline:
            return
        self._told_network = NetworkChanged(is_offline, session, self._kit.egress.total())
        self._kit.outlet.tell(self._told_network)

    def _list_egress(self, command: ListEgress) -> None:
        with closing(Library(self._kit.store_path)) as library:
            rows, total = library.egress(command.limit), library.egress_total()
        self._kit.outlet.tell(EgressListed(command.request_id, tuple(rows), total))


def _title(name: str) -> str:
    vendor = vendor_named(name)
    return vendor.title if vendor else name


def _check_listed(spec: ModelSpec, models: tuple[ListedModel, ...]) -> None:
    """A name that the provider does not list is most often a slip of the pen."""
    names = [model.name for model in models]
    wanted = spec.remote_name
    if not wanted or not names or any(name in {wanted, f"{wanted}:latest"} for name in names):
        return
    raise ModelRefusedError(
        f"{spec.who.title} answers, but has no model {wanted}.",
        f"Its models: {', '.join(names[:8])}{'…' if len(names) > 8 else '.'}",
    )
