"""A bot, a question and scripted services, for the engine's branches."""

import json
from dataclasses import dataclass

from workbench.cancellation import CancelToken
from workbench.domain.account import Account
from workbench.domain.bot import Bot, ModelSpec, Prompt, RetrievalSettings
from workbench.domain.conversation import Message
from workbench.domain.document import Chunk, Retrieved
from workbench.domain.tool import Check, Tool
from workbench.domain.turn import TurnInput
from workbench.engine.ports import Services
from workbench.engine.turn import run_turn
from workbench.models.scripted import ScriptedModel
from workbench.tools.toolbox import StubToolbox
from workbench.trace.facts import ModelAsked, ModelQueued, TextStreamed

ACCOUNT = Account("A-1", "Ann", {"id": "A-1", "name": "Ann", "status": "active", "balance": "12"})
NO_ARGUMENTS = {"type": "object", "properties": {}, "additionalProperties": False}
BALANCE = Tool("balance", "Read the balance.", NO_ARGUMENTS, "account.balance")
REFUND = Tool("refund", "Give money back.", NO_ARGUMENTS, "'done'", needs_approval=True)
BROKEN = Tool("broken", "Fails.", NO_ARGUMENTS, "1", checks=(Check("true", "Out of order."),))
CHUNK = Chunk("c1", "refunds.md", "Refunds", "", "Refunds take 5 days.", 0, 20, "customer")


def bot(**more):
    values = {
        "name": "helper",
        "model": ModelSpec("scripted", "scripted"),
        "prompt": Prompt("p", "Be kind.\n{{ evidence }}"),
        "strategy": "function_calling",
        "tools": (BALANCE, REFUND, BROKEN),
        "steps_per_turn": 3,
    }
    return Bot(**(values | more))


def given(the_bot=None, *said, **more):
    words = said or ("What is my balance?",)
    return TurnInput(
        the_bot or bot(), tuple(Message("user", each) for each in words), ACCOUNT, **more
    )


class FixedRetriever:
    def __init__(self, *chunks):
        self.chunks, self.queries = chunks, []

    def find(self, query, settings: RetrievalSettings, role, cancel: CancelToken):
        self.queries.append(query)
        return Retrieved(self.chunks[: settings.top_k])


@dataclass
class Guard:
    name: str
    word: str

    def problem(self, text, given):
        return f"Do not say {self.word}." if self.word in text else ""


class WordEmbedder:
    """A dimension a word of the vocabulary: texts that share words are near."""

    WORDS = ("status", "active", "invoice", "bill", "hello", "session")

    def embed(self, texts, cancel):
        return tuple(self._vector(text.lower()) for text in texts)

    def _vector(self, text):
        counts = [float(word in text) + 0.01 for word in self.WORDS]
        length = sum(count * count for count in counts) ** 0.5
        return tuple(count / length for count in counts)


def services(*script, the_bot=None, **more):
    script_of_model = [
        json.dumps({"tool": line, "arguments": {}}) if line in {"balance", "refund", "broken"}
        else line
        for line in script
    ]  # fmt: skip
    values = {
        "model": ScriptedModel(*script_of_model),
        "retriever": FixedRetriever(CHUNK),
        "embedder": WordEmbedder(),
        "toolbox": StubToolbox((the_bot or bot()).tools, ACCOUNT, "2026-11-16"),
    }
    return Services(**(values | more))


def facts(with_services, recorded=(), the_input=None):
    """What a recording is compared by: notes of the way left out."""
    turn = run_turn(the_input or given(), with_services, recorded)
    notes = (TextStreamed, ModelAsked, ModelQueued)
    return [one.fact for one in turn if not isinstance(one.fact, notes)]


def kinds(told):
    return [fact.kind for fact in told]
