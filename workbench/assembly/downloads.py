"""Downloads of models: one child each, stopped by ending it, resumed by starting it again."""

import subprocess
from collections.abc import Callable, Iterator

from workbench.cancellation import CancelToken
from workbench.downloads.lines import Failed, Fetched, Order, Progressed, decode
from workbench.errors import ModelUnavailableError, WorkbenchError
from workbench.processes.child_log import ChildLog
from workbench.processes.launch import child_command


class Downloads:
    """`is_offline` says whether anything may leave this machine."""

    def __init__(self, is_offline: Callable[[], bool]) -> None:
        self._is_offline = is_offline

    def fetch(self, order: Order, cancel: CancelToken) -> Iterator[Progressed | Fetched]:
        """Ends with `Fetched`. Raises `WorkbenchError`, and `StoppedError` when cancelled."""
        if self._is_offline():
            raise ModelUnavailableError(
                f"Offline mode is on, so {order.file} is not downloaded.",
                "Turn it off, or add a GGUF file that you have.",
            )
        process = self._start(order)
        log = ChildLog(None)
        with process, cancel.on_cancel(process.kill):
            try:
                yield from self._told(process, log)
            finally:
                process.kill()
        cancel.check()

    def _start(self, order: Order) -> "subprocess.Popen[str]":
        try:
            return subprocess.Popen(
                child_command("downloads", *order.arguments()),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
        except OSError as error:
            raise ModelUnavailableError(
                f"The download cannot be started: {error}.", "Reinstall the app."
            ) from error

    def _told(
        self, process: "subprocess.Popen[str]", log: ChildLog
    ) -> Iterator[Progressed | Fetched]:
        is_done = False
        for line in process.stdout or ():
            match decode(line):
                case Failed(message, hint):
                    raise WorkbenchError(message, hint)
                case Progressed() as told:
                    yield told
                case Fetched() as told:
                    is_done = True
                    yield told
                case None:
                    log.add(line.encode())
        process.wait()
        if not is_done and process.returncode >= 0:
            last = log.last_words.rsplit("\n", 1)[-1]
            raise ModelUnavailableError(
                f"The download stopped by itself ({process.returncode}). {last}".strip(),
                "Try again; what has arrived is kept.",
            )
