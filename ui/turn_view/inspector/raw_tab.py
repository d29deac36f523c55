"""Raw: the exact messages as sent, and the events as JSON."""

import json
from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QVBoxLayout, QWidget

from ui.theme import fonts
from ui.theme.theme import Theme
from ui.turn_view.context_section import ContextSection
from ui.turn_view.conversation import TurnOnScreen
from ui.widgets.button import Button
from ui.widgets.label import Label, horizontal_line
from ui.widgets.layouts import row
from workbench.domain.conversation import Message
from workbench.projections.context_window import context_window
from workbench.trace.codec import encode
from workbench.trace.event import TraceEvent
from workbench.trace.facts import PromptAssembled

_HEIGHT = 340


class MessageCard(QFrame):
    def __init__(self, message: Message) -> None:
        super().__init__()
        self.setObjectName("inset")
        self.setAccessibleName(f"{message.role} message")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 8)
        layout.setSpacing(2)
        layout.addWidget(Label(message.role, "caption", "text3", 600))
        layout.addWidget(Label(said(message), "mono", "text").wrapped().selectable())


class RawTab(QWidget):
    """Signals: tokens_requested: to see messages and answer cut into tokens."""

    tokens_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._messages: tuple[Message, ...] = ()
        self._count = 0
        self._turn: TurnOnScreen | None = None
        self.tokens = Button(theme, "Tokens", "ghost", small=True)
        self.tokens.setAccessibleName("Show prompt and answer as tokens")
        self.tokens.setToolTip("Prompt and answer as tokens, and how sure the model was")
        self.context = ContextSection(theme)
        self.copy_messages = Button(theme, "Copy", "ghost", "copy", small=True)
        self.copy_events = Button(theme, "Copy", "ghost", "copy", small=True)
        self.copy_messages.setAccessibleName("Copy the messages")
        self.copy_events.setAccessibleName("Copy the events")
        self.cards = QVBoxLayout()
        self.cards.setSpacing(6)
        self.events = QPlainTextEdit(readOnly=True)
        self.events.setFont(fonts.font("mono"))
        self.events.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.events.setAccessibleName("Events as JSON lines")
        self.events.setFixedHeight(_HEIGHT)
        self._lay_out()
        self.tokens.clicked.connect(self.tokens_requested)
        self.copy_messages.clicked.connect(self._on_copy_messages)
        self.copy_events.clicked.connect(self._on_copy_events)

    def show_turn(self, turn: TurnOnScreen) -> None:
        is_other = turn is not self._turn
        self._turn = turn
        messages = sent(turn.events)
        if messages != self._messages or is_other:
            self._messages = messages
            self._show_messages()
            self.context.show_window(context_window(turn.events))
        if is_other or len(turn.events) != self._count:
            self._count = len(turn.events)
            self.events.setPlainText(as_json(turn.events))

    def _show_messages(self) -> None:
        while item := self.cards.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        for message in self._messages:
            self.cards.addWidget(MessageCard(message))
        if not self._messages:
            self.cards.addWidget(Label("Nothing sent yet", "small", "text2"))
        for button in (self.copy_messages, self.tokens):
            button.setEnabled(bool(self._messages))

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(7)
        title = Label("Sent to the model", "label", "text", 600)
        layout.addLayout(row(title, None, self.tokens, self.copy_messages))
        layout.addWidget(self.context)
        layout.addLayout(self.cards)
        layout.addWidget(horizontal_line())
        layout.addLayout(row(Label("Events", "label", "text", 600), None, self.copy_events))
        layout.addWidget(self.events)
        layout.addStretch(1)

    def _on_copy_messages(self) -> None:
        text = "\n\n".join(f"{message.role}:\n{said(message)}" for message in self._messages)
        QGuiApplication.clipboard().setText(text)

    def _on_copy_events(self) -> None:
        QGuiApplication.clipboard().setText(self.events.toPlainText())


def sent(events: Sequence[TraceEvent]) -> tuple[Message, ...]:
    """The messages of the last request, as the model got them."""
    prompts = [event.fact for event in events if isinstance(event.fact, PromptAssembled)]
    return prompts[-1].messages if prompts else ()


def said(message: Message) -> str:
    """The text of a message, and the calls it makes."""
    calls = [f"{call.tool}({json.dumps(call.arguments)})" for call in message.tool_calls]
    return "\n".join([message.text, *calls] if message.text else calls)


def as_json(events: Sequence[TraceEvent]) -> str:
    """One event a line, as it is stored."""
    return "".join(encode(event)[0].decode() for event in events)
