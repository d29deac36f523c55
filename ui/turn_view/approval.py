"""A tool that waits for a person: what it would be called with, and Allow or Decline."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from ui.theme.theme import Theme
from ui.turn_view.conversation import TurnOnScreen
from ui.widgets.button import Button
from ui.widgets.label import Label
from ui.widgets.layouts import column, holder, row
from workbench.trace.facts import TurnPaused


@dataclass(frozen=True, slots=True)
class Approval:
    """`is_decided`: a person has said it and the turn is about to go on."""

    call_id: str
    tool: str
    arguments: str
    is_decided: bool = False


class ApprovalCard(QFrame):
    """Read only without its buttons. Signals: decided(call_id, allows)."""

    decided = Signal(str, bool)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("bar")
        self.setProperty("kind", "warn")
        self._call_id = ""
        self.sentence = Label("", "label").wrapped().selectable()
        self.note = Label("Open it in the Bench to allow or decline it.", "caption", "text2")
        self.note.wrapped()
        self.allow_button = Button(theme, "Allow", small=True)
        self.decline_button = Button(theme, "Decline", "ghost", small=True)
        self._buttons = holder(row(self.allow_button, self.decline_button, None, gap=6))
        self.setLayout(
            column(self.sentence, self.note, self._buttons, gap=8, margins=(10, 8, 10, 8))
        )
        self.allow_button.clicked.connect(self._on_allow)
        self.decline_button.clicked.connect(self._on_decline)
        self.hide()

    def show_approval(self, approval: Approval | None, *, can_decide: bool) -> None:
        self.setVisible(approval is not None)
        if approval is None:
            return
        self._call_id = approval.call_id
        sentence = f"Needs approval: {approval.tool} ({approval.arguments})"
        self.sentence.setText(sentence)
        self.setAccessibleName(sentence)
        self.allow_button.set_text(f"Allow {approval.tool}")
        for button in (self.allow_button, self.decline_button):
            button.setEnabled(not approval.is_decided)
        self._buttons.setVisible(can_decide)
        self.note.setVisible(not can_decide)

    def _on_allow(self) -> None:
        self.decided.emit(self._call_id, True)  # noqa: FBT003 - a signal

    def _on_decline(self) -> None:
        self.decided.emit(self._call_id, False)  # noqa: FBT003 - a signal


def approval_of(turn: TurnOnScreen) -> Approval | None:
    """What a paused turn waits for; every argument whole, for a person answers for it."""
    fact = turn.events[-1].fact if turn.events else None
    if not isinstance(fact, TurnPaused):
        return None
    call = fact.call
    return Approval(call.id, call.tool, _whole(call.arguments), turn.is_resuming)


def _whole(arguments: Mapping[str, Any]) -> str:
    said = (f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in arguments.items())
    return ", ".join(said)
