"""A workspace with documents, and questions whose relevant ones are known."""

import json
from contextlib import closing
from dataclasses import replace

from tests.workbench.retrieval.knowledge import write
from tests.workbench.worker.scripted_workspace import (
    Desk,
    add_bot,
    add_model,
    add_suite,
    put,
    scripted_workspace,
)
from workbench.messages import Refused
from workbench.retrieval_messages import RetrievalEvaluated

PAGES = {
    "refunds.md": ("Refunds after a payment", "Money comes back within five days."),
    "cards.md": ("Change your card online", "Put the new number into the settings."),
    "sessions.md": ("Booking of your sessions", "Pick a free hour in the calendar."),
}
CASES = [
    {"id": "c1", "input": "When does my money come back?", "relevant_documents": ["refunds.md"]},
    {"id": "c2", "input": "new number of my card", "relevant_documents": ["cards.md"]},
    {"id": "c3", "input": "Who won the world cup?", "expected": {"refuse": True}},
]


def asked_folder(root):
    folder = scripted_workspace(root)
    for name, (title, text) in PAGES.items():
        write(folder / "knowledge", name, text, title, audience="customer")
    put(folder, "datasets/asked.jsonl", "".join(f"{json.dumps(case)}\n" for case in CASES))
    add_model(folder, name="writer", provider="scripted", script=["How soon am I refunded?"])
    found = {"model": "writer", "prompt": "plain"}
    add_bot(folder, "words", retrieval={"retrievers": ["bm25"]}, **found)
    add_bot(folder, "both", retrieval={"min_score": 0.3}, **found)
    add_bot(folder, "same", retrieval={"min_score": 0.3}, **found)
    add_suite(folder, "asked", ["words", "both", "same", "quick"], dataset="asked")
    add_suite(folder, "unread", ["quick"], dataset="asked")
    settings = (folder / "workbench.yaml").read_text().replace("bot: quick", "bot: both")
    put(folder, "workbench.yaml", settings)
    return folder


def asked_desk(root):
    """A worker, ended when the generator is."""
    with closing(Desk(asked_folder(root))) as made:
        made.client.wait_for_index()
        yield made


def evaluation_told(desk, command):
    """The last message, its report with the results told before it, and the judged queries."""
    desk.send(command)
    told = desk.until(
        lambda item: (
            isinstance(item, Refused)
            or (isinstance(item, RetrievalEvaluated) and bool(item.report))
        )
    )
    judged = [each for each in told if isinstance(each, RetrievalEvaluated)]
    last = told[-1]
    if isinstance(last, RetrievalEvaluated):
        results = tuple(each.result for each in judged if each.result)
        last = replace(last, report=replace(last.report, results=results))
    return last, {each.name: each.judged for each in judged if each.judged}
