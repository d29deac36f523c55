import math

import pytest

from ui.turn_view.tokens.marks import heat_marks, percent, quoted, token_marks
from workbench.domain.conversation import TokenLogprob
from workbench.domain.token import Token


def heat(share):
    (mark,) = heat_marks([TokenLogprob(" past", math.log(share), ((" past", math.log(share)),))])
    return mark


def test_white_space_special_tokens_and_parts_of_characters_are_seen():
    marks = token_marks(
        [
            Token(1, "<|im_start|>", b"<|im_start|>".hex(), is_special=True),
            Token(2, " a\n", b" a\n".hex()),
            Token(3, "\ufffd", "f09f"),
        ]
    )
    assert [mark.shown.replace("\u200b", "") for mark in marks] == [
        "<|im_start|>",
        "·a↵\n",
        "⟨F09F⟩",
    ]
    assert [mark.is_special for mark in marks] == [True, False, False]
    assert "id 2" in marks[1].tip
    assert "20610A" in marks[1].tip
    assert marks[1].fill != marks[2].fill


def test_a_less_likely_token_is_more_strongly_tinted_and_underlined():
    sure, unsure = heat(0.99), heat(0.2)
    assert sure.alpha < unsure.alpha
    assert (sure.is_unsure, unsure.is_unsure) == (False, True)
    assert "20%" in unsure.tip
    assert "“·past”" in unsure.tip


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.87, "87%"), (0.031, "3.1%"), (0.0001, "<0.1%"), (1.0, "100%"), (0.0, "0.0%")],
)
def test_small_shares_keep_a_digit(share, words):
    assert percent(share) == words


def test_a_token_in_a_sentence_stays_on_its_line():
    assert quoted("\n ") == "“↵·”"
