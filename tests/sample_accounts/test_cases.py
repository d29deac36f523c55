"""The golden cases follow from the data, are fair, and do not leak from one half to the other."""

import copy
import json
import re
from collections import Counter
from typing import Any

import pytest

from tests.sample_accounts.facts import is_day_of, is_time_of, unfounded_facts
from tests.sample_accounts.sample import accounts, cases, pages, read_yaml, turns

TAGS = {
    "status": 16,
    "billing": 20,
    "refund": 12,
    "reschedule": 12,
    "sign-in": 12,
    "unanswerable": 10,
    "not-allowed": 10,
    "small-talk": 8,
}
TOOLS = {
    "get_account",
    "list_invoices",
    "get_invoice",
    "list_sessions",
    "reschedule_session",
    "open_ticket",
    "request_refund",
}
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
CLOCK = re.compile(r"\d{2}:\d{2}")


def by_id(case_id: str) -> dict[str, Any]:
    return next(each for each in cases() if each["id"] == case_id)


def test_a_hundred_cases_are_balanced_over_tags_and_halves() -> None:
    assert Counter(tag for each in cases() for tag in each["tags"]) == TAGS
    for tag, times in TAGS.items():
        halves = Counter(each["split"] for each in cases() if tag in each["tags"])
        assert halves == {"dev": times / 2, "test": times / 2}


def test_ids_and_questions_are_given_once() -> None:
    assert len({each["id"] for each in cases()}) == len(cases())
    texts = Counter(turn.casefold() for each in cases() for turn in turns(each))
    assert [text for text, times in texts.items() if times > 1] == []


def test_many_customers_ask_and_some_of_them_twice_in_a_row() -> None:
    assert len({each["account"] for each in cases()}) >= 25
    for split in ("dev", "test"):
        assert len([1 for each in cases() if "turns" in each and each["split"] == split]) >= 3


def test_every_expected_fact_is_in_the_account_or_the_relevant_pages() -> None:
    for case in cases():
        assert unfounded_facts(case) == []


@pytest.mark.parametrize("split", ["dev", "test"])
def test_a_wrong_fact_is_noticed(split: str) -> None:
    for each in cases():
        if each["split"] == split and each["expected"]["facts"]:
            planted = copy.deepcopy(each)
            planted["expected"]["facts"] = ["2026-02-29", "1234.56", "cheerful|delighted"]
            assert unfounded_facts(planted) == planted["expected"]["facts"]


def test_a_fact_of_another_customer_is_noticed() -> None:
    planted = copy.deepcopy(by_id("billing-01"))
    assert unfounded_facts(planted) == []
    planted["account"] = "LT-1207"
    assert unfounded_facts(planted) == ["79.00"]


def test_a_case_that_must_be_refused_expects_nothing_else() -> None:
    for case in cases():
        expected = case["expected"]
        is_refused = case["tags"][0] in ("unanswerable", "not-allowed")
        assert expected.get("refuse", False) == is_refused
        if is_refused:
            assert expected["facts"] == []
            assert "expected_tool_calls" not in case
        else:
            assert expected["facts"] or expected["regex"]


def test_a_case_asks_for_one_or_two_facts_in_few_words() -> None:
    for case in cases():
        assert len(case["expected"]["facts"]) <= 2
        assert 20 <= case["expected"]["max_words"] <= 60


def test_all_ways_of_writing_a_fact_mean_the_same() -> None:
    for case in cases():
        for fact in case["expected"]["facts"]:
            first, *others = fact.split("|")
            if ISO_DAY.fullmatch(first):
                assert [way for way in others if not is_day_of(way, first)] == []
            if CLOCK.fullmatch(first):
                assert [way for way in others if not is_time_of(way, first)] == []


def test_what_must_not_be_said_is_real_and_not_expected() -> None:
    for case in cases():
        everything = json.dumps(list(accounts().values()), ensure_ascii=False)
        everything += "".join(page.body for page in pages().values())
        for text in case["expected"].get("forbidden", []):
            assert text.replace(" ", "_") in everything or text in everything
            assert text not in case["expected"]["facts"]


def test_relevant_pages_are_there_readable_and_in_force() -> None:
    for case in cases():
        audiences = read_yaml("workbench.yaml")["roles"][case["role"]]
        superseded = {old for page in pages().values() for old in page.front.get("supersedes", [])}
        for path in case.get("relevant_documents", []):
            assert pages()[path].front["audience"] in audiences
            assert path not in superseded


def test_relevant_pages_are_those_of_the_customers_region() -> None:
    for case in cases():
        region = accounts()[case["account"]]["region"]
        for path in case.get("relevant_documents", []):
            regions = pages()[path].front.get("region")
            assert regions is None or region in regions.split(", ")


def test_expected_tools_are_there() -> None:
    for case in cases():
        for call in case.get("expected_tool_calls", []):
            assert call["tool"] in TOOLS


def test_the_expected_answer_is_not_in_the_question() -> None:
    for case in cases():
        asked = " ".join(turns(case)).casefold()
        if case["tags"][0] == "reschedule" and "expected_tool_calls" in case:
            continue
        for fact in case["expected"]["facts"]:
            numbers = [way for way in fact.split("|") if any(letter.isdigit() for letter in way)]
            assert [way for way in numbers if way.casefold() in asked] == []
