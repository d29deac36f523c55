"""Inside one call of the model: its prompt and its answer as tokens, and how sure it was."""

from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.theme.theme import Theme
from ui.turn_view.context_section import ContextSection
from ui.turn_view.sheet import Sheet
from ui.turn_view.tokens.probability_pane import ProbabilityPane
from ui.turn_view.tokens.token_pane import TokenPane
from ui.widgets import amounts
from ui.widgets.segmented import SegmentedControl
from workbench.commands import Command
from workbench.messages import Message
from workbench.projections.context_window import context_window
from workbench.projections.recorded_call import recorded_call
from workbench.token_commands import (
    AskForLogprobs,
    StopAskingForLogprobs,
    TokenizePrompt,
    TokenizeText,
)
from workbench.trace.event import TraceEvent

TABS = (("prompt", "Prompt"), ("answer", "Answer"), ("probability", "Probabilities"))


class Road(Protocol):
    """To the worker, as the session has it."""

    def send(self, command: Command) -> None: ...
    def ask(self, make: Callable[[str], Command], on_answer: Callable[[Message], None]) -> str: ...


class TokenSheet(Sheet):
    """`events` of a turn, as they are stored: the live ones leave long bodies out."""

    def __init__(self, theme: Theme, road: Road, events: Sequence[TraceEvent]) -> None:
        super().__init__(theme, "Tokens")
        self._road = road
        self.call = recorded_call(events)
        self.tabs = SegmentedControl(theme, "Parts of the call", TABS, small=True)
        self.context = ContextSection(theme)
        self.prompt = TokenPane(theme, "Prompt as tokens")
        self.answer = TokenPane(theme, "Answer as tokens")
        self.probability = ProbabilityPane(theme)
        self.pages: dict[str, QWidget] = {
            "prompt": self.prompt,
            "answer": self.answer,
            "probability": self.probability,
        }
        self.stack = QStackedWidget()
        for page in self.pages.values():
            self.stack.addWidget(page)
        self.add_to_head(self.tabs)
        self.add(self.context)
        self.body.addWidget(self.stack, 1)
        self.context.show_window(context_window(events))
        self.tabs.current_changed.connect(self._on_tab)
        self.probability.ask_requested.connect(self._on_ask)
        self.probability.stop_requested.connect(self._on_stop)
        self.close_requested.connect(self._on_stop)

    def open_tab(self, name: str) -> None:
        self.tabs.set_current(name)
        self._on_tab(name)

    def begin(self) -> None:
        """Ask for the tokens; a model may have to be loaded for that."""
        call = self.call
        self.probability.show_call(call)
        if call is None:
            self.prompt.clear("Nothing was sent to a model yet")
            self.answer.clear("There is no answer yet")
            return
        request, done = call.request, call.completion
        self.prompt.begin(
            self._road.ask(
                lambda number: TokenizePrompt(number, call.model, request.messages, request.tools),
                self.prompt.take,
            )
        )
        if done is None or not done.text:
            self.answer.clear("There is no text yet" if done is None else "It only calls tools")
            return
        cost = f"the whole call cost {amounts.cost(done.cost_usd)}"
        self.prompt.cost.setText(cost)
        self.answer.cost.setText(cost)
        self.answer.begin(
            self._road.ask(
                lambda number: TokenizeText(number, call.model, done.text), self.answer.take
            )
        )

    def _on_tab(self, name: str) -> None:
        self.context.setVisible(name == "prompt" and self.context.has_window)
        self.stack.setCurrentWidget(self.pages[name])

    def _on_ask(self) -> None:
        call = self.call
        if call is None:
            return
        asked = call.request
        self.probability.begin(
            self._road.ask(
                lambda number: AskForLogprobs(
                    number,
                    call.model,
                    asked.messages,
                    asked.sampling,
                    asked.tools,
                    asked.output_schema,
                ),
                self.probability.take,
            )
        )

    def _on_stop(self) -> None:
        if self.probability.request_id:
            self._road.send(StopAskingForLogprobs(self.probability.request_id))
            self.probability.end()
