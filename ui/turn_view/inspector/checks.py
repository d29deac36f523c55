"""What the guards and a person said of an answer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QSizePolicy

from ui.theme.canvas import RIGHT, Canvas
from ui.theme.fonts import Ink
from ui.theme.status import STATUS_LOOKS, StatusKind
from ui.theme.theme import Theme
from ui.turn_view.conversation import TurnOnScreen
from ui.widgets import amounts
from ui.widgets.painted import Painted
from workbench.domain.egress import left_in_words
from workbench.projections.turns import TurnRow
from workbench.trace.facts import InputChecked, OutputChecked

_ROW = 22
_SLOW_S = 10.0


@dataclass(frozen=True, slots=True)
class CheckLine:
    kind: StatusKind
    text: str
    side: str = ""


def checks(turn: TurnOnScreen) -> tuple[CheckLine, ...]:
    return tuple(_checks(turn))


def _checks(turn: TurnOnScreen) -> Iterator[CheckLine]:
    for event in turn.events:
        match event.fact:
            case InputChecked(guard=guard, problem=problem):
                yield _guarded(guard, problem, "message")
            case OutputChecked(guard=guard, problem=problem):
                yield _guarded(guard, problem, "answer")
    yield from _of_answer(turn)
    if turn.rating:
        kind: StatusKind = "pass" if turn.rating > 0 else "fail"
        yield CheckLine(kind, "Your verdict", "good" if turn.rating > 0 else "bad")


def _of_answer(turn: TurnOnScreen) -> Iterator[CheckLine]:
    row, reused = turn.row(), turn.answer.reused
    failed = row.tool_errors
    if row.tool_calls:
        said = f"{failed} of {row.tool_calls} tool calls failed" if failed else "Tool calls worked"
        yield CheckLine("warn" if failed else "pass", said, f"{row.tool_calls}")
    if reused:
        given = f"Given before to “{reused.question}”"
        yield CheckLine("pass", given, f"{reused.similarity:.2f}")
    yield from _call_checks(row)
    if row.total_s is not None and row.total_s > _SLOW_S:
        yield CheckLine("warn", "Slower than the 10 s target", amounts.seconds(row.total_s))


def _call_checks(row: TurnRow) -> Iterator[CheckLine]:
    if row.retries:
        yield CheckLine("warn", "The model's call broke and was made again", f"{row.retries}")
    if row.fell_back:
        yield CheckLine("warn", f"{row.answered_by} answered instead of {row.model}")
    if row.bytes_out:
        yield CheckLine("idle", left_in_words(row.bytes_out))


def _guarded(guard: str, problem: str, what: str) -> CheckLine:
    name = guard.replace("_", " ").replace("-", " ").capitalize()
    return CheckLine("warn" if problem else "pass", problem or name, "" if problem else what)


class CheckList(Painted):
    """Icon, what was checked, and a figure."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._lines: Sequence[CheckLine] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_checks(())

    @property
    def lines(self) -> tuple[CheckLine, ...]:
        return tuple(self._lines)

    def show_checks(self, lines: Sequence[CheckLine]) -> None:
        self._lines = lines
        self.setFixedHeight(_ROW * max(1, len(lines)))
        said = ", ".join(f"{line.text} {line.side} {line.kind}" for line in lines)
        self.describe("Checks", said or "No check has run yet")
        self.setToolTip("\n".join(line.text for line in lines))
        self.update()

    def paint(self, canvas: Canvas) -> None:
        if not self._lines:
            area = QRectF(0, 0, self.width(), _ROW)
            canvas.text(area, "No check has run yet", Ink("caption", "text3"))
        for place, line in enumerate(self._lines):
            top, look = place * _ROW, STATUS_LOOKS[line.kind]
            canvas.icon(QPointF(0, top + 4), look.icon, look.tone, 14)
            text = QRectF(20, top, self.width() - 80 if line.side else self.width() - 20, _ROW)
            canvas.text(text, line.text, Ink("small", "text"))
            side = QRectF(self.width() - 60, top, 60, _ROW)
            canvas.text(side, line.side, Ink("caption", "text2", 500), RIGHT)
