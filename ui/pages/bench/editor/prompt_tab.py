"""Prompt: the two templates, their variables, and a live preview of what would be sent."""

import re
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtWidgets import QVBoxLayout

from ui.pages.bench.editor.fields import CodeField, labelled
from ui.pages.bench.editor.tab import EditorTab
from ui.theme.theme import Theme
from ui.turn_view.inspector.raw_tab import MessageCard
from ui.widgets.context_bar import ContextBar, ContextPart
from ui.widgets.label import Label, horizontal_line
from ui.widgets.layouts import row
from ui.widgets.message_bar import MessageBar
from workbench.domain.bot import PROMPT_VARIABLES, Bot
from workbench.domain.conversation import Message as Said
from workbench.messages import Message, PromptPreviewed, Refused
from workbench.projections.context_window import segment_label

# As the engine names the place of an error.
_PLACE = re.compile(r"\b(System|User) template, line (\d+)")


class PromptTab(EditorTab):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.system = CodeField(theme, "System template", 10)
        self.user = CodeField(theme, "User template", 3)
        self.user.setFixedHeight(80)
        # Spaces that do not break keep each variable on one line.
        names = "  ".join(
            f"{{{{\N{NO-BREAK SPACE}{name}\N{NO-BREAK SPACE}}}}}" for name in PROMPT_VARIABLES
        )
        variables = Label(names, "mono", "text3").wrapped().selectable()
        variables.setAccessibleName(f"Variables: {', '.join(PROMPT_VARIABLES)}")
        self.bar = MessageBar(theme)
        self.tokens = Label("", "caption", "text2", 500)
        self.context = ContextBar(theme)
        self.cards = QVBoxLayout()
        self.cards.setSpacing(6)
        self.column.addLayout(labelled("System template", self.system))
        self.column.addLayout(labelled("User template", self.user))
        self.column.addLayout(labelled("Variables", variables))
        self.column.addWidget(self.bar)
        self.column.addWidget(horizontal_line())
        self.column.addLayout(row(Label("Preview", "label", "text", 600), None, self.tokens))
        self.column.addWidget(self.context)
        self.column.addLayout(self.cards)
        self.column.addStretch(1)
        self.system.textChanged.connect(self._on_edited)
        self.user.textChanged.connect(self._on_edited)

    def fill(self, bot: Bot) -> None:
        self.system.set_text(bot.prompt.system)
        self.user.set_text(bot.prompt.user)

    def applied(self, bot: Bot) -> Bot:
        prompt = replace(bot.prompt, system=self.system.toPlainText(), user=self.user.toPlainText())
        return replace(bot, prompt=prompt)

    def take(self, message: Message) -> None:
        """The preview, or why there is none."""
        if isinstance(message, PromptPreviewed):
            self._show(message)
        elif isinstance(message, Refused):
            found = _PLACE.search(message.message)
            self._mark(*(found.groups() if found else ("", "")))
            self.bar.show_message("fail", message.line)
            self._clear()

    def _mark(self, part: str = "", line: str = "") -> None:
        for name, field in (("System", self.system), ("User", self.user)):
            field.mark_line(int(line) if name == part else None)

    def _clear(self) -> None:
        """What was there is not what would be sent now."""
        self.tokens.setText("Nothing to show")
        self.context.hide()
        self._show_cards(())

    def _show(self, preview: PromptPreviewed) -> None:
        self.bar.hide()
        self._mark()
        used = sum(segment.tokens for segment in preview.segments)
        about = "about " if preview.is_estimate else ""
        self.tokens.setText(f"{about}{used:,} tokens")
        parts = [ContextPart(segment_label(each.name), each.tokens) for each in preview.segments]
        over = used - preview.context_tokens
        cut = f"{over:,} tokens too many" if preview.context_tokens and over > 0 else ""
        self.context.set_parts(parts, preview.context_tokens, cut)
        self.context.show()
        self._show_cards(preview.messages)

    def _show_cards(self, messages: Sequence[Said]) -> None:
        while item := self.cards.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        for message in messages:
            self.cards.addWidget(MessageCard(message))
