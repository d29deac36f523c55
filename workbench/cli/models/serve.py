"""`workbench models serve`: a local model for any OpenAI client, until it is interrupted."""

import json
import sys
from argparse import ArgumentParser, Namespace, _SubParsersAction
from dataclasses import asdict

from workbench.cli.models.asked import REQUEST
from workbench.cli.session import opened
from workbench.model_commands import ServeModel
from workbench.model_messages import Served, ServingChanged
from workbench.sizing.words import curl_example

ON_NETWORK = "It listens to other machines too: whoever has the key can use it."


def add(subparsers: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    parser = subparsers.add_parser(
        "serve", parents=[shared], help="let other programs use a local model, with a key"
    )
    parser.add_argument("model", help="a model of the picker")
    parser.add_argument("--port", type=int, default=0, help="default: any free one")
    parser.add_argument(
        "--network", action="store_true", help="listen to other machines too, not only to this one"
    )
    parser.add_argument(
        "--key-env",
        default="",
        metavar="NAME",
        help="take the key from this variable",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document instead")
    parser.set_defaults(run=run)


def run(arguments: Namespace) -> int:
    with opened(arguments) as session:
        session.client.send(
            ServeModel(
                REQUEST, arguments.model, arguments.port, arguments.network, arguments.key_env
            )
        )
        for told in session.client.answers(ServingChanged):
            for served in told.served:
                _print(served, as_json=arguments.json)
    return 0


def _print(served: Served, *, as_json: bool) -> None:
    """Once more if the server was started again, on another port."""
    if as_json:
        said = json.dumps(asdict(served))
    else:
        note = f"\n{ON_NETWORK}" if served.on_network else ""
        said = (
            f"{served.name} is served. Ctrl+C ends it.{note}\n\n"
            f"Base URL  {served.base_url}\nKey       {served.key}\n\n"
            f"{curl_example(served.name, served.base_url, served.key)}"
        )
    sys.stdout.write(f"{said}\n")
    sys.stdout.flush()
