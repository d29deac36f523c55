"""A workspace whose models say what the test wrote, and a desk at its worker."""

import json
import os
from collections.abc import Callable
from contextlib import closing
from io import StringIO
from pathlib import Path
from uuid import uuid4

from ruamel.yaml import YAML

from workbench.client import Heard, WorkerClient
from workbench.commands import Command, ResumeTurn, StartRun, StartTurn
from workbench.domain.conversation import Message
from workbench.domain.turn import Origin, TurnInput
from workbench.errors import WorkbenchError
from workbench.messages import CellsJudged, ContentsListed, Refused, RunProgressed
from workbench.store.event_store import EventStore
from workbench.store.library import Library
from workbench.trace.event import TraceEvent
from workbench.worker.turns import LAST_FACTS
from workbench.workspace_state import WorkspaceState

# A machine that is busy with other things is slow, never this slow.
PATIENCE_S = 60.0
TICKET = {"tool": "open_ticket", "arguments": {"subject": "Broken"}}

MODELS = [
    {"name": "quick", "script": ["Your account is active."]},
    {"name": "slow", "script": ["word " * 200], "gap_s": 0.05},
    {"name": "asks", "script": [json.dumps(TICKET), "It is open."]},
]
BOTS = {
    "quick": {"title": "Quick", "model": "quick", "prompt": "plain"},
    "slow": {"title": "Slow", "model": "slow", "prompt": "plain"},
    "asks": {
        "title": "Asks first",
        "model": "asks",
        "prompt": "plain",
        "strategy": "function_calling",
        "tools": ["open_ticket"],
    },
}
FILES = {
    "workbench.yaml": """\
name: Scripted
company: Scripted Company
today: 2026-11-16
default_bot: quick
default_account: A-1
roles: {customer: [customer], agent: [customer, agent]}
""",
    "prompts/plain.md": """\
---
user: "{{ account_facts }} Question: {{ question }}"
---
You answer for {{ company }}.
""",
    "tools/open_ticket.yaml": """\
description: Opens a ticket.
parameters: {type: object, properties: {subject: {type: string}}, required: [subject]}
returns: account.status
needs_approval: true
""",
    "accounts/A-1.json": '{"id": "A-1", "name": "Maya", "status": "active"}\n',
}


def put(folder: Path, path: str, text: str) -> Path:
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text)
    return target


def scripted_workspace(folder: Path, cases: int = 4) -> Path:
    for path, text in FILES.items():
        put(folder, path, text)
    put(folder, "models.yaml", "")
    for model in MODELS:
        add_model(folder, provider="scripted", **model)
    for name, bot in BOTS.items():
        add_bot(folder, name, **bot)
    lines = [
        {"id": f"c{n}", "input": "Status?", "account": "A-1", "expected": {"facts": ["active"]}}
        for n in range(cases)
    ]
    put(folder, "datasets/many.jsonl", "".join(f"{json.dumps(line)}\n" for line in lines))
    add_suite(folder, "many", ["quick"])
    return folder


def add_model(folder: Path, **fields: object) -> None:
    with (folder / "models.yaml").open("a") as file:
        file.write(f"- {json.dumps(fields)}\n")


def as_yaml(value: object) -> str:
    text = StringIO()
    YAML(pure=True).dump(value, text)
    return text.getvalue()


def add_bot(folder: Path, name: str, **fields: object) -> None:
    put(folder, f"bots/{name}.yaml", as_yaml(fields))


def add_suite(folder: Path, name: str, variants: list[str], **fields: object) -> None:
    suite = {"variants": variants, "dataset": "many", "scorers": ["expected_facts"], **fields}
    put(folder, f"suites/{name}.yaml", as_yaml(suite))


def is_end(event: Heard) -> bool:
    return isinstance(event, TraceEvent) and isinstance(event.fact, LAST_FACTS)


