"""The stack of what can be taken back, by hand, over time and out of order."""

import pytest

from ui.undo import STEPS_KEPT, Step, UndoStack


class Hands:
    """A clock, a stack and a number that is edited."""

    def __init__(self):
        self.now_s, self.value = 0.0, 0
        self.stack = UndoStack(lambda: self.now_s)

    def set(self, value, after_s=10.0, key="number"):
        before, self.now_s = self.value, self.now_s + after_s
        self.value = value
        self.stack.push(Step(f"to {value}", lambda: self._put(before), key, before), value)

    def _put(self, value):
        self.value = value


@pytest.fixture
def hands():
    return Hands()


def test_the_last_thing_is_taken_back_first(hands):
    hands.set(1)
    hands.set(2)
    assert hands.stack.top.what == "to 2"
    assert hands.stack.undo()
    assert hands.value == 1
    assert hands.stack.undo()
    assert hands.value == 0
    assert not hands.stack.undo()


def test_quick_edits_of_one_thing_are_one_step(hands):
    for value in (1, 2, 3):
        hands.set(value, after_s=0.2)
    hands.set(4)
    hands.stack.undo()
    assert hands.value == 3
    hands.stack.undo()
    assert hands.value == 0


def test_quick_edits_of_two_things_are_two_steps(hands):
    hands.set(1, key="one")
    hands.set(2, after_s=0.2, key="other")
    hands.stack.undo()
    assert hands.value == 1


def test_an_edit_that_was_taken_back_by_hand_is_no_step(hands):
    hands.set(1)
    hands.set(0)
    assert hands.stack.top is None


def test_what_can_no_longer_be_taken_back_is_passed_over(hands):
    hands.set(1)
    hands.stack.push(Step("gone", lambda: False))
    assert hands.stack.undo()
    assert hands.value == 0


def test_one_step_is_taken_back_once_wherever_it_stands(hands):
    hands.set(1)
    step = hands.stack.top
    hands.stack.push(Step("later", lambda: None))
    for _ in range(2):
        hands.stack.undo_step(step)
        assert hands.value == 0
        hands.value = 7 if hands.stack.top.what == "later" else hands.value
        hands.value = 0
    assert hands.stack.top.what == "later"


def test_only_so_many_steps_are_kept(hands):
    for value in range(STEPS_KEPT + 5):
        hands.set(value + 1)
    while hands.stack.undo():
        pass
    assert hands.value == 5
