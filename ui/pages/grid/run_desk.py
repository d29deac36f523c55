"""What the Grid page asks of the worker: suites, runs, estimates, labels; and their answers."""

from uuid import uuid4

from PySide6.QtCore import QObject, QTimer, Signal

from ui.pages.grid.draft import Draft
from ui.pages.grid.forecast_words import estimate_tip, estimate_words
from ui.session import Session
from workbench.commands import (
    EstimateRun,
    ListRuns,
    OpenDataset,
    OpenRun,
    OpenSuite,
    ResumeRun,
    StartRun,
    StopRun,
)
from workbench.domain.suite import Case, Suite
from workbench.messages import (
    DatasetOpened,
    Message,
    Refused,
    RunEstimated,
    Saved,
    SuiteOpened,
)

ESTIMATE_AFTER_MS = 200


class RunDesk(QObject):
    """Asks, and takes only the answer to the last question of its kind.

    Signals:
        suite_opened: the suite that was asked for.
        dataset_opened: name and all cases of a dataset.
        estimated: `64 cells, 1 min 50 s to 2 min 20 s, $0.12 to $0.31`, and what more there is.
        refused: what the worker could not do, with what to do about it.
        saved: the sentence to show, and the change that undoes it.
    """

    suite_opened = Signal(object)
    dataset_opened = Signal(str, object)
    estimated = Signal(str, str)
    refused = Signal(str)
    saved = Signal(str, str)

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._asked: dict[str, str] = {}
        self._dataset = ""
        self._cases: tuple[Case, ...] = ()
        self._suite: Suite | None = None
        self._to_estimate: Suite | None = None
        self._pause = QTimer(self, interval=ESTIMATE_AFTER_MS, singleShot=True)
        self._pause.timeout.connect(self._ask_estimate)

    # Asking

    def list_runs(self) -> None:
        self._session.send(ListRuns())

    def open_suite(self, name: str) -> None:
        self._asked["suite"] = self._session.ask(
            lambda request_id: OpenSuite(request_id, name), self._on_suite
        )

    def open_dataset(self, name: str) -> None:
        self._dataset, self._cases = name, ()
        self._asked["dataset"] = self._session.ask(
            lambda request_id: OpenDataset(request_id, name), self._on_dataset
        )

    def open_run(self, run_id: str, baseline: str = "") -> None:
        self._session.send(OpenRun(run_id, baseline))

    def estimate(self, suite: Suite | None) -> None:
        """After a moment without another change; None: there is nothing to estimate."""
        self._to_estimate = suite
        self._asked.pop("estimate", None)
        self._pause.start()

    def start(self, suite: Suite, *, is_saved: bool, budget_usd: float | None = None) -> str:
        """A saved suite runs by name, as its files are now; gives the new run's id."""
        run_id = f"run-{uuid4().hex[:12]}"
        self._session.send(
            StartRun(run_id, suite.name, budget_usd=budget_usd)
            if is_saved
            else StartRun(run_id, suite=suite, budget_usd=budget_usd)
        )
        return run_id

    def stop(self, run_id: str) -> None:
        self._session.send(StopRun(run_id))

    def resume(self, run_id: str, budget_usd: float | None = None) -> None:
        self._session.send(ResumeRun(run_id, budget_usd))

    def save(self, draft: Draft) -> None:
        self._asked["save"] = self._session.ask(draft.save_command, self._on_saved)

    # Answers

    def _is_last(self, kind: str, request_id: str) -> bool:
        return self._asked.get(kind) == request_id

    def _on_suite(self, answer: Message) -> None:
        match answer:
            case SuiteOpened(request_id=asked) if self._is_last("suite", asked):
                self._suite = answer.joined(self._suite)
                if answer.is_last:
                    self.suite_opened.emit(self._suite)
            case Refused():
                self._refuse(answer)

    def _on_dataset(self, answer: Message) -> None:
        match answer:
            case DatasetOpened(request_id=asked) if self._is_last("dataset", asked):
                before = () if answer.is_first else self._cases
                self._cases = before + answer.cases
                if answer.is_last:
                    self.dataset_opened.emit(self._dataset, self._cases)
            case Refused():
                self._refuse(answer)

    def _ask_estimate(self) -> None:
        suite = self._to_estimate
        if suite:
            self._asked["estimate"] = self._session.ask(
                lambda request_id: EstimateRun(request_id, suite=suite), self._on_estimate
            )

    def _on_estimate(self, answer: Message) -> None:
        if isinstance(answer, RunEstimated) and self._is_last("estimate", answer.request_id):
            self.estimated.emit(estimate_words(answer), estimate_tip(answer))

    def _on_saved(self, answer: Message) -> None:
        match answer:
            case Saved(change_id=change_id, sentence=sentence):
                self.saved.emit(sentence, change_id)
            case Refused():
                self._refuse(answer)

    def _refuse(self, answer: Refused) -> None:
        self.refused.emit(answer.line)
