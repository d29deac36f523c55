"""Spending: what models cost and what they take, budgets, and prices of one's own."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from ui.pages.settings.section import Section
from ui.pages.settings.spending_words import (
    PriceRow,
    amount_of,
    per_million,
    price_rows,
    spent_words,
    sum_words,
    written,
)
from ui.qt_models.data_table import ROW_DENSE, DataTable
from ui.qt_models.row_table import Column, Look, RowTableModel
from ui.session import Session
from ui.theme import fonts
from ui.theme.theme import Theme
from ui.widgets.button import Button
from ui.widgets.drop_down import DropDown, Option
from ui.widgets.label import Label
from ui.widgets.layouts import row
from ui.widgets.message_bar import MessageBar
from workbench.domain.price import ListedPrice, Price
from workbench.domain.spending import Budgets
from workbench.messages import Message, Refused, Saved
from workbench.spending_commands import ListPrices, MeasureSpending, SaveBudgets, SavePrice
from workbench.spending_messages import PricesListed, SpendingMeasured

_HEAD = 30
_MOST_ROWS = 8
_FIELD_WIDTH = 96


class AmountFields(QWidget):
    """Amounts in USD side by side, and what is done with them.

    Signals:
        submitted: a list of amounts, None where a field is empty.
        wrong: what is not an amount, in a sentence.
    """

    submitted = Signal(list)
    wrong = Signal(str)

    def __init__(self, theme: Theme, names: tuple[str, ...], hint: str, action: str) -> None:
        super().__init__()
        self._names = names
        self.fields = [QLineEdit() for _ in names]
        self.save = Button(theme, action, icon="floppy-disk", small=True)
        columns = []
        for name, field in zip(names, self.fields, strict=True):
            field.setFont(fonts.font("small"))
            field.setFixedWidth(_FIELD_WIDTH)
            field.setPlaceholderText(hint)
            field.setAccessibleName(name)
            field.returnPressed.connect(self._on_save)
            columns.append(_under(Label(name, "caption", "text3", 500), field))
        self.setLayout(row(*columns, _under(Label("", "caption"), self.save), None, gap=12))
        self.save.clicked.connect(self._on_save)

    def show_amounts(self, amounts: tuple[float | None, ...]) -> None:
        """Fields in which somebody writes stay as they are."""
        for field, usd in zip(self.fields, amounts, strict=True):
            if not field.hasFocus():
                field.setText(written(usd))

    def _on_save(self) -> None:
        amounts = []
        for name, field in zip(self._names, self.fields, strict=True):
            try:
                amounts.append(amount_of(field.text()))
            except ValueError:
                self.wrong.emit(f"{name}: “{field.text()}” is no amount. Write it like 0.50.")
                field.setFocus()
                return
        self.submitted.emit(amounts)


class SpendingSection(Section):
    def __init__(self, session: Session) -> None:
        super().__init__(
            session.theme,
            "Spending",
            "Runs and turns stop at a budget; what runs on this machine goes on.",
        )
        self._session = session
        self._prices: tuple[ListedPrice, ...] = ()
        self._told: SpendingMeasured | None = None
        self.spent = Label(spent_words(None), "body", "text2")
        self.rows = RowTableModel[PriceRow](_COLUMNS, lambda each: each.model, self)
        self.table = DataTable(self.theme, self.rows, "Prices and spending", ROW_DENSE)
        self.table.set_empty("No model yet")
        self.bar = MessageBar(self.theme, closable=True)
        self.budgets = AmountFields(
            self.theme, ("Each run, $", "A day, $", "Workspace, $"), "no limit", "Save budgets"
        )
        self.model = DropDown(self.theme, "Own price of", small=True)
        self.price = AmountFields(
            self.theme, ("Read, $", "Kept, $", "Written, $"), "per million", "Save price"
        )
        self._lay_out()
        self._connect()

    def refresh(self) -> None:
        self._session.send(MeasureSpending())
        self._session.send(ListPrices())

    def _lay_out(self) -> None:
        self.add_row(self.spent)
        self.add(self.table)
        self.add(self.bar)
        self.add(Label("Budgets", "label", "text", 600))
        self.add(self.budgets)
        self.add_row(self.model)
        self.add(self.price)

    def _connect(self) -> None:
        self._session.messages_arrived.connect(self._on_messages)
        self._session.workspace_changed.connect(self._on_workspace_changed)
        self.budgets.submitted.connect(self._on_budgets)
        self.price.submitted.connect(self._on_price)
        self.model.value_chosen.connect(self._show_price)
        for fields in (self.budgets, self.price):
            fields.wrong.connect(self._say)

    # What the worker tells

    def _on_messages(self, messages: list[Message]) -> None:
        for message in messages:
            match message:
                case SpendingMeasured():
                    self._told = message
                    self._show()
                case PricesListed():
                    self._prices = message.prices
                    self._show()

    def _on_workspace_changed(self) -> None:
        """Models come and go, and so do their prices."""
        if self.isVisible() and self._names() != {each.name for each in self._session.state.models}:
            self._session.send(ListPrices())

    def _on_saved(self, answer: Message) -> None:
        match answer:
            case Saved(sentence=sentence, change_id=change):
                self.bar.hide()
                self._session.told.emit(sentence, change)
                self.refresh()
            case Refused():
                self._say(answer.line)

    # Showing

    def _show(self) -> None:
        rows = list(price_rows(self._prices, self._told))
        if list(self.rows.rows) != rows:
            self.rows.set_rows(rows)
        self.table.setFixedHeight(_HEAD + min(max(len(rows), 1), _MOST_ROWS) * ROW_DENSE)
        self.spent.setText(spent_words(self._told))
        self.model.set_options(
            [Option(each.model, each.model, each.source) for each in self._prices]
        )
        self._show_price()
        if self._told:
            own = self._told.budgets
            self.budgets.show_amounts((own.run_usd, own.day_usd, own.workspace_usd))

    def _show_price(self) -> None:
        own = next(
            (
                each.price
                for each in self._prices
                if each.model == self.model.value and each.source == "workbench.yaml"
            ),
            None,
        )
        shown = (own.input_usd, own.cached_input_usd, own.output_usd) if own else (None,) * 3
        self.price.show_amounts(shown)

    def _names(self) -> set[str]:
        return {each.model for each in self._prices}

    def _say(self, sentence: str) -> None:
        self.bar.show_message("fail", sentence)

    # What the person does

    def _on_budgets(self, amounts: list[float | None]) -> None:
        budgets = Budgets(*amounts)
        self._session.ask(lambda asked: SaveBudgets(asked, budgets), self._on_saved)

    def _on_price(self, amounts: list[float | None]) -> None:
        read, kept, wrote = amounts
        model = self.model.value
        if (read is None) != (wrote is None) or (read is None and kept is not None):
            self._say("A price needs what is read and what is written. Leave all empty for none.")
            return
        price = None if read is None or wrote is None else Price(read, wrote, kept)
        self._session.ask(lambda asked: SavePrice(asked, model, price), self._on_saved)


def _under(label: Label, widget: QWidget) -> QVBoxLayout:
    made = QVBoxLayout()
    made.setSpacing(4)
    made.addWidget(label)
    made.addWidget(widget)
    return made


def _look(each: PriceRow) -> Look:
    return Look(tone="text3" if each.price is None else "text2")


_COLUMNS = (
    Column[PriceRow]("Model", lambda each: each.model, bold=True, width=130),
    Column[PriceRow]("Price from", lambda each: each.source, width=120, stretch=True, look=_look),
    Column[PriceRow]("Read", lambda each: per_million(each.read_usd),
                     align_right=True, width=64,
                     tooltip=lambda _: "USD per million tokens of the prompt (input)"),
    Column[PriceRow]("Kept", lambda each: per_million(each.kept_usd),
                     align_right=True, width=64,
                     tooltip=lambda _: "USD per million tokens that the provider had kept"
                     " from an earlier prompt (cached input)"),
    Column[PriceRow]("Written", lambda each: per_million(each.written_usd),
                     align_right=True, width=68,
                     tooltip=lambda _: "USD per million tokens of the answer (output)"),
    Column[PriceRow]("Today", lambda each: sum_words(each.today), align_right=True, width=92),
    Column[PriceRow]("In all", lambda each: sum_words(each.total), align_right=True, width=92),
)  # fmt: skip
