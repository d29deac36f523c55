"""The steps of the tour: talk, inspect, edit, compare, measure."""

import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import cast
from uuid import uuid4

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from ui.app import App
from ui.main_window import MainWindow
from ui.pages.bench.page import BenchPage
from ui.pages.grid.page import GridPage
from ui.pages.knowledge.page import KnowledgePage
from ui.session import Session
from ui.tour.pictures import SIZES, Camera
from ui.tour.report import Measured, write_report
from ui.tour.waiting import let_live, wait_until
from ui.turn_view.tokens.sheet import TokenSheet
from workbench.commands import StartRun
from workbench.errors import StorageError, WorkbenchError
from workbench.messages import RunProgressed
from workbench.workspace.new_workspace import new_workspace

QUESTIONS = ("What is my account status?", "How much do I owe?")
SUITE = "first-look"
SEARCH = "How much notice do I need to move a session?"
TITLES = 10
START_S, ANSWER_S, INDEX_S, RUN_S = 60.0, 180.0, 180.0, 900.0


class Tour:
    """On a fresh copy of the sample, unless a workspace is given."""

    def __init__(self, out: Path, workspace: Path | None = None) -> None:
        self._out = out
        self._workspace = workspace
        self._measured: list[Measured] = []
        self._progress: RunProgressed | None = None

    def run(self, qt: QApplication) -> int:
        """Pictures and `report.html` in the folder; 0 when everything worked."""
        self._make_folder()
        with ExitStack() as stack:
            temporary = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            settings = QSettings(str(temporary / "tour.ini"), QSettings.Format.IniFormat)
            settings.setValue("theme", "light")
            folder = self._workspace or new_workspace("sample", temporary / "sample")
            app = App(settings, qt)
            stack.callback(app.close)
            try:
                report = self._go(app, folder)
            except WorkbenchError as error:
                sys.stderr.write(f"workbench: {error.line}\n")
                return 1
        sys.stdout.write(f"{report}\n")
        return 0

    def _go(self, app: App, folder: Path) -> Path:
        started = time.monotonic()
        window = app.open(folder)
        session = cast("Session", app.session)
        session.run_progressed.connect(self._on_run_progressed)
        window.resize(*SIZES[0])
        window.show()
        camera = Camera(window, self._out)
        self._start(window, session, started)
        self._talk(window, camera, started)
        self._look_inside(window, camera)
        self._edit(window, camera)
        self._compare(window, session, camera)
        self._search(window, camera)
        self._evaluate(window, camera)
        for page in ("knowledge", "runs", "metrics", "models", "settings"):
            self._say(f"Looking at {page}")
            window.open_page(page)
            let_live(1000)
            camera.take(page)
        summaries = self._progress.summaries if self._progress else ()
        return write_report(self._out, self._measured, summaries, camera.pictures)

    def _start(self, window: MainWindow, session: Session, started: float) -> None:
        self._say("Opening the window")
        bench = cast("BenchPage", window.page)
        wait_until(lambda: bool(session.state.accounts), "the accounts", START_S)
        self._measured.append(Measured("Accounts are listed", time.monotonic() - started))
        wait_until(lambda: bool(bench.chat.state.columns), "the bots", START_S)

    def _talk(self, window: MainWindow, camera: Camera, started: float) -> None:
        bench = cast("BenchPage", window.page)
        for place, question in enumerate(QUESTIONS):
            self._say(f"Asking: {question}")
            asked = time.monotonic()
            bench.chat.send(question)
            wait_until(lambda: _has_words(bench), "the first words of an answer", ANSWER_S)
            since = started if place == 0 else asked
            what = "First words, from the start of the window" if place == 0 else "First words"
            self._measured.append(Measured(what, time.monotonic() - since))
            wait_until(lambda: not bench.is_running(), "the answers", ANSWER_S)
            self._measured.append(Measured(f"Answers to: {question}", time.monotonic() - asked))
        bench.chat.select(len(bench.chat.state.columns) - 1)
        camera.take("bench")

    def _look_inside(self, window: MainWindow, camera: Camera) -> None:
        self._say("Looking inside an answer")
        bench = cast("BenchPage", window.page)
        bench.actions_.show_tokens()
        sheet = cast("TokenSheet", bench.sheets.open)
        wait_until(lambda: bool(sheet.prompt.tokens), "the tokens of the prompt", ANSWER_S)
        let_live(300)
        camera.take("tokens")
        sheet.open_tab("probability")
        sheet.probability.ask.click()
        wait_until(lambda: bool(sheet.probability.tokens), "the probabilities", ANSWER_S)
        let_live(300)
        camera.take("probabilities")
        bench.sheets.close()

    def _edit(self, window: MainWindow, camera: Camera) -> None:
        self._say("Editing the bot")
        bench = cast("BenchPage", window.page)
        bench.actions_.edit_bot()
        let_live(1500)
        camera.take("edit-bot")
        bench.sheets.close()

    def _compare(self, window: MainWindow, session: Session, camera: Camera) -> None:
        self._say(f"Running the suite {SUITE}")
        run_id = f"tour-{uuid4().hex[:8]}"
        started = time.monotonic()
        window.open_page("grid")
        session.send(StartRun(run_id, SUITE))
        wait_until(lambda: self._is_of(run_id), "the run to begin", INDEX_S)
        window.open_page("grid", {"run_id": run_id})
        wait_until(lambda: self._is_done(run_id), "the run to end", RUN_S)
        self._measured.append(Measured(f"The suite {SUITE}", time.monotonic() - started))
        let_live(500)
        _choose_a_cell(window)
        let_live(500)
        camera.take("grid")

    def _search(self, window: MainWindow, camera: Camera) -> None:
        self._say("Looking through the microscope")
        window.open_page("knowledge", {"query": SEARCH})
        found = cast("KnowledgePage", window.page).microscope
        wait_until(lambda: found.view.current is not None, "the rankings", ANSWER_S)
        let_live(300)
        camera.take("microscope")

    def _evaluate(self, window: MainWindow, camera: Camera) -> None:
        self._say("Measuring what the bots find")
        window.open_page("knowledge", {"view": "evaluation"})
        page = cast("KnowledgePage", window.page)
        page.evaluation.controls.choose_titles(TITLES)
        page.evaluating.start()
        wait_until(lambda: not page.is_running(), "the evaluation", RUN_S)
        camera.take("evaluation")
        page.show_documents()

    def _on_run_progressed(self, news: RunProgressed) -> None:
        self._progress = news

    def _is_of(self, run_id: str) -> bool:
        return self._progress is not None and self._progress.run.run_id == run_id

    def _is_done(self, run_id: str) -> bool:
        return (
            self._is_of(run_id)
            and self._progress is not None
            and (self._progress.state != "running")
        )

    def _make_folder(self) -> None:
        try:
            self._out.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(
                f"{self._out} cannot be written: {error.strerror}.", "Give another folder."
            ) from error

    def _say(self, what: str) -> None:
        sys.stderr.write(f"{what}…\n")


def _has_words(bench: BenchPage) -> bool:
    state = bench.chat.state
    turns = [state.turn(place) for place in range(len(state.columns))]
    return any(turn is not None and turn.answer.text for turn in turns)


def _choose_a_cell(window: MainWindow) -> None:
    """The last variant's answer to the first case, opened beside the grid."""
    page = cast("GridPage", window.page)
    page.area.table.choose(page.area.model.index(0, page.area.model.columnCount() - 1))
    if page.panel_area:
        page.panel_area.open_panel()
