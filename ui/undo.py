"""What a person can take back, the last thing first. Qt-free."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

STEPS_KEPT = 100
# Edits of one thing that follow each other this quickly are taken back as one.
ONE_EDIT_S = 1.5


@dataclass(frozen=True, slots=True)
class Step:
    """`what` was done, in words; `take_back` gives False if that is no longer possible.

    `key` names what was changed, for edits that may go on. `before` is what it was, where a text
    field takes back its own edits too.
    """

    what: str
    take_back: Callable[[], object]
    key: str = ""
    before: object = None


class UndoStack:
    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._steps: deque[Step] = deque(maxlen=STEPS_KEPT)
        self._clock = clock
        self._pushed_s = 0.0

    @property
    def top(self) -> Step | None:
        return self._steps[-1] if self._steps else None

    def has(self, step: Step | None) -> bool:
        """Whether it can still be taken back."""
        return step in self._steps

    def push(self, step: Step, now: object = None) -> None:
        """`now`: what the changed thing is after the step."""
        top, pushed_s = self.top, self._pushed_s
        self._pushed_s = self._clock()
        is_same = top is not None and bool(step.key) and top.key == step.key
        if is_same and top is not None and top.before is not None and top.before == now:
            self._steps.pop()
        elif not is_same or self._pushed_s - pushed_s > ONE_EDIT_S:
            self._steps.append(step)

    def undo(self) -> bool:
        """Take the last step back that can be; gives whether there was one."""
        while self._steps:
            if self._steps.pop().take_back() is not False:
                return True
        return False

    def undo_step(self, step: Step) -> None:
        """Take back that one, if nobody did yet."""
        if step in self._steps:
            self._steps.remove(step)
            step.take_back()

    def undoing(self, step: Step | None) -> Callable[[], object] | None:
        """What a button that undoes the step calls."""
        return partial(self.undo_step, step) if step else None
