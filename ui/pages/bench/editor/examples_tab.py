"""Examples: worked questions and answers of the prompt, or of one intent of a router."""

from dataclasses import replace

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QListWidget

from ui.pages.bench.editor.fields import TextField, labelled
from ui.pages.bench.editor.tab import EditorTab
from ui.theme import fonts
from ui.theme.theme import Theme
from ui.widgets.button import Button, IconButton
from ui.widgets.card import Inset
from ui.widgets.drop_down import DropDown, Option
from ui.widgets.label import Label
from ui.widgets.layouts import row
from workbench.domain.bot import Bot, Example

_OF_PROMPT = ""
_ROW = 24


class ExamplesTab(EditorTab):
    """The chosen example is edited below the list; order is the order in the prompt.

    It opens on the first of prompt and intents that has examples.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._groups: dict[str, list[Example]] = {_OF_PROMPT: []}
        self._is_shown = False
        self.group = DropDown(theme, "Examples of", small=True)
        self.list = QListWidget()
        self.list.setFont(fonts.font("small"))
        self.list.setAccessibleName("Worked examples")
        self.list.setFixedHeight(150)
        self.empty = Label("No examples yet", "small", "text2")
        self.add_button = Button(theme, "Add example", icon="plus", small=True)
        self.remove_button = IconButton(theme, "trash", "Remove this example", small=True)
        self.up_button = IconButton(theme, "arrow-up", "Move up", small=True)
        self.down_button = IconButton(theme, "arrow-down", "Move down", small=True)
        self.question = TextField("Question of the example", 2)
        self.facts = TextField("Facts of the example", 4)
        self.answer = TextField("Answer of the example", 3)
        self._lay_out()
        self._connect()

    def fill(self, bot: Bot) -> None:
        self._groups = {_OF_PROMPT: list(bot.prompt.examples)}
        self._groups |= {intent.name: list(intent.examples) for intent in bot.intents}
        options = [Option(_OF_PROMPT, "the prompt")]
        options += [
            Option(each.name, f"intent {each.name}", f"{len(each.examples)}")
            for each in bot.intents
        ]
        self.group.set_options(options)
        if not self._is_shown:
            self._is_shown = True
            self.group.set_value(next((key for key, each in self._groups.items() if each), ""))
        self.group.setVisible(len(options) > 1)
        self._show_list(max(0, self.list.currentRow()))

    def applied(self, bot: Bot) -> Bot:
        prompt = replace(bot.prompt, examples=tuple(self._groups[_OF_PROMPT]))
        intents = tuple(
            replace(intent, examples=tuple(self._groups.get(intent.name, intent.examples)))
            for intent in bot.intents
        )
        return replace(bot, prompt=prompt, intents=intents)

    @property
    def _shown(self) -> list[Example]:
        return self._groups.get(self.group.value, self._groups[_OF_PROMPT])

    def _lay_out(self) -> None:
        tools = (self.add_button, None, self.up_button, self.down_button, self.remove_button)
        self.column.addWidget(self.group)
        frame = Inset(margins=4, gap=0)
        frame.add(self.list, self.empty)
        self.column.addWidget(frame)
        self.column.addLayout(row(*tools, gap=4))
        self.column.addLayout(labelled("Question", self.question))
        self.column.addLayout(labelled("Facts shown with it", self.facts))
        self.column.addLayout(labelled("Answer", self.answer))
        hint = "Each example is shown to the model as a question and its answer."
        self.column.addWidget(Label(hint, "caption", "text3").wrapped())
        self.column.addStretch(1)

    def _connect(self) -> None:
        self.group.value_chosen.connect(self._on_group)
        self.list.currentRowChanged.connect(self._on_row)
        self.add_button.clicked.connect(self._on_add)
        self.remove_button.clicked.connect(self._on_remove)
        self.up_button.clicked.connect(self._on_up)
        self.down_button.clicked.connect(self._on_down)
        for field in (self.question, self.facts, self.answer):
            field.textChanged.connect(self._on_text)

    def _show_list(self, place: int) -> None:
        was_filling, self._is_filling = self._is_filling, True
        self.list.clear()
        self.list.addItems([each.question or "No question yet" for each in self._shown])
        for row_number in range(self.list.count()):
            self.list.item(row_number).setSizeHint(QSize(0, _ROW))
        self.list.setCurrentRow(min(place, len(self._shown) - 1))
        self._is_filling = was_filling
        self.list.setVisible(bool(self._shown))
        self.empty.setVisible(not self._shown)
        self._show_example()

    def _show_example(self) -> None:
        place = self.list.currentRow()
        is_there = 0 <= place < len(self._shown)
        shown = self._shown[place] if is_there else Example("", "")
        was_filling, self._is_filling = self._is_filling, True
        self.question.set_text(shown.question)
        self.facts.set_text(shown.facts)
        self.answer.set_text(shown.answer)
        self._is_filling = was_filling
        for field in (self.question, self.facts, self.answer):
            field.setEnabled(is_there)
        self.remove_button.setEnabled(is_there)
        self.up_button.setEnabled(is_there and place > 0)
        self.down_button.setEnabled(is_there and place < len(self._shown) - 1)

    def _on_group(self) -> None:
        self._show_list(0)

    def _on_row(self) -> None:
        if not self._is_filling:
            self._show_example()

    def _on_add(self) -> None:
        self._shown.append(Example("", ""))
        self._show_list(len(self._shown) - 1)
        self.question.setFocus()
        self._on_edited()

    def _on_remove(self) -> None:
        place = self.list.currentRow()
        del self._shown[place]
        self._show_list(place)
        self._on_edited()

    def _on_up(self) -> None:
        self._move(-1)

    def _on_down(self) -> None:
        self._move(1)

    def _move(self, by: int) -> None:
        place, shown = self.list.currentRow(), self._shown
        shown[place], shown[place + by] = shown[place + by], shown[place]
        self._show_list(place + by)
        self._on_edited()

    def _on_text(self) -> None:
        place = self.list.currentRow()
        if self._is_filling or not 0 <= place < len(self._shown):
            return
        question = self.question.toPlainText()
        self._shown[place] = Example(question, self.answer.toPlainText(), self.facts.toPlainText())
        self.list.item(place).setText(question or "No question yet")
        self._on_edited()
