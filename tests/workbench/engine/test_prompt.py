import pytest

from tests.workbench.engine.services import CHUNK, bot, given
from workbench.domain.bot import Example, Prompt
from workbench.engine.prompt import Material, draft
from workbench.errors import WorkbenchError

PROMPT = Prompt(
    "p",
    "You work for {{ company }}. Today is {{ today }}.",
    "{{ account_facts }}\n{{ evidence }}\n{{ question }}",
    examples=(Example("Who?", "Ann.", "name: Ann"),),
)


def drafted(prompt=PROMPT, *said, **material):
    the_input = given(bot(prompt=prompt), *said, company="Acme", today="2026-11-16")
    return draft(the_input, Material(**material))


def test_what_stays_the_same_comes_first_and_the_question_last():
    messages = drafted(PROMPT, "Earlier.", "Status?").messages
    assert [(m.role, m.text.split("\n")[-1]) for m in messages] == [
        ("system", "You work for Acme. Today is 2026-11-16."),
        ("user", "Who?"),
        ("assistant", "Ann."),
        ("user", "Earlier."),
        ("user", "Status?"),
    ]


def test_a_worked_example_is_shown_with_its_own_facts_and_not_the_account_s():
    example = drafted().messages[1]
    assert "name: Ann" in example.text
    assert "active" not in example.text


def test_the_parts_add_up_to_the_whole_without_counting_anything_twice():
    parts = drafted(PROMPT, "Earlier.", "Status?", chunks=(CHUNK,)).parts
    assert parts["evidence"] == CHUNK.text
    assert "status: active" in parts["account"]
    assert parts["history"] == "Earlier."
    assert parts["question"] == "Status?"
    assert CHUNK.text not in parts["question"]


def test_evidence_that_the_prompt_does_not_use_is_not_counted():
    assert drafted(Prompt("p", "Hi."), chunks=(CHUNK,)).parts["evidence"] == ""


@pytest.mark.parametrize("template", ["{{ nothing }}", "{{ account.nothing.more }}"])
def test_a_variable_without_a_value_is_an_error_that_names_the_prompt(template):
    with pytest.raises(WorkbenchError, match="The prompt p could not be filled in"):
        drafted(Prompt("p", template))


@pytest.mark.parametrize(
    ("prompt", "place"),
    [
        (Prompt("p", "One\n{{ company }}\n\n{{ mood }}\nFive"), "System template, line 4: 'mood'"),
        (Prompt("p", "One\n{% if %}\nThree"), "System template, line 2: "),
        (Prompt("p", "One", "{{ question }}\n{{ 1 / 0 }}"), "User template, line 2: division"),
    ],
    ids=["a variable", "the syntax", "a sum"],
)
def test_a_prompt_that_cannot_be_filled_in_says_in_which_line(prompt, place):
    with pytest.raises(WorkbenchError, match=place):
        drafted(prompt)


@pytest.mark.parametrize("template", ["{{ ''.__class__.__mro__ }}", "{{ account.update({}) }}"])
def test_a_template_cannot_reach_out_of_its_sandbox(template):
    with pytest.raises(WorkbenchError, match="could not be filled in"):
        drafted(Prompt("p", template))
