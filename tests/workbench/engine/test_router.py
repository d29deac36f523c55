import pytest

from tests.workbench.engine.services import ACCOUNT, bot, facts, given, services
from workbench.domain.bot import Example, Intent, Prompt, RetrievalSettings
from workbench.domain.tool import Tool

ID = {"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]}
STATUS = Tool(
    "status", "Read it.", {"type": "object", "properties": {}}, "{'status': account.status}"
)
INVOICE = Tool("invoice", "Read one.", ID, "{'id': id, 'for': account.name}")
INTENTS = (
    Intent("status", ("what is my status", "am I active"), tool="status",
           examples=(Example("Am I in?", "You are in.", "status: in"),)),
    Intent("invoice", ("show my invoice",), tool="invoice", arguments={"id": "{{ ids[0] }}"}),
    Intent("chat", ("hello there",), instruction="Greet back."),
    Intent("policy", ("when is a session free",), evidence=True),
)  # fmt: skip
PROMPT = Prompt(
    "p",
    "Be short.",
    "{{ tool_result }}{{ evidence }}\nQ: {{ question }}",
    examples=(Example("2 and 2?", "4."),),
)
ROUTER = bot(
    strategy="router",
    prompt=PROMPT,
    intents=INTENTS,
    tools=(STATUS, INVOICE),
    retrieval=RetrievalSettings(),
)


def told_for(question):
    return facts(services("Fine.", the_bot=ROUTER), the_input=given(ROUTER, question))


def prompt_of(told):
    return next(fact for fact in told if fact.kind == "prompt_assembled").messages


@pytest.mark.parametrize(
    ("question", "intent"),
    [("My status?", "status"), ("hello", "chat"), ("the invoice INV-204", "invoice")],
)
def test_the_nearest_intent_is_chosen(question, intent):
    routed = next(fact for fact in told_for(question) if fact.kind == "intent_routed")
    assert routed.intent == intent
    assert routed.similarity >= routed.runners_up[0][1]


def test_the_result_of_the_tool_stands_in_the_prompt_as_short_lines():
    assert prompt_of(told_for("My status?"))[-1].text == "status: active\nQ: My status?"


def test_arguments_are_filled_in_from_the_question():
    returned = next(f for f in told_for("the invoice INV-204") if f.kind == "tool_returned")
    assert returned.call.arguments == {"id": "INV-204"}
    assert ACCOUNT.name in returned.output


def test_a_tool_that_cannot_be_called_is_told_to_the_model_as_an_error():
    asked = prompt_of(told_for("show my bill of an invoice"))[-1].text
    assert asked.startswith("error: ")


def test_an_intent_brings_its_own_examples_and_instruction():
    status, chat = prompt_of(told_for("My status?")), prompt_of(told_for("hello"))
    assert [message.text for message in status[1:3]] == ["status: in\nQ: Am I in?", "You are in."]
    assert chat[0].text == "Be short.\nGreet back."
    assert chat[2].text == "4."


def test_documents_are_fetched_only_for_an_intent_that_wants_them():
    kinds = {fact.kind for fact in told_for("My status?")}
    assert "chunks_retrieved" not in kinds
    assert "Refunds take 5 days." in prompt_of(told_for("when is a session free"))[-1].text
