"""The view Leak test: what is asked, how far it is, the result in a sentence, and the leaks."""

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.pages.knowledge.leaks.columns import LeakRow, leak_columns
from ui.pages.knowledge.leaks.controls import LeakControls
from ui.pages.knowledge.leaks.state import LeakState
from ui.pages.knowledge.leaks.words import (
    counted,
    progress_words,
    result_notes,
    result_sentence,
    so_far,
    verdict,
)
from ui.qt_models.data_table import DataTable
from ui.qt_models.row_table import RowTableModel
from ui.theme.status import STATUS_LOOKS
from ui.theme.theme import Theme
from ui.widgets.badge import Icon
from ui.widgets.button import Button
from ui.widgets.label import Label, horizontal_line
from ui.widgets.layouts import column, holder, row
from ui.widgets.message_bar import MessageBar
from ui.widgets.progress import ProgressBar
from ui.widgets.search_field import SearchField
from workbench.domain.leaks import LeakReport

IDLE = "Asks as each role for what it may not read, and tells what gets through."
IDLE_NOTE = (
    "For each hidden document: its title, a key sentence, codes in it and a question in other "
    "words, put to retrieval and to each bot."
)


class LeakArea(QWidget):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._found_what = "leak"
        self.controls = LeakControls(theme)
        self.bar = MessageBar(theme, closable=True)
        self.icon = Icon(theme, "shield-check", "text2", 16)
        self.sentence = Label(IDLE, "body", "text", 500).wrapped().selectable()
        self.note = Label(IDLE_NOTE, "small", "text2").wrapped().selectable()
        self.progress = ProgressBar(theme, "Leak test")
        self.doing = Label("", "label", "text")
        self.found = Label("", "small", "text2")
        self.finder = SearchField(theme, "Find leaks")
        self.count = Label("", "caption", "text3")
        self.trace = Button(theme, "Open trace", icon="list-dashes", small=True)
        model = RowTableModel[LeakRow](leak_columns(), lambda each: each.key, self)
        self.table = DataTable[LeakRow](theme, model, "Leaks")
        self._lay_out()
        self.finder.search_changed.connect(self._on_search)
        self.table.row_selected.connect(self._on_selected)
        self.table.link_pressed.connect(self._on_link)

    def show_test(self, state: LeakState) -> None:
        """Progress, or the result of the last test."""
        self.controls.show_running(is_running=state.is_running, is_stopping=state.is_stopping)
        self.controls.export.setEnabled(state.report is not None and not state.is_running)
        self._going.setVisible(state.is_running)
        self._result.setVisible(not state.is_running)
        if state.is_running:
            self.doing.setText(progress_words(state))
            self.found.setText(so_far(state))
            self.found.set_tone("fail" if state.progress and state.progress.leaks else "text2")
            self.progress.set_share(state.share, progress_words(state))
        elif state.report:
            self._show_result(state.report)
        if state.problem:
            self.bar.show_message("fail", state.problem)
        self._show_emptiness(state)

    def show_leaks(self, rows: Sequence[LeakRow]) -> None:
        self.table.rows.set_rows(rows)
        self._found.setVisible(bool(rows))
        self._on_search()
        self._on_selected(self.table.current_row())

    def _show_result(self, report: LeakReport) -> None:
        self._found_what = "leak" if report.is_filtered else "hit"
        look = STATUS_LOOKS[verdict(report)]
        self.icon.set_icon(look.icon, look.tone)
        self.sentence.setText(result_sentence(report))
        self.note.setText(result_notes(report))

    def _show_emptiness(self, state: LeakState) -> None:
        if self.table.rows.total:
            return
        if state.is_running:
            self.table.set_empty("Leaks are listed when the test ends")
        elif state.report is None:
            self.table.set_empty("No leak test yet", "Run leak test")
        elif state.report.forbidden or state.report.asked:
            self.table.set_empty("Nothing leaked")
        else:
            self.table.set_empty("There was nothing to ask for")

    def _on_search(self) -> None:
        words = self.finder.text().casefold().split()

        def accepts(leak: LeakRow) -> bool:
            return all(word in leak.words for word in words)

        model = self.table.rows
        model.set_filter(accepts if words else None)
        shown, total = len(model.rows), model.total
        some = counted(total, self._found_what)
        self.count.setText(f"{shown:,} of {some} shown" if shown < total else some)
        if total:
            self.table.set_empty("No leak matches", "Clear the search")

    def _on_selected(self, leak: LeakRow | None) -> None:
        self.trace.setEnabled(bool(leak and leak.leak.turn_id))
        self.trace.setToolTip(
            "Choose a leak that came through a bot: retrieval alone leaves no turn"
            if not self.trace.isEnabled()
            else "Shows the whole turn on the page Runs"
        )

    def _on_link(self) -> None:
        if self.table.rows.total:
            self.finder.clear()
            self._on_search()
        else:
            self.controls.run.click()

    def _lay_out(self) -> None:
        words = column(self.sentence, self.note, gap=4)
        self._result = holder(row(self.icon, words, gap=10, margins=(16, 12, 16, 12)))
        going = column(row(self.doing, None, self.found), self.progress, gap=6)
        going.setContentsMargins(16, 12, 16, 12)
        self._going = holder(going)
        self._found = holder(row(self.finder, self.count, None, self.trace, margins=(16, 0, 16, 8)))
        self.finder.setFixedWidth(260)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        layout.addWidget(self.controls)
        layout.addWidget(horizontal_line())
        for each in (self._going, self._result, self._found, horizontal_line()):
            layout.addWidget(each)
        layout.addWidget(self.table, 1)
        self._found.hide()
        self._going.hide()
