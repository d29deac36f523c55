import pytest

from workbench.evals.leaks.words import codes, sentences, triples, words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("the code 9K2X7M4P1N8Q3R5T6A now", {"9K2X7M4P1N8Q3R5T6A"}),
        ("key AB-1234-CD, please", {"AB-1234-CD"}),
        ("on 2026-11-22, in 12345678 days", set()),
        ("version3 of README2 and MacBook2021", set()),
    ],
)
def test_codes_are_long_and_mixed(text, found):
    assert codes(text) == found


def test_words_have_no_case_and_no_marks():
    assert words("Don't **STOP**, 5%!") == ["don", "t", "stop", "5"]
    assert triples("a b c d") == [("a", "b", "c"), ("b", "c", "d")]
    assert triples("a b") == []


def test_sentences_end_at_points_and_lines():
    assert list(sentences("# Fees\n\n- One fee. Two fees!\n")) == ["Fees", "One fee.", "Two fees!"]
