"""The right panel: the chosen cell's answer, its difference to the baseline's, and why."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from ui.pages.grid.answered_words import cell_words, miss_words
from ui.pages.grid.detail import Chosen, Traces, found_lines, score_lines
from ui.pages.grid.diff_text import DiffText
from ui.pages.grid.label_keys import LabelKeys
from ui.pages.grid.reason_rows import ReasonRows
from ui.pages.grid.score_rows import ScoreRows
from ui.pages.grid.state import GridState
from ui.pages.grid.trial_marks import TrialMarks
from ui.pages.grid.word_diff import Piece, word_diff
from ui.theme.theme import Theme
from ui.turn_view.context_section import ContextSection
from ui.turn_view.trace_bars import trace_bars
from ui.widgets.amounts import bare_seconds, count
from ui.widgets.badge import VariantBadge
from ui.widgets.button import Button
from ui.widgets.label import Label
from ui.widgets.layouts import holder, row
from ui.widgets.segmented import SegmentedControl
from ui.widgets.side_panel import SidePanel
from ui.widgets.waterfall import WaterfallView
from workbench.projections.context_window import context_window


class Drawer(SidePanel):
    """Shows what it is given; asks by signals.

    Signals:
        trial_chosen: another trial of the same cell.
        trace_requested, bench_requested: open the turn there.
    """

    trial_chosen = Signal(int)
    trace_requested = Signal()
    bench_requested = Signal()

    def __init__(self, theme: Theme, state: GridState) -> None:
        super().__init__(theme, "Cell")
        self._theme = theme
        self._state = state
        self._chosen: Chosen | None = None
        self._traces = Traces("", "", (), ())
        self._badge: VariantBadge | None = None
        self._named = ("B", "A")
        self.trials = TrialMarks(theme)
        self.view = _views(theme, ("B", "A"))
        self._view_row = row()
        self.text = DiffText(theme)
        self.note = Label("", "small", "fail").wrapped().selectable()
        self.answered = Label("", "caption", "text3").wrapped()
        self.scores = ScoreRows(theme)
        self.miss = Label("", "small", "fail").wrapped().selectable()
        self.reasons = ReasonRows(theme)
        self.labels = LabelKeys(theme)
        self.waterfall = WaterfallView(theme)
        self.context = ContextSection(theme)
        self._time = Label("", "caption", "text2", weight=500)
        self.verdict = Label("", "caption", "text3")
        self.labelled = Label("", "caption", "text3")
        self.trace_button = Button(theme, "Open trace", icon="list-dashes", small=True)
        self.bench_button = Button(theme, "Open in Bench", icon="chats-teardrop", small=True)
        self._against = Label("Answer against baseline", "label", weight=600)
        self._build()
        self._connect()

    def show_cell(self, found: Chosen, traces: Traces) -> None:
        self._chosen, self._traces = found, traces
        self.set_title(self._state.line(found.case_id).title)
        self._show_badge()
        self.trials.show_trials(found.trials, found.trial, self._trial_words(found))
        letter, base = self._letters()
        self._name_views((letter, base))
        lines = (*score_lines(found), *found_lines(found))
        self.scores.show_lines(lines, (letter, base if found.baseline else ""))
        self.reasons.show_reasons(traces.reasons, self._no_reasons(found))
        self._show_text()
        self._show_label(found)
        self._show_answered(found)
        self.waterfall.set_rows(trace_bars(traces.events))
        self.context.show_window(context_window(traces.events))
        total_s = found.cell.total_s if found.cell else None
        self._time.setText("" if total_s is None else f"{bare_seconds(total_s)} s")

    def show_view(self, key: str) -> None:
        self.view.set_current(key)
        self._show_text()

    def toggle_diff(self) -> None:
        """From the diff to the answer and back."""
        self.show_view("answer" if self.view.current == "diff" else "diff")

    # Inside

    def _build(self) -> None:
        inset = QFrame()
        inset.setObjectName("inset")
        inside = QVBoxLayout(inset)
        inside.setContentsMargins(4, 4, 4, 4)
        inside.addWidget(self.text)
        self.add(self.trials, self.note)
        self.add_rule()
        self._view_row = row(self._against, None, self.view)
        self.add(holder(self._view_row), inset)
        self.add(self.answered)
        self.add(holder(row(self.trace_button, self.bench_button, None)))
        self.add(Label("Scores", "label", weight=600), self.scores, self.miss)
        self.add_rule()
        self.add(Label("Why it changed", "label", weight=600), self.reasons)
        self.add_rule()
        self.add(holder(row(Label("Your label", "label", weight=600), None, self.verdict)))
        self.add(self.labels, self.labelled)
        self.add_rule()
        self.add(holder(row(Label("Where the time went", "label", weight=600), None, self._time)))
        self.add(self.waterfall)
        self.add_rule()
        self.add(self.context)
        self.body.addStretch(1)

    def _connect(self) -> None:
        self.trials.trial_chosen.connect(self.trial_chosen)
        self.view.current_changed.connect(self._on_view_changed)
        self.trace_button.clicked.connect(self.trace_requested)
        self.bench_button.clicked.connect(self.bench_requested)

    def _on_view_changed(self, key: str) -> None:
        del key
        self._show_text()

    def _letters(self) -> tuple[str, str]:
        if not self._chosen:
            return "", ""
        return self._state.letter(self._chosen.variant), self._state.letter(self._state.baseline)

    def _name_views(self, letters: tuple[str, str]) -> None:
        """The control names the two variants by their letters."""
        if letters == self._named or not all(letters):
            return
        self._named = letters
        made = _views(self._theme, letters)
        made.set_current(self.view.current)
        made.current_changed.connect(self._on_view_changed)
        self._view_row.replaceWidget(self.view, made)
        self.view.deleteLater()
        self.view = made

    def _show_badge(self) -> None:
        letter, _ = self._letters()
        if self._badge:
            self._badge.deleteLater()
            self._badge = None
        if letter:
            self._badge = VariantBadge(self._theme, letter, 18)
            self.add_to_head(self._badge, first=True)

    def _trial_words(self, found: Chosen) -> str:
        if not found.cell:
            return self._state.view(found.case_id, found.variant).words.capitalize()
        if len(found.trials) > 1:
            return f"  {found.passed} of {len(found.trials)} trials pass"
        return f"{self._state.name(found.variant)}, {found.cell.outcome}"

    def _show_answered(self, found: Chosen) -> None:
        self.answered.setText(cell_words(found.cell) if found.cell else "")
        self.answered.setVisible(bool(found.cell))
        said = miss_words(found.cell) if found.cell else ""
        self.miss.setText(said)
        self.miss.setVisible(bool(said))

    def _no_reasons(self, found: Chosen) -> str:
        if found.is_baseline:
            return "This is the baseline."
        if not found.baseline or not self._traces.events:
            return "Nothing to compare yet."
        return "Same routing, tools and passages."

    def _show_text(self) -> None:
        found = self._chosen
        has_base = bool(found and found.baseline)
        self.view.setVisible(has_base)
        self._against.setText("Answer against baseline" if has_base else "Answer")
        view = self.view.current if has_base else "answer"
        self.text.show_pieces(self._pieces(view))

    def _pieces(self, view: str) -> tuple[Piece, ...]:
        traces = self._traces
        if view == "diff":
            return word_diff(traces.baseline_answer, traces.answer)
        text = traces.baseline_answer if view == "baseline" else traces.answer
        return (Piece("same", text or "No answer yet."),)

    def _show_label(self, found: Chosen) -> None:
        cell = found.cell
        self.note.setText(cell.note if cell else "")
        self.note.setVisible(bool(cell and cell.note))
        self.labels.setEnabled(cell is not None)
        self.labels.show_label(cell.label if cell else "", cell.label_note if cell else "")
        self.verdict.setText(f"Scorers say {cell.outcome}" if cell else "")
        self.trace_button.setEnabled(bool(cell))
        self.bench_button.setEnabled(bool(cell))
        total = self._state.progress.run.cells_total if self._state.progress else 0
        self.labelled.setText(f"{self._state.labelled} of {count(total, 'cell')} labelled")


def _views(theme: Theme, letters: tuple[str, str]) -> SegmentedControl:
    variant, baseline = letters
    views = (("diff", "Diff"), ("answer", variant), ("baseline", baseline))
    return SegmentedControl(theme, "Answer against baseline", views, small=True)
