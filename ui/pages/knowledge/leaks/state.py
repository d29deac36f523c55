"""What the view Leak test knows: a fold of what the worker tells of it. Qt-free."""

from dataclasses import dataclass, field, replace

from workbench.domain.leaks import Leak, LeakReport
from workbench.messages import Message, Refused
from workbench.retrieval_messages import LeakTestProgressed

ENDED = "The engine stopped, and the leak test with it. Run it again."


@dataclass(slots=True)
class LeakState:
    """`report`: of the last test that ended, with its leaks; it stays until the next one ends.

    `problem`: why a test could not be carried out.
    """

    request_id: str = ""
    is_running: bool = False
    is_stopping: bool = False
    progress: LeakTestProgressed | None = None
    report: LeakReport | None = None
    problem: str = ""
    _found: list[Leak] = field(default_factory=list)

    def begin(self, request_id: str) -> None:
        self.request_id, self.is_running, self.is_stopping = request_id, True, False
        self.progress, self.problem, self._found = None, "", []

    def take(self, message: Message) -> bool:
        """Fold one message in; False if it changes nothing here."""
        if getattr(message, "request_id", "") != self.request_id or not self.is_running:
            return False
        match message:
            case LeakTestProgressed(report=report):
                self.progress = message
                self._found.extend(message.found)
                if report:
                    self.report = replace(report, leaks=tuple(self._found))
                    self.is_running = self.is_stopping = False
            case Refused():
                self.fail(message.line)
            case _:
                return False
        return True

    def fail(self, sentence: str) -> None:
        """It ended without a report."""
        self.is_running = self.is_stopping = False
        self.problem = sentence

    @property
    def share(self) -> float:
        """Of the questions, from 0 to 1."""
        told = self.progress
        return told.done / told.total if told and told.total else 0.0

    @property
    def leaks(self) -> tuple[Leak, ...]:
        return self.report.leaks if self.report else ()
