"""Make a test case of what is on the screen."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from ui.theme import fonts
from ui.theme.theme import Theme
from ui.turn_view.context_section import ContextSection
from ui.turn_view.sheet import Sheet
from ui.widgets.button import Button
from ui.widgets.drop_down import DropDown, Option
from ui.widgets.label import Label
from ui.widgets.layouts import column, row
from ui.widgets.message_bar import MessageBar
from ui.widgets.toggle import Toggle
from workbench.commands import SaveCase
from workbench.domain.suite import Case, suggested_id
from workbench.messages import Message, Refused, Saved
from workbench.projections.claims import claims
from workbench.projections.context_window import ContextWindow

FACTS_OFFERED = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asked, in words; `facts` of the answer on the screen, to expect of others too; `window`:
    how full the model's context was for it."""

    who: str
    facts: tuple[str, ...] = ()
    window: ContextWindow | None = None


def telling_facts(answer: str) -> tuple[str, ...]:
    """Amounts, dates and ids as the answer has them, each once."""
    found = [claim.text for claim in claims(answer) if claim.unit or claim.kind in ("date", "id")]
    return tuple(dict.fromkeys(found))[:FACTS_OFFERED]


class CaseSheet(Sheet):
    """Asks once more before a case is saved of which nothing is expected.

    Signals: saved(sentence, change), save_requested().
    """

    saved = Signal(str, str)
    save_requested = Signal()

    def __init__(self, theme: Theme, base: Case, asked: Asked, datasets: Sequence[str]) -> None:
        super().__init__(theme, "Save as test case")
        self._base, self._asked = base, asked
        self.bar = MessageBar(theme)
        self.bar.action_pressed.connect(self.save_requested)
        self.id_field = _line(suggested_id(base.question), "Id of the case")
        self.facts = QPlainTextEdit()
        self.facts.setFont(fonts.font("body"))
        self.facts.setAccessibleName("Expected facts, one a line")
        self.facts.setPlaceholderText("past due\n2026-11-03|3 November 2026")
        self.facts.setFixedHeight(120)
        self.facts.setTabChangesFocus(True)
        self.refuse = Toggle(theme, "The right answer refuses")
        self.tags = _line("", "Tags, parted by commas")
        self.dataset = DropDown(theme, "Dataset", [Option(name, name) for name in datasets])
        self.context = ContextSection(theme)
        self.context.show_window(asked.window)
        self.save_button = Button(theme, "Save test case", "primary", "bookmark-simple")
        self.save_button.clicked.connect(self._on_save)
        self.offers = [Button(theme, fact, icon="plus", small=True) for fact in asked.facts]
        for offer in self.offers:
            offer.setToolTip("Expect what this answer says")
            offer.clicked.connect(self._on_offer)
        self._lay_out()

    def command(self, request_id: str) -> SaveCase:
        return SaveCase(request_id, self.dataset.value, self.case())

    def case(self) -> Case:
        base = self._base
        lines = (line.strip() for line in self.facts.toPlainText().splitlines())
        tags = (tag.strip() for tag in self.tags.text().split(","))
        return Case(
            self.id_field.text().strip(),
            base.turns,
            account=base.account,
            role=base.role,
            facts=tuple(line for line in lines if line),
            refuse=self.refuse.isChecked(),
            tags=tuple(tag for tag in tags if tag),
            split=base.split,
        )

    def take(self, message: Message) -> None:
        if isinstance(message, Saved):
            self.saved.emit(message.sentence, message.change_id)
        elif isinstance(message, Refused):
            self.bar.show_message("fail", message.line)

    def _lay_out(self) -> None:
        asked = "\n".join(self._base.turns)
        self.add(self.bar)
        self._field("Who asks", Label(self._asked.who, "body").wrapped().selectable())
        self._field("The customer says", Label(asked, "body").wrapped().selectable())
        self._field("Id", self.id_field)
        self._field("Expected facts", self.facts)
        hint = "One a line; each must occur in the answer. Write a|b to allow either way."
        self.add(Label(hint, "caption", "text3").wrapped())
        if self.offers:
            self.body.addLayout(row(*self.offers, None, gap=6))
        self.body.addLayout(row(self.refuse, Label("The right answer refuses", "small"), None))
        self._field("Tags", self.tags)
        self.add(self.dataset)
        self.body.addLayout(row(None, self.save_button))
        self.add(self.context)
        self.context.setVisible(self._asked.window is not None)
        self.body.addStretch(1)

    def _on_save(self) -> None:
        case = self.case()
        if case.facts or case.refuse:
            self.save_requested.emit()
            return
        said = "Nothing is expected, so any answer without invented numbers may pass."
        self.bar.show_message("warn", said, "Save anyway")
        self.facts.setFocus()

    def _on_offer(self) -> None:
        offer = self.sender()
        if isinstance(offer, Button):
            lines = [*self.facts.toPlainText().splitlines(), offer.text()]
            self.facts.setPlainText("\n".join(line for line in lines if line.strip()))
            offer.setEnabled(False)

    def _field(self, name: str, widget: QWidget) -> None:
        self.body.addLayout(column(Label(name, "caption", "text3", 500), widget, gap=4))


def _line(text: str, name: str) -> QLineEdit:
    made = QLineEdit(text)
    made.setFont(fonts.font("body"))
    made.setAccessibleName(name)
    return made
