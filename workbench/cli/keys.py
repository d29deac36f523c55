"""`workbench keys`: where the keys of API providers are, and how to give, try and forget one."""

import getpass
import json
import sys
from argparse import ArgumentParser, Namespace, _SubParsersAction
from dataclasses import asdict

from workbench.cli.session import CliSession, opened
from workbench.commands import Command
from workbench.domain.bot import ModelSpec
from workbench.domain.key_state import KeyState
from workbench.domain.vendors import VENDORS, vendor_named
from workbench.errors import WorkbenchError
from workbench.messages import Saved
from workbench.provider_commands import CheckProvider, ForgetKey, ListKeys, SaveKey
from workbench.provider_messages import KeysListed, ProviderChecked

REQUEST = "keys"


def add(subparsers: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    parser = subparsers.add_parser("keys", parents=[shared], help="keys of API providers")
    actions = ("list", "set", "test", "forget")
    parser.add_argument("action", nargs="?", choices=actions, default="list")
    parser.add_argument("provider", nargs="?", default="", help="for example groq")
    parser.add_argument("--json", action="store_true", help="print one JSON document instead")
    parser.set_defaults(run=run)


def run(arguments: Namespace) -> int:
    """A key that is set is asked for at the terminal, or read from stdin: never an argument."""
    name = arguments.provider
    if arguments.action != "list" and not name:
        raise WorkbenchError("Which provider?", f"Name one: {_names()}.")
    with opened(arguments) as session:
        match arguments.action:
            case "list":
                sys.stdout.write(_listed(session, as_json=arguments.json))
            case "set":
                _say(session, SaveKey(REQUEST, name, _ask_for(name)))
            case "forget":
                _say(session, ForgetKey(REQUEST, name))
            case "test":
                session.client.send(CheckProvider(REQUEST, _model(name)))
                answer = next(session.client.answers(ProviderChecked))
                sys.stdout.write(f"{answer.sentence}\n")
    return 0


def _say(session: CliSession, command: Command) -> None:
    session.client.send(command)
    sys.stdout.write(f"{next(session.client.answers(Saved)).sentence}\n")


def _listed(session: CliSession, *, as_json: bool) -> str:
    session.client.send(ListKeys())
    found = next(session.client.answers(KeysListed))
    if as_json:
        return json.dumps(asdict(found)) + "\n"
    width = max(len(each.title) for each in found.keys)
    lines = [f"{each.title:<{width}}  {state_in_words(each)}" for each in found.keys]
    keychain = found.keychain or f"none. {found.problem} {found.hint}"
    return "\n".join([*lines, "", f"System keychain: {keychain}"]) + "\n"


def state_in_words(key: KeyState) -> str:
    said = {
        "keychain": "key in the system keychain",
        "environment": f"from {key.variable}",
        "session": "this session only",
        "none": f"no key; {key.variable} is not set" if key.variable else "no key needed",
    }[key.origin]
    return f"{said}, refused with HTTP {key.refused}" if key.refused else said


def _ask_for(name: str) -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline()
    vendor = vendor_named(name)
    return getpass.getpass(f"Key of {vendor.title if vendor else name} (is not shown): ")


def _model(name: str) -> ModelSpec:
    vendor = vendor_named(name)
    if vendor is None:
        raise WorkbenchError(f"There is no provider {name}.", f"They are: {_names()}.")
    return ModelSpec(vendor.title, vendor.wire, vendor=vendor.name)


def _names() -> str:
    return ", ".join(vendor.name for vendor in VENDORS)
