"""The banner of the window: what the engine cannot do, and what is wrong in the files."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject

from ui.bridge import WorkerEnd
from ui.main_window import MainWindow
from ui.session import Session
from ui.widgets.message_bar import MessageKind
from workbench.errors import in_one_line
from workbench.messages import Problem

Action = tuple[str, Callable[[], object]]


@dataclass(frozen=True, slots=True)
class _Notice:
    """`actions`: words and what they do, the main one first, at most two."""

    kind: MessageKind
    text: str
    actions: tuple[Action, ...] = ()


class ShellBanner(QObject):
    """One thing at a time, the gravest first: the engine, what was refused, money, the files.

    Lives as long as its window.
    """

    def __init__(self, session: Session, window: MainWindow) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self._bar = window.banner
        self._engine: _Notice | None = None
        self._refused: _Notice | None = None
        self._spending: _Notice | None = None
        self._problems: tuple[Problem, ...] = ()
        self._read: tuple[Problem, ...] = ()
        session.worker_stopped.connect(self._on_worker_stopped)
        session.workspace_changed.connect(self._on_workspace_changed)
        session.refused.connect(self._on_refused)
        session.recovered.connect(self._on_recovered)
        self._bar.action_pressed.connect(self._on_action)
        self._bar.other_pressed.connect(self._on_other)
        self._bar.closed.connect(self._on_closed)

    def warn_of_spending(self, kind: MessageKind, sentence: str) -> None:
        """A budget that is nearly spent, or is; it stays until it was read."""
        self._spending = _Notice(kind, sentence)
        self._show()

    def _on_worker_stopped(self, end: WorkerEnd) -> None:
        again = ("Start again", self._session.restart_worker)
        elsewhere = ("Open another workspace", self._open_settings)
        match end.kind:
            case "refused":
                # The worker said what is wrong with the workspace, and what to do.
                notice = _Notice("warn", end.words, (("Try again", again[1]), elsewhere))
            case "gave_up":
                then = "Nothing can run until it is started again."
                notice = _Notice("warn", f"{_stopped(end.words)} {then}", (again, elsewhere))
            case _:
                notice = _Notice("warn", f"{_stopped(end.words)} It starts again.")
        self._engine = notice
        self._show()

    def _on_workspace_changed(self) -> None:
        """The engine speaks, so it runs; and it may tell of other files that are wrong."""
        self._engine = None
        self._problems = self._session.state.problems
        if not self._problems:
            self._read = ()
        self._show()

    def _on_refused(self, message: str, hint: str) -> None:
        self._refused = _Notice("fail", in_one_line(message, hint))
        self._show()

    def _on_recovered(self, message: str) -> None:
        if self._refused and self._refused.text.startswith(message):
            self._refused = None
            self._show()

    def _on_action(self) -> None:
        self._act(0)

    def _on_other(self) -> None:
        self._act(1)

    def _act(self, place: int) -> None:
        notice = self._notice()
        if notice and place < len(notice.actions):
            notice.actions[place][1]()

    def _on_closed(self) -> None:
        """What was read comes back only if it happens again; files, if others are wrong."""
        if self._engine:
            self._engine = None
        elif self._refused:
            self._refused = None
        elif self._spending:
            self._spending = None
        else:
            self._read = self._problems
        self._show()

    def _open_settings(self) -> None:
        self._window.open_page("settings", {"section": "workspace"})

    def _notice(self) -> _Notice | None:
        return self._engine or self._refused or self._spending or self._wrong_files()

    def _wrong_files(self) -> _Notice | None:
        if not self._problems or self._problems == self._read:
            return None
        first = self._problems[0]
        place = f"{first.path}:{first.line}" if first.line else first.path
        others = len({each.path for each in self._problems}) - 1
        more = f" {others} more {'file needs' if others == 1 else 'files need'} a look."
        said = in_one_line(f"{place}: {first.message}", first.hint)
        show = (("Show problems", self._open_settings),)
        return _Notice("warn", said + (more if others else ""), show)

    def _show(self) -> None:
        notice = self._notice()
        if notice is None:
            self._bar.hide()
            return
        action, other = (*(words for words, _ in notice.actions), "", "")[:2]
        self._bar.show_message(notice.kind, notice.text, action, other)


def _stopped(last_words: str) -> str:
    words = last_words.strip().rstrip(".").splitlines()[-1:] or ["it said nothing"]
    return f"The engine stopped: {words[0]}."
