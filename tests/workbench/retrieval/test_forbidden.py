"""10,000 random cases of documents, roles and queries: nothing forbidden stands in a prompt."""

from datetime import date
from random import Random

import pytest

from tests.workbench.engine.services import bot, given, services
from tests.workbench.retrieval.memory_server import EMBEDDER, MemoryServer, source
from workbench.domain.account import Account
from workbench.domain.bot import RetrievalSettings
from workbench.domain.document import Document
from workbench.domain.knowledge_settings import may_read
from workbench.engine.turn import run_turn
from workbench.retrieval.access import successors
from workbench.retrieval.client import IndexRetriever
from workbench.trace.facts import ChunksRetrieved, PromptAssembled

WORLDS, CASES_EACH = 100, 100
AUDIENCES = ("customer", "agent", "internal", "executive", "agent, customer", "executive, internal")
ROLES = {
    "customer": ("customer",),
    "agent": ("customer", "agent"),
    "lead": ("customer", "agent", "internal"),
    "nobody": (),
    "board": ("executive",),
}
REGIONS = ("", "", "US, CA", "UK", "EU")
VOCABULARY = ("refund", "invoice", "tutor", "days", "card", "session", "price", "fee", "late")
TODAY = "2026-11-22"


def words(random, most):
    return " ".join(random.choices(VOCABULARY, k=random.randint(1, most)))


def document(random, number, count):
    """Each sentence ends with a mark that no other document has."""
    body = "\n\n".join(f"# {words(random, 3)}\n\n{words(random, 20)} mark{number}x." for _ in "ab")
    return Document(
        f"{number}.md",
        words(random, 4),
        body,
        random.choice(AUDIENCES),
        random.choice(("", "2025-01-01", "2026-05-01", "2027-01-01")),
        tuple(f"{random.randrange(count)}.md" for _ in range(random.choice((0, 0, 1)))),
        random.choice(REGIONS),
    )


def settings(random):
    return RetrievalSettings(
        top_k=random.randint(1, 6),
        candidates=random.choice((1, 5, 20)),
        retrievers=random.choice((("bm25",), ("dense",), ("bm25", "dense"))),
        fusion=random.choice(("rank", "score")),
        recency=random.choice((0.0, 0.5)),
        min_score=random.choice((0.0, 0.2)),
        deduplicate=random.choice((0.0, 0.5)),
        mmr_lambda=random.choice((1.0, 0.5)),
        neighbours=random.choice((0, 0, 2)),
        token_budget=random.choice((0, 40)),
    )


def check(random, documents, retriever):
    role, region = random.choice(list(ROLES)), random.choice(("", "US", "UK"))
    the_bot = bot(strategy="direct", tools=(), retrieval=settings(random))
    the_input = given(the_bot, words(random, 6), role=role)
    object.__setattr__(the_input, "account", Account("A", "Ann", {"region": region}))
    found = services("Ok.", retriever=retriever, the_bot=the_bot)
    hidden = [one.path for one in documents if not may_read(one.audience, ROLES[role])]
    marks = [f"mark{path.removesuffix('.md')}x" for path in hidden]
    prompted = 0
    for located in run_turn(the_input, found):
        match located.fact:
            case PromptAssembled(messages=messages):
                text = "\n".join(message.text for message in messages)
                prompted += 1
                assert not [mark for mark in marks if mark in text]
            case ChunksRetrieved(retrieved=retrieved):
                assert not {one.path for one in retrieved.chunks} & set(hidden)
                paths = [one.path for one in retrieved.chunks]
                check_order(paths, documents, region)
    return prompted


def check_order(paths, documents, region):
    """What was found stands before what it will replace, and beside nothing that it replaced."""
    found = {one.path: one for one in documents if one.path in paths}
    replaced = successors([source(one) for one in documents], TODAY, region)
    assert not replaced.keys() & found.keys()
    for each in found.values():
        for old in found.keys() & set(each.supersedes) - {each.path}:
            if each.effective > TODAY and not is_replaced_in_turn(found, each):
                last = len(paths) - paths[::-1].index(old)
                assert each.path not in paths[:last]


def is_replaced_in_turn(found, each):
    return any(each.path in one.supersedes for one in found.values())


@pytest.mark.timeout(300)
def test_nothing_forbidden_ever_stands_in_a_prompt():
    prompts = 0
    for world in range(WORLDS):
        random = Random(world)
        count = random.randint(1, 12)
        documents = [document(random, number, count) for number in range(count)]
        server = MemoryServer(documents)
        retriever = IndexRetriever(server, EMBEDDER, ROLES, lambda: date.fromisoformat(TODAY))
        prompts += sum(check(random, documents, retriever) for _ in range(CASES_EACH))
    assert prompts == WORLDS * CASES_EACH
