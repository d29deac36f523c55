"""The bots learn from the dev half alone, and what they are shown is true."""

from typing import Any

import pytest

from tests.sample_accounts.facts import plain
from tests.sample_accounts.sample import ROOT, accounts, cases, front_matter, read_yaml, turns

PROMPTS = sorted(path.stem for path in (ROOT / "prompts").glob("*.md"))
SUITES = sorted(path.stem for path in (ROOT / "suites").glob("*.yaml"))
BOTS = {"zero-shot", "few-shot", "few-shot-retrieval", "router"}
IDS = ("INV-", "SES-", "LT-")
REFUSALS = ("I can't see that in your account or our help pages.", "I can't share that.")


def worked_examples() -> list[dict[str, Any]]:
    found = [each for name in PROMPTS for each in prompt(name).get("examples") or []]
    return found + [each for intent in intents() for each in intent.get("examples") or []]


def prompt(name: str) -> dict[str, Any]:
    front, _ = front_matter((ROOT / f"prompts/{name}.md").read_text("utf-8"))
    return front


def intents() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read_yaml("intents/account.yaml")
    return found


def asked_in(split: str) -> set[str]:
    return {plain(turn) for case in cases() if case["split"] == split for turn in turns(case)}


def test_no_phrase_or_worked_example_is_a_question_of_the_test_half() -> None:
    shown = [phrase for intent in intents() for phrase in intent["phrases"]]
    shown += [example["question"] for example in worked_examples()]
    shown += read_yaml("workbench.yaml")["questions"]
    assert [text for text in shown if plain(text) in asked_in("test")] == []


def test_every_question_of_the_dev_half_that_is_scored_is_a_phrase() -> None:
    phrases = {plain(phrase) for intent in intents() for phrase in intent["phrases"]}
    scored = {plain(turns(case)[-1]) for case in cases() if case["split"] == "dev"}
    assert scored <= phrases


def test_a_phrase_means_one_thing() -> None:
    phrases = [plain(phrase) for intent in intents() for phrase in intent["phrases"]]
    assert len(phrases) == len(set(phrases))


def test_the_facts_of_worked_examples_name_nothing_of_a_customer_there_is() -> None:
    """Whoever asks, the model reads them."""
    known = str(accounts())
    for example in worked_examples():
        words = plain(example.get("facts", "")).split()
        ids = [word for word in example.get("facts", "").replace(",", " ").split() if is_id(word)]
        assert [name for name in ids if name in known] == [], example["question"]
        assert words or example["answer"]


def test_a_worked_answer_states_only_facts_that_were_shown_with_it_or_before() -> None:
    for prompt_name in PROMPTS:
        assert unshown_numbers(prompt(prompt_name).get("examples") or []) == []
    for intent in intents():
        for example in intent.get("examples") or []:
            assert unshown_numbers([example]) == []


def test_an_invented_number_in_a_worked_answer_is_noticed() -> None:
    invented = {
        "question": "How much?",
        "facts": "balance due: 79.00 USD",
        "answer": "It is 78.00.",
    }
    assert unshown_numbers([invented]) == ["78.00"]


def unshown_numbers(examples: list[dict[str, Any]]) -> list[str]:
    """Words with digits in an answer that no facts or question up to it have."""
    shown, unshown = "", []
    for example in examples:
        shown += f" {example.get('facts', '')} {example['question']}"
        said = example["answer"].replace(",", " ").replace(";", " ").split()
        numbers = [word.strip(".?!") for word in said if any(each.isdigit() for each in word)]
        unshown += [number for number in numbers if number not in shown]
    return unshown


def test_worked_answers_are_short() -> None:
    assert max(len(example["answer"].split()) for example in worked_examples()) <= 25


def test_both_refusals_are_shown_to_every_bot_with_examples() -> None:
    for name in PROMPTS:
        answers = " ".join(each["answer"] for each in prompt(name).get("examples") or [])
        assert not answers or all(refusal in answers for refusal in REFUSALS)
    answers = " ".join(each["answer"] for each in worked_examples())
    assert all(refusal in answers for refusal in REFUSALS)


def test_the_bots_compared_have_the_same_model_and_sampling() -> None:
    bots = [read_yaml(f"bots/{name}.yaml") for name in sorted(BOTS)]
    assert {bot["model"] for bot in bots} == {"smollm2-135m"}
    assert [bot["sampling"] for bot in bots] == [bots[0]["sampling"]] * len(bots)


def test_seven_tools_are_there_and_all_of_them_are_in_the_hands_of_one_bot() -> None:
    tools = {path.stem for path in (ROOT / "tools").glob("*.yaml")}
    assert len(tools) == 7
    assert set(read_yaml("bots/tools.yaml")["tools"]) == tools


@pytest.mark.parametrize("name", SUITES)
def test_a_suite_compares_the_four_bots_with_zero_shot(name: str) -> None:
    suite = read_yaml(f"suites/{name}.yaml")
    assert set(suite["variants"]) == BOTS
    assert suite["baseline"] == "zero-shot"


def test_the_first_look_takes_a_dev_case_of_every_kind() -> None:
    ids = read_yaml("suites/first-look.yaml")["cases"]["ids"]
    chosen = [case for case in cases() if case["id"] in ids]
    assert len(chosen) == len(ids) == 8
    assert {case["split"] for case in chosen} == {"dev"}
    assert len({case["tags"][0] for case in chosen}) == 8


def is_id(word: str) -> bool:
    return word.startswith(IDS)
