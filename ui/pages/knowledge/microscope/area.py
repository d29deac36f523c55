"""The view Microscope: one question, how each step of retrieval ranked what it found, and why."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QElapsedTimer, Qt, QTimer, Signal
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from ui.pages.knowledge.microscope import state_words as words
from ui.pages.knowledge.microscope.controls import Controls
from ui.pages.knowledge.microscope.export import Writer, as_csv, as_json, as_markdown
from ui.pages.knowledge.microscope.judgements import Judged, Judgements, scores
from ui.pages.knowledge.microscope.ladder_paint import Shown
from ui.pages.knowledge.microscope.ladder_view import LadderView
from ui.pages.knowledge.microscope.ladders import Ladder, Reading, ladders, story
from ui.pages.knowledge.microscope.legend import Legend
from ui.pages.knowledge.microscope.lookup import Lookup, Question
from ui.pages.knowledge.microscope.passage import Passage
from ui.pages.knowledge.microscope.saving import Saving
from ui.pages.knowledge.microscope.words import words_of
from ui.session import Session
from ui.undo import Step
from ui.widgets.empty_state import EmptyState
from ui.widgets.export_menu import ExportForm, ExportMenu
from ui.widgets.label import ElidedLabel, horizontal_line
from ui.widgets.layouts import row
from ui.widgets.message_bar import MessageBar
from ui.widgets.split import Split
from workbench.domain.document import Retrieved

_KEYS = "Arrow keys choose a chunk, 2 answers it, 1 helps, 0 off topic, Backspace takes it back"
_TICK_MS = 300


class MicroscopeArea(QWidget):
    """Signals: opened(Chunk): it is to be shown in its document."""

    opened = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        theme = session.theme
        self._session = session
        self._judgements = Judgements()
        self._chunk_wanted = ""
        self._bar_action: Callable[[], object] | None = None
        self.lookup = Lookup(session, self)
        self.bar = MessageBar(theme, closable=True)
        self.controls = Controls(session)
        self.status = ElidedLabel("", "caption", "text2")
        self.saving = Saving(session)
        self.legend = Legend(theme)
        self.view = LadderView(theme)
        self.passage = Passage(theme)
        self.empty = EmptyState(theme, "magnifying-glass", "Ask the documents")
        self._scroll = QScrollArea()
        self._stack = QStackedWidget()
        self._clock, self._ticks = QElapsedTimer(), QTimer(self, interval=_TICK_MS)
        self.export = ExportMenu(self._forms(), self)
        self._lay_out()
        self._connect()
        self._show()

    @property
    def is_searching(self) -> bool:
        return self.lookup.asking is not None

    def ask(self) -> None:
        """Search as is chosen; without a question there is nothing to show."""
        question = self.controls.question
        self.bar.hide()
        if question.text and question.role:
            self._clock.start()
            self.lookup.ask(question, self._judgements.of(question.text))
        else:
            self.lookup.stop()
            self.lookup.forget()

    def ask_for(self, question: Question, chunk_id: str = "") -> None:
        """From another page: `chunk_id` is chosen when it was found."""
        self.controls.show_question(question)
        self._chunk_wanted = chunk_id
        self.ask()

    def stop(self) -> None:
        self.lookup.stop()

    def show_workspace(self) -> None:
        self.controls.show_workspace()
        self.saving.show_workspace()
        self._show_empty()

    # Showing

    def _ladders(self) -> tuple[Ladder, ...]:
        found = self.lookup.found
        return ladders(found, self._reading(found)) if found else ()

    def _reading(self, found: Retrieved) -> Reading:
        question = self.lookup.question
        texts = [each.text for each in found.texts if each.purpose != "hyde"]
        asked = [question.text] if question else []
        keep = self.lookup.settings(question.bot if question else "").top_k
        role = question.role if question else ""
        return Reading(role, keep, words_of(texts or asked), self.lookup.chunks)

    def _judged(self) -> dict[str, Judged]:
        question = self.lookup.question
        return dict(self._judgements.of(question.text)) if question else {}

    def _show(self) -> None:
        self.controls.show_searching(is_on=self.is_searching)
        if self.is_searching != self._ticks.isActive():
            (self._ticks.start if self.is_searching else self._ticks.stop)()
        shown, found = self._ladders(), self.lookup.found
        has_rungs = any(ladder.rungs for ladder in shown)
        self._stack.setCurrentIndex(int(has_rungs))
        self.controls.copy.setEnabled(has_rungs)
        self._tell_status()
        if not has_rungs or found is None:
            self._show_empty()
            return
        self._show_ladders(shown, found)

    def _show_ladders(self, shown: tuple[Ladder, ...], found: Retrieved) -> None:
        reading, judged = self._reading(found), self._judged()
        values = [scores(each, judged, self.lookup.chunks, reading.keep) for each in shown]
        self.view.show_ladders(Shown(shown, reading.words, reading.keep, judged, values))
        if self._chunk_wanted:
            self.view.choose_chunk(self._chunk_wanted)
            self._chunk_wanted = ""
        self._show_passage()
        if found.no_evidence and not self.is_searching:
            self._say("info", f"No evidence, so nothing is sent. {found.no_evidence}")

    def _show_passage(self) -> None:
        found, rung = self.lookup.found, self.view.current
        if found is None or rung is None:
            self.passage.show_rung(None, "", frozenset())
            return
        reading = self._reading(found)
        said = story(self.view.shown.ladders, rung.chunk_id, reading)
        self.passage.show_rung(rung, said, reading.words)
        # What another role was shown is no part of a case of this one.
        readable = {key: each for key, each in self._judged().items() if key in self.lookup.chunks}
        self.saving.show_judged(self.lookup.question, readable)

    def _show_empty(self) -> None:
        """Also while a first search is on its way, and where nothing was found."""
        listing = self._session.state.listing
        doing = self._doing() if self.is_searching else None
        has_example = bool(listing and listing.questions)
        said = words.emptiness(self.lookup.found, doing, has_example=has_example)
        self.empty.set_state("magnifying-glass", said.title, said.text)
        self.empty.set_actions(said.action)

    def _tell_status(self) -> None:
        found, question = self.lookup.found, self.lookup.question
        if self.is_searching:
            self.status.setText(words.going_on(self._clock.elapsed() / 1000, self._doing()))
        else:
            self.status.setText(words.summary(found, question) if found and question else "")

    def _doing(self) -> str:
        asking = self.lookup.asking
        return words.doing(self.lookup.settings(asking.bot if asking else ""))

    # What came

    def _on_changed(self) -> None:
        focused = self.focusWidget()
        had_focus = focused in (self.controls.query, self.controls.go, self.empty.action)
        self._show()
        question = self.lookup.question
        is_same = question is not None and question.text == self.controls.question.text
        if had_focus and is_same and not self.is_searching and self._stack.currentIndex():
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_failed(self, sentence: str) -> None:
        self._show()
        self._say("fail", sentence)

    def _on_chosen(self) -> None:
        self._show_passage()
        area = self.view.current_area()
        middle = area.center()
        self._scroll.ensureVisible(middle.x(), middle.y(), area.width() // 2, area.height() // 2)

    # Judging

    def _on_judged(self, chunk_id: str, grade: int | None) -> None:
        question, chunk = self.lookup.question, self.lookup.chunks.get(chunk_id)
        if question is None or chunk is None:
            return
        judged = None if grade is None else Judged(grade, chunk.path)
        before = self._judgements.put(question.text, chunk_id, judged)
        if before != judged:
            what = f"Relevance of {chunk.title}"
            back = partial(self._take_back, question.text, chunk_id, before)
            self._session.undo_stack.push(Step(what, back))
        self._show()

    def _take_back(self, text: str, chunk_id: str, before: Judged | None) -> None:
        self._judgements.put(text, chunk_id, before)
        self._show()

    # Bar, export, opening

    def _say(self, kind: str, text: str, action: str = "", run: Callable[[], object] | None = None
             ) -> None:  # fmt: skip
        self._bar_action = run
        if kind == "fail":
            self.bar.show_message("fail", text, action)
        else:
            self.bar.show_message("info", text, action)

    def _on_doubted(self, sentence: str) -> None:
        self._say("info", sentence, "Save anyway", self.saving.save_anyway)

    def _on_unused(self, sentence: str) -> None:
        self._say("info", sentence, "Make a suite", self.saving.make_suite)

    def _on_bar_action(self) -> None:
        self.bar.hide()
        if self._bar_action:
            self._bar_action()

    def _on_empty_action(self) -> None:
        listing = self._session.state.listing
        if self.is_searching:
            self.stop()
        elif listing and listing.questions:
            self.controls.query.setText(max(listing.questions, key=len))
            self.ask()

    def _on_opened(self, chunk_id: str) -> None:
        if chunk := self.lookup.chunks.get(chunk_id):
            self.opened.emit(chunk)

    def _on_export_failed(self, sentence: str) -> None:
        self._say("fail", sentence)

    def _on_export_done(self, sentence: str) -> None:
        self._session.told.emit(sentence, "")

    def _on_copy(self) -> None:
        self.export.copy("ladder md")

    def _on_export(self) -> None:
        self.export.open_menu(self.controls.copy)

    def _forms(self) -> list[ExportForm]:
        """All ladders, and that of the chosen chunk."""
        made = [ExportForm("csv", "csv", "CSV, a line a chunk", self._csv)]
        for key, name, write in (("json", "JSON", as_json), ("md", "Markdown", as_markdown)):
            whole = partial(self._text, write, is_one=False)
            one = partial(self._text, write, is_one=True)
            made.append(ExportForm(key, key, name, whole, copies=True))
            made.append(ExportForm(f"ladder {key}", key, f"{name}, this ladder", one, copies=True))
        return made

    def _csv(self) -> str:
        return as_csv(self._ladders(), self._judged())

    def _text(self, write: Writer, *, is_one: bool) -> str:
        one = (self.view.ladder,) if self.view.ladder else ()
        asked = self.lookup.question or self.controls.question
        return write(asked, one if is_one else self._ladders(), self._judged())

    # Making

    def _connect(self) -> None:
        self.controls.asked.connect(self.ask)
        self.controls.stop_pressed.connect(self.stop)
        self.controls.copy_pressed.connect(self._on_export)
        self.lookup.changed.connect(self._on_changed)
        self.lookup.failed.connect(self._on_failed)
        self._ticks.timeout.connect(self._tell_status)
        self.view.chosen.connect(self._on_chosen)
        self.view.judged.connect(self._on_judged)
        self.view.opened.connect(self._on_opened)
        self.view.copy_pressed.connect(self._on_copy)
        self.passage.opened.connect(self._on_opened)
        self.saving.failed.connect(self._on_export_failed)
        self.saving.doubted.connect(self._on_doubted)
        self.saving.unused.connect(self._on_unused)
        self.bar.action_pressed.connect(self._on_bar_action)
        self.empty.action_pressed.connect(self._on_empty_action)
        self.export.done.connect(self._on_export_done)
        self.export.failed.connect(self._on_export_failed)
        self._scroll.verticalScrollBar().valueChanged.connect(self.view.update)
        self._session.undone.connect(self._show)

    def _lay_out(self) -> None:
        self.view.setToolTip(_KEYS)
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(self.view)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setAlignment(Qt.AlignmentFlag.AlignTop)
        split = Split(
            self._session.settings, "knowledge/microscope", Qt.Orientation.Vertical, (7, 2)
        )
        split.add(self._scroll, self.passage)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(split)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        layout.addWidget(self.controls)
        below = row(self.status, self.legend, self.saving, gap=16, margins=(16, 0, 16, 6))
        below.setStretch(0, 1)
        layout.addLayout(below)
        layout.addWidget(horizontal_line())
        layout.addWidget(self._stack, 1)
