import pytest

from tests.workbench.projections.traces import ANSWER, a_trace
from workbench.projections.citations import Source, citations, sources

REFUNDS = Source("chunk", "Refunds", "Refunds reach your card within 5 working days.")
MOVING = Source("chunk", "Moving", "You can move your booked sessions up to 24 hours before.")
TOOL = Source(
    "tool", "get_invoice result", '{"id": "INV-20417", "amount": "79.00", "status": "paid"}'
)


def found(answer, *known):
    return [
        (each.number, each.label, answer[each.start : each.end])
        for each in citations(answer, known)
    ]


def test_each_sentence_is_attributed_to_the_source_that_has_its_numbers_and_words():
    answer = "INV-20417 was paid, $79.00. Refunds reach your card in 5 working days."
    assert found(answer, MOVING, REFUNDS, TOOL) == [
        (1, "get_invoice result", "INV-20417 was paid, $79.00."),
        (2, "Refunds", "Refunds reach your card in 5 working days."),
    ]


def test_a_wrong_number_has_no_source():
    assert found("Refunds reach your card in 7 working days.", REFUNDS) == []


def test_small_talk_has_no_source():
    assert found("Hello! How can I help you today?", REFUNDS, MOVING, TOOL) == []


def test_words_alone_need_most_of_the_sentence():
    assert found("You can move your booked sessions.", MOVING)
    assert found("You can move house and we wish you luck with it.", MOVING) == []


def test_markers_that_the_model_wrote_count():
    answer = "It takes five days [2]. See also [9]."
    cited = citations(answer, (MOVING, REFUNDS))
    assert [(each.number, each.label, each.is_marked) for each in cited] == [
        (2, "Refunds", True),
        (9, "No such source", True),
    ]


def test_equal_sources_share_a_number():
    answer = "Refunds reach your card. They take 5 working days."
    assert [number for number, _, _ in found(answer, REFUNDS)] == [1, 1]


def test_sources_of_a_turn_are_its_chunks_tools_and_account():
    known = sources(a_trace())
    assert [source.label for source in known] == [
        "Refunds: Timing", "get_invoice result", "Account LT-1042",
    ]  # fmt: skip
    assert [each.label for each in citations(ANSWER, known)] == [
        "get_invoice result", "Refunds: Timing",
    ]  # fmt: skip


def test_a_withheld_chunk_is_no_source():
    assert "secret" not in repr(sources(a_trace()))


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        ("You owe 79.00 USD.", '{"balance_due": "79.00", "currency": "USD"}'),
        ("You owe $79.", "The fee is 79.00 USD."),
        ("It falls on 3 November 2026.", '{"next_session": "2026-11-03"}'),
        ("Look at INV-20417.", '{"id": "INV-20417"}'),
    ],
)
def test_an_amount_a_date_or_an_id_is_enough_by_itself(answer, text):
    (found,) = citations(answer, [Source("tool", "tool result", text)])
    assert found.source.text == text


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        ("You have 3 seats.", '{"sessions": 3}'),
        ("Come in November.", '{"next_session": "2026-11-03"}'),
        ("You owe 79.00 USD since 2026-11-04.", '{"due": "79.00", "since": "2026-11-03"}'),
    ],
)
def test_a_small_number_alone_is_not_and_neither_is_half_of_the_truth(answer, text):
    assert citations(answer, [Source("tool", "tool result", text)]) == ()