class Desk:
    """A worker on the folder, and all that it said of the workspace. Close it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.state = WorkspaceState()
        self.client = self.open_client()
        try:
            self.listed()
        except WorkbenchError:
            self.client.close()
            raise

    def open_client(self) -> WorkerClient:
        return WorkerClient(self.folder)

    def listed(self) -> None:
        for item in self.client.heard(PATIENCE_S):
            if not isinstance(item, TraceEvent):
                self.state.take(item)
            if isinstance(item, ContentsListed):
                return

    def close(self) -> None:
        self.client.close()

    def kill(self) -> None:
        self.client.process.kill()
        self.client.close()

    def send(self, command: Command) -> None:
        self.client.send(command)

    def until(self, is_last: Callable[[Heard], bool]) -> list[Heard]:
        return self.client.until(is_last, PATIENCE_S)

    def answer(self, command: Command, kind: type, **fields: object):
        """The first message of that kind, with those fields, after the command."""
        self.send(command)
        return self.hear(kind, **fields)

    def hear(self, kind: type, **fields: object):
        def fits(item: Heard) -> bool:
            if isinstance(item, Refused) and kind is not Refused:
                raise WorkbenchError(item.message, item.hint)
            return isinstance(item, kind) and all(
                getattr(item, name) == value for name, value in fields.items()
            )

        return self.until(fits)[-1]

    # Turns

    def given(self, bot: str, *said: str) -> TurnInput:
        assert self.state.listing
        return TurnInput(
            bot=self.state.bots[bot],
            conversation=tuple(Message("user", text) for text in said or ("Status?",)),
            account=self.state.accounts["A-1"],
            company=self.state.listing.company,
            today=self.state.listing.today,
            origin=Origin(conversation_id="talk"),
        )

    def start(self, bot: str, *said: str) -> str:
        turn_id = uuid4().hex
        self.send(StartTurn(turn_id, self.given(bot, *said)))
        return turn_id

    def end(self, turn_id: str) -> list[TraceEvent]:
        """The events of the turn up to its end, and up to it only."""
        told = self.until(lambda item: is_end(item) and item.turn_id == turn_id)
        return [item for item in told if isinstance(item, TraceEvent) and item.turn_id == turn_id]

    def ask(self, bot: str, *said: str) -> list[TraceEvent]:
        return self.end(self.start(bot, *said))

    def resume(self, turn_id: str, **approvals: bool) -> list[TraceEvent]:
        calls = {call.replace("_", "-"): said for call, said in approvals.items()}
        self.send(ResumeTurn(turn_id, calls))
        return self.end(turn_id)

    def words(self, turn_id: str, count: int = 1) -> None:
        """Until the turn has said something."""
        left = count

        def said(item: Heard) -> bool:
            nonlocal left
            if isinstance(item, TraceEvent) and item.turn_id == turn_id:
                left -= item.fact.kind == "text_streamed"
            return left <= 0

        self.until(said)

    # Runs

    def start_run(self, suite: str = "many") -> str:
        run_id = uuid4().hex
        self.send(StartRun(run_id, suite))
        return run_id

    def progress(self, run_id: str, cells: int) -> None:
        """Until that many cells have been told."""
        seen = 0

        def enough(item: Heard) -> bool:
            nonlocal seen
            if isinstance(item, CellsJudged) and item.run_id == run_id:
                seen += len(item.cells)
            return seen >= cells

        self.until(enough)

    def run_end(self, run_id: str) -> RunProgressed:
        def over(item: Heard) -> bool:
            if isinstance(item, Refused):
                raise WorkbenchError(item.message, item.hint)
            is_it = isinstance(item, RunProgressed) and item.run.run_id == run_id
            return is_it and item.state != "running"

        return self.until(over)[-1]


def stored_turn(folder: Path, turn_id: str) -> list[TraceEvent]:
    with closing(EventStore(folder / ".workbench/store.sqlite", read_only=True)) as store:
        return store.turn(turn_id)


def stored_cells(folder: Path, run_id: str):
    with closing(Library(folder / ".workbench/store.sqlite", read_only=True)) as library:
        return list(library.cells(run_id))


def is_alive(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    return True
