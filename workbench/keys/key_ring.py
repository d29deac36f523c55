"""Finds the key of a provider: given for this session, in the environment, or in the keychain."""

import json
import os
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Protocol

from workbench.cancellation import CancelToken
from workbench.domain.bot import ModelSpec
from workbench.domain.key_state import KeyPlace, KeyState
from workbench.domain.key_text import cleaned_key
from workbench.domain.vendors import VENDORS, vendor_named
from workbench.errors import KeychainError, NoKeyError

LOOK_EVERY_S = 0.02
REFUSALS = frozenset({401})
GOOD = 200
# Which keys are in the keychain: names, so that listing them need not unlock anything.
NAMES_FILE = "keychain-names.json"


class SystemKeychain(Protocol):
    def name(self) -> str: ...
    def read(self, account: str) -> str: ...
    def write(self, account: str, key: str) -> None: ...
    def delete(self, account: str) -> None: ...


class KeyRing:
    """The keys of one workspace; in the keychain each is an entry of its own.

    `_lock` guards what is known; nobody waits for the keychain while holding it.
    """

    def __init__(
        self,
        folder: Path,
        data: Path,
        keychain: SystemKeychain,
        environment: Mapping[str, str] = os.environ,
    ) -> None:
        self._folder = folder
        self._names_path = data / NAMES_FILE
        self._keychain = keychain
        self._environment = environment
        self._lock = threading.Lock()
        self._session: dict[str, str] = {}
        self._kept: dict[str, str] = {}
        self._refused: dict[str, int] = {}
        self._names = _read_names(self._names_path)

    def find(self, spec: ModelSpec, cancel: CancelToken) -> str:
        """Empty if it needs none. Raises `NoKeyError`; waits for the keychain unless cancelled."""
        name, variables = spec.key_name, spec.key_variables
        with self._lock:
            known = self._session.get(name) or self._in_environment(variables)
            known = known or self._kept.get(name, "")
            is_in_keychain = name in self._names
        if known:
            return _checked(known, name)
        if not (variables or is_in_keychain):
            return ""
        key, problem = self._ask(name, cancel)
        if key:
            return _checked(key, name)
        if variables or problem:
            raise _no_key(spec, problem)
        return ""

    def save(self, name: str, key: str, place: KeyPlace) -> None:
        """Raises `KeychainError`, or `NoKeyError` for what cannot be a key; then none is kept."""
        key = _checked(key, name)
        if place == "keychain":
            self._keychain.write(self._account(name), key)
        with self._lock:
            self._refused.pop(name, None)
            if place == "session":
                self._session[name] = key
                return
            self._session.pop(name, None)
            self._kept[name] = key
            self._names.add(name)
            self._write_names()

    def forget(self, name: str) -> None:
        """Everywhere but in the environment, which is not ours."""
        with self._lock:
            self._session.pop(name, None)
            self._refused.pop(name, None)
            is_in_keychain = name in self._names
        if is_in_keychain:
            self._keychain.delete(self._account(name))
        with self._lock:
            self._kept.pop(name, None)
            self._names.discard(name)
            self._write_names()

    def note_status(self, name: str, status: int) -> None:
        """What the provider made of the key: an HTTP status."""
        with self._lock:
            if status in REFUSALS:
                self._refused[name] = status
            elif status == GOOD:
                self._refused.pop(name, None)

    def states(self, models: Iterable[ModelSpec]) -> tuple[KeyState, ...]:
        """Of every vendor that needs a key, and of the other servers that the models name."""
        remote = [spec for spec in models if spec.is_remote]
        variables = {vendor.name: vendor.key_env for vendor in VENDORS if vendor.key_env}
        for spec in remote:
            variables.setdefault(spec.key_name, spec.key_variables)
        with self._lock:
            return tuple(
                self._state(name, each, sum(spec.key_name == name for spec in remote))
                for name, each in variables.items()
            )

    def keychain_name(self) -> str:
        """Raises `KeychainError` with the reason why there is none."""
        return self._keychain.name()

    def _state(self, name: str, variables: tuple[str, ...], models: int) -> KeyState:
        vendor = vendor_named(name)
        title, refused = vendor.title if vendor else name, self._refused.get(name, 0)
        variable = next((each for each in variables if self._environment.get(each)), "")
        if name in self._session:
            return KeyState(name, title, "session", variable, refused, models)
        if variable:
            return KeyState(name, title, "environment", variable, refused, models)
        if name in self._names:
            return KeyState(name, title, "keychain", "", refused, models)
        return KeyState(name, title, "none", next(iter(variables), ""), 0, models)

    def _in_environment(self, variables: Iterable[str]) -> str:
        return next((key for each in variables if (key := self._environment.get(each))), "")

    def _ask(self, name: str, cancel: CancelToken) -> tuple[str, KeychainError | None]:
        """The keychain, in a thread of its own: a person may have to unlock it first."""
        answer: list[tuple[str, KeychainError | None]] = []

        def ask() -> None:
            try:
                answer.append((self._keychain.read(self._account(name)), None))
            except KeychainError as error:
                answer.append(("", error))

        asking = threading.Thread(target=ask, name="keychain", daemon=True)
        asking.start()
        while asking.is_alive():
            cancel.wait(LOOK_EVERY_S)
        key, problem = answer[0]
        if key:
            with self._lock:
                self._kept[name] = key
                self._names.add(name)
                self._write_names()
        return key, problem

    def _account(self, name: str) -> str:
        return f"{name} in {self._folder}"

    def _write_names(self) -> None:
        """What cannot be written is found out again by asking."""
        try:
            self._names_path.write_text(json.dumps(sorted(self._names)), "utf-8")
        except OSError:
            return


def _read_names(path: Path) -> set[str]:
    try:
        names = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return set()
    return {str(name) for name in names} if isinstance(names, list) else set()


def _checked(key: str, name: str) -> str:
    try:
        return cleaned_key(key)
    except ValueError as error:
        raise NoKeyError(
            f"What was given as the key of {name} cannot be one: {error}.",
            "Copy it again from the provider's page.",
        ) from None


def _no_key(spec: ModelSpec, problem: KeychainError | None) -> NoKeyError:
    why = f" {problem.message}" if problem else ""
    if not spec.key_variables:
        return NoKeyError(f"{spec.name} needs a key.{why}", "Add the key in the Settings.")
    variable = spec.key_variables[0]
    return NoKeyError(
        f"{spec.name} needs a key, and {variable} is not set.{why}",
        f"Add the key in the Settings, or start the app with {variable} in its environment.",
    )
