"""The start of a grid: choose a suite, or put one together from bots, cases and scorers."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.pages.grid.check_list import CheckItem, CheckList
from ui.pages.grid.draft import MOST_TRIALS, Draft
from ui.pages.grid.heads import recipe_of
from ui.pages.grid.scorer_words import in_order, scorer_name, scorer_tip, usual
from ui.pages.grid.suite_list import SuiteList
from ui.theme import fonts
from ui.theme.theme import Theme
from ui.widgets.amounts import cost, count
from ui.widgets.button import Button
from ui.widgets.drop_down import DropDown, Option
from ui.widgets.label import Label, surface, vertical_line
from ui.widgets.layouts import Item, column, holder, row
from ui.widgets.message_bar import MessageBar
from ui.widgets.toggle import Toggle
from workbench.domain.bot import Bot
from workbench.domain.suite import Case
from workbench.messages import DatasetItem, SuiteItem
from workbench.projections.route_summary import strong_alone

_LIST_WIDTH = 320
_FORM_LEAST, _FORM_WIDTH, _FORM_FIRST = 680, 720, 100
_ALL = ""
BUDGETS_USD = (0.1, 0.5, 1.0, 5.0, 20.0, 100.0)
LIMITS = (5, 10, 20, 50, 100, 200, 500)


class Builder(QWidget):
    """Shows a draft and changes it; the page runs, saves and estimates it.

    Signals:
        suite_chosen: a saved suite, by name.
        dataset_chosen: its cases are needed; by name.
        draft_changed: what runs would be another grid now.
        save_requested: write the draft as a suite.
    """

    suite_chosen = Signal(str)
    dataset_chosen = Signal(str)
    draft_changed = Signal()
    save_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.draft = Draft()
        self._bots: dict[str, Bot] = {}
        self._saved: set[str] = set()
        self._datasets: dict[str, DatasetItem] = {}
        self.suites = SuiteList(theme)
        self.bots = CheckList(theme, "Bots", 6)
        self.dataset = DropDown(theme, "Dataset")
        self.split = DropDown(theme, "Split")
        self.tag = DropDown(theme, "Tag")
        self.limit = DropDown(theme, "At most", _limits())
        self.cases = CheckList(theme, "Single cases", 6, grows=True)
        self.trials = DropDown(theme, "Trials of each", _trials())
        self.budget = DropDown(theme, "Stop at", _budgets())
        self.scorers = CheckList(theme, "Scorers", 10)
        self.baseline = DropDown(theme, "Against")
        self.reuse = Toggle(theme, "Let the bots use their caches")
        self._reuse_said = Label("Reuse answers", "small", "text2")
        self.title = QLineEdit()
        self.estimate = Label("", "heading")
        self.save = Button(theme, "Save suite", icon="floppy-disk")
        self.message = MessageBar(theme, closable=True)
        self._cases_said = Label("", "caption", "text3")
        self.all_cases = Button(theme, "Tick all", "ghost", small=True)
        self.no_case = Button(theme, "Tick none", "ghost", small=True)
        self._lay_out()
        self._connect()

    def show_workspace(
        self,
        suites: tuple[SuiteItem, ...],
        bots: tuple[Bot, ...],
        datasets: tuple[DatasetItem, ...],
        scorers: tuple[str, ...],
    ) -> None:
        """What there is to choose from; a first dataset and the usual scorers are chosen."""
        self.suites.show_suites(suites)
        edited = {name: bot for name, bot in self._bots.items() if name not in self._saved}
        self._saved = {bot.name for bot in bots}
        self._bots = {bot.name: bot for bot in with_strong_alone(bots)} | edited
        self._datasets = {item.name: item for item in datasets}
        self._show_bots()
        names = [CheckItem(name, scorer_name(name), scorer_tip(name)) for name in in_order(scorers)]
        if scorers and not self.draft.scorers:
            self.draft = replace(self.draft, scorers=usual(scorers))
        self.scorers.show_items(names, self.draft.scorers)
        self.dataset.set_options(
            [Option(item.name, item.name, count(item.cases, "case")) for item in datasets]
        )
        if datasets and self.draft.dataset not in self._datasets:
            self._choose_dataset(datasets[0].name)
        self._show_draft()

    def offer_bots(self, bots: tuple[Bot, ...]) -> None:
        """Compare these: saved ones, or values that are being edited."""
        offered = tuple(self._as_offered(bot) for bot in bots)
        self._bots |= {bot.name: bot for bot in offered}
        self.draft = replace(self.draft, variants=offered)
        self._show_bots()
        self._change(self.draft)

    def take_cases(self, dataset: str, cases: tuple[Case, ...]) -> None:
        """The dataset's cases have arrived."""
        if dataset == self.draft.dataset:
            self._change(replace(self.draft, cases=cases))

    def say(self, sentence: str) -> None:
        """What could not be done, above the form."""
        self.message.show_message("fail", sentence)

    def show_estimate(self, words: str, tip: str) -> None:
        self.estimate.setText(words)
        self.estimate.setToolTip(tip)

    # Inside

    def _as_offered(self, bot: Bot) -> Bot:
        known = self._bots.get(bot.name)
        if known is None or known == bot:
            return bot
        title = f"{bot.title or bot.name}, edited"
        return replace(bot, name=f"{bot.name}-edited", title=title)

    def _lay_out(self) -> None:
        self.title.setFont(fonts.font("body"))
        self.title.setAccessibleName("Name of the suite")
        self.title.setPlaceholderText("New grid")
        left = surface()
        left.setFixedWidth(_LIST_WIDTH)
        left.setLayout(
            column(Label("Start from a suite", "heading"), self.suites, None,
                   margins=(20, 16, 16, 16))
        )  # fmt: skip
        form = surface()
        form.setMinimumWidth(_FORM_LEAST)
        form.setMaximumWidth(_FORM_WIDTH)
        form.setLayout(self._form())
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = surface()
        beside = row(form, None, gap=0)
        # The form takes what it may before any space is left.
        beside.setStretch(0, _FORM_FIRST)
        inner.setLayout(beside)
        area.setWidget(inner)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(area, 1)
        right.addWidget(holder(self._foot()))
        whole = row(left, vertical_line(), gap=0)
        whole.addLayout(right, 1)
        self.setLayout(whole)

    def _form(self) -> QVBoxLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(12)
        filters = row(self.dataset, self.split, self.tag, None, self._reuse_said, self.reuse)
        sizes = row(self.limit, 12, self.trials, 12, self.baseline, None)
        bots = column(_head("Bots"), self.bots, None, gap=6)
        scorers = column(_head("Scorers, all must pass"), self.scorers, None, gap=6)
        grid.addWidget(holder(bots), 0, 0)
        grid.addWidget(holder(scorers), 0, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        made = column(_head("Or build one", "heading"), gap=12, margins=(20, 16, 20, 16))
        made.addLayout(grid)
        said = row(_head("Cases"), self._cases_said, None, self.all_cases, self.no_case, gap=8)
        for part in (said, filters):
            made.addLayout(part)
        made.addWidget(self.cases, 1)
        made.addLayout(sizes)
        return made

    def _foot(self) -> QVBoxLayout:
        self.title.setMaximumWidth(220)
        items: tuple[Item, ...] = (self.estimate, 12, self.budget, None, self.title, self.save)
        return column(self.message, row(*items), margins=(20, 10, 20, 10))

    def _connect(self) -> None:
        self.suites.suite_chosen.connect(self.suite_chosen)
        self.bots.item_checked.connect(self._on_bot_checked)
        self.scorers.item_checked.connect(self._on_scorer_checked)
        self.cases.item_checked.connect(self._on_case_checked)
        self.all_cases.clicked.connect(self._on_all_cases)
        self.no_case.clicked.connect(self._on_no_case)
        self.dataset.value_chosen.connect(self._choose_dataset)
        self.split.value_chosen.connect(self._on_filter_chosen)
        self.tag.value_chosen.connect(self._on_filter_chosen)
        self.baseline.value_chosen.connect(self._on_baseline_chosen)
        self.limit.value_chosen.connect(self._on_filter_chosen)
        self.trials.value_chosen.connect(self._on_trials_chosen)
        self.budget.value_chosen.connect(self._on_budget_chosen)
        self.reuse.clicked.connect(self._on_reuse)
        self.title.textChanged.connect(self._on_title_changed)
        self.save.clicked.connect(self.save_requested)

    def _choose_dataset(self, name: str) -> None:
        self.dataset.set_value(name)
        kept = replace(self.draft, dataset=name, cases=(), split="", tag="", case_ids=())
        item = self._datasets[name]
        self.split.set_options(_options("All", item.splits))
        self.tag.set_options(_options("All", item.tags))
        self._change(kept)
        self.dataset_chosen.emit(name)

    def _on_bot_checked(self, name: str, is_checked: bool) -> None:  # noqa: FBT001 - a Qt slot
        self._change(self.draft.with_variant(self._bots[name], is_chosen=is_checked))

    def _on_scorer_checked(self, name: str, is_checked: bool) -> None:  # noqa: FBT001 - a Qt slot
        self._change(self.draft.with_scorer(name, is_chosen=is_checked))

    def _on_case_checked(self) -> None:
        self._change(self.draft.with_ticked(self.cases.checked()))

    def _on_all_cases(self) -> None:
        self._change(replace(self.draft, case_ids=()))

    def _on_no_case(self) -> None:
        self._change(self.draft.with_ticked(()))

    def _on_filter_chosen(self) -> None:
        chosen = replace(
            self.draft,
            split=self.split.value,
            tag=self.tag.value,
            limit=int(self.limit.value),
        )
        self._change(chosen)

    def _on_trials_chosen(self, trials: str) -> None:
        self._change(replace(self.draft, trials=int(trials)))

    def _on_budget_chosen(self, usd: str) -> None:
        self._change(replace(self.draft, budget_usd=float(usd) if usd else None))

    def _on_reuse(self) -> None:
        self._change(replace(self.draft, cache=self.reuse.isChecked()))

    def _on_baseline_chosen(self, name: str) -> None:
        self._change(replace(self.draft, baseline=name))

    def _on_title_changed(self, title: str) -> None:
        self.draft = replace(self.draft, title=title.strip())

    def _change(self, draft: Draft) -> None:
        self.draft = draft
        self._show_draft()
        self.draft_changed.emit()

    def _show_bots(self) -> None:
        items = [
            CheckItem(bot.name, f"{bot.title or bot.name}, {recipe_of(bot)}")
            for bot in self._bots.values()
        ]
        self.bots.show_items(items, [bot.name for bot in self.draft.variants])

    def _show_draft(self) -> None:
        draft = self.draft
        shown = draft.offered
        items = [CheckItem(case.id, case.question, f"{case.id}: {case.question}") for case in shown]
        self.cases.show_items(items, draft.case_ids or [case.id for case in shown])
        self._cases_said.setText(f"{len(draft.chosen)} of {count(len(draft.cases), 'case')}")
        self.baseline.set_options([Option(b.name, b.title or b.name) for b in draft.variants])
        has_cache = any(bot.cache.is_on for bot in draft.variants)
        for widget in (self._reuse_said, self.reuse):
            widget.setVisible(has_cache)
        unsaved = [bot.name for bot in draft.variants if bot.name not in self._saved]
        self.save.setEnabled(not draft.problem and not unsaved)
        self.save.setToolTip("Save the edited bots first" if unsaved else "")
        self.estimate.setText(draft.problem or count(draft.cells, "cell"))


def with_strong_alone(bots: Sequence[Bot]) -> tuple[Bot, ...]:
    """Beside each bot with routes, the same with its strong model alone: what routes lose shows."""
    return tuple(each for bot in bots for each in (bot, *_strong_alone(bot, bots)))


def _strong_alone(bot: Bot, bots: Sequence[Bot]) -> tuple[Bot, ...]:
    if bot.routes is None or strong_alone(bot, bots):
        return ()
    strong = bot.routes.strong
    title = f"{bot.title or bot.name}, {strong.name} alone"
    return (replace(bot, name=f"{bot.name}-{strong.name}", title=title, model=strong, routes=None),)


def _trials() -> list[Option]:
    return [Option(str(number), str(number)) for number in range(1, MOST_TRIALS + 1)]


def _budgets() -> list[Option]:
    return [Option("", "Usual budget"), *(Option(str(usd), cost(usd)) for usd in BUDGETS_USD)]


def _limits() -> list[Option]:
    return [Option("0", "All cases"), *(Option(str(n), f"{n} cases") for n in LIMITS)]


def _options(none: str, names: tuple[str, ...]) -> list[Option]:
    return [Option(_ALL, none), *(Option(name, name) for name in names)]


def _head(text: str, style: str = "label") -> QLabel:
    return Label(text, style, weight=600)
