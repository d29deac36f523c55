from hypothesis import given
from hypothesis import strategies as st

from workbench.models.thinking_text import ThinkingText

TEXTS = st.text(alphabet="<>/think ab\n", max_size=40)


def told_apart(pieces):
    thinking = ThinkingText()
    answer = "".join(thinking.take(piece) for piece in pieces) + thinking.rest()
    return "".join(thinking.thoughts), answer


@given(st.lists(TEXTS, max_size=8))
def test_it_does_not_matter_how_the_text_is_cut(pieces):
    assert told_apart(pieces) == told_apart(["".join(pieces)])


@given(st.text(alphabet="ab\n ", max_size=20), st.text(alphabet="ab<", max_size=20))
def test_thoughts_in_front_are_taken_off(thought, answer):
    assert told_apart([f"<think>{thought}</think>{answer}"]) == (thought, answer)


def test_a_tag_in_the_middle_belongs_to_the_answer():
    assert told_apart(["Write <think> first."]) == ("", "Write <think> first.")


def test_thoughts_that_never_end_are_no_answer():
    assert told_apart(["<think>", "and on </thi"]) == ("and on </thi", "")
