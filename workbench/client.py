"""A worker process and its pipe, for whoever has no window: the CLI, tests and benchmarks."""

import subprocess
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from queue import Empty, Queue
from types import TracebackType
from typing import TypeVar

from workbench.commands import Command, WarmUp, encode_command
from workbench.errors import WorkbenchError
from workbench.messages import IndexProgressed, Message, Refused, decode_message
from workbench.trace.event import TraceEvent
from workbench.worker.launch import worker_command

LAST_WORDS_BYTES = 4_000
END_WITHIN_S = 10.0
REFUSED = 1

Heard = TraceEvent | Message
Kind = TypeVar("Kind", bound=Message)


class WorkerDiedError(WorkbenchError):
    """The worker ended by itself; what it had stored is safe."""


class WorkerClient:
    """Starts the worker of a workspace for `asker`; ends it when it is closed.

    Raises `WorkbenchError` with the worker's own words if the workspace cannot be worked in.
    """

    def __init__(
        self,
        workspace: Path,
        asker: str = "another program",
        *,
        argv: Sequence[str] | None = None,
    ) -> None:
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(
            argv or worker_command(workspace, asker),
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
            # Ctrl+C is for whoever asks: the worker is told what to stop, and ends in order.
            start_new_session=True,
        )
        self._heard: Queue[Heard | None] = Queue()
        self._last_words = b""
        self._readers = [
            threading.Thread(target=target, daemon=True) for target in (self._read, self._listen)
        ]
        for reader in self._readers:
            reader.start()

    def send(self, command: Command) -> None:
        if self.process.stdin:
            try:
                self.process.stdin.write(encode_command(command))
                self.process.stdin.flush()
            except OSError as error:
                raise self._death() from error

    def heard(self, timeout_s: float | None = None) -> Iterator[Heard]:
        """What the worker tells, as it comes. Ends by raising `WorkerDiedError`.

        With a timeout, `TimeoutError` is raised if nothing is told for that long.
        """
        while True:
            try:
                item = self._heard.get(timeout=timeout_s)
            except Empty:
                raise TimeoutError(f"The worker said nothing for {timeout_s} s.") from None
            if item is None:
                raise self._death()
            yield item

    def answers(self, kind: type[Kind]) -> Iterator[Kind]:
        """Only the messages of that kind. Raises `WorkbenchError` if the request is refused."""
        for item in self.heard():
            if isinstance(item, Refused):
                raise WorkbenchError(item.message, item.hint)
            if isinstance(item, kind):
                yield item

    def wait_for_index(self) -> None:
        """Until the documents are indexed as they are now."""
        self.send(WarmUp(()))
        next(each for each in self.answers(IndexProgressed) if each.is_done)

    def until(
        self, is_last: Callable[[Heard], bool], timeout_s: float | None = None
    ) -> list[Heard]:
        """What is told up to the first that `is_last`."""
        told: list[Heard] = []
        for item in self.heard(timeout_s):
            told.append(item)
            if is_last(item):
                break
        return told

    def close(self) -> None:
        if self.process.stdin and not self.process.stdin.closed:
            try:
                self.process.stdin.close()
            except OSError:
                # It is gone already.
                self.process.kill()
        try:
            self.process.wait(END_WITHIN_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for reader in self._readers:
            reader.join()

    def __enter__(self) -> "WorkerClient":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _read(self) -> None:
        if self.process.stdout:
            with self.process.stdout as lines:
                for line in lines:
                    if line.endswith(b"\n"):
                        self._heard.put(decode_message(line))
        self._heard.put(None)

    def _listen(self) -> None:
        if self.process.stderr:
            with self.process.stderr as lines:
                for line in lines:
                    self._last_words = (self._last_words + line)[-LAST_WORDS_BYTES:]

    def _death(self) -> WorkbenchError:
        self.process.wait(END_WITHIN_S)
        self._readers[1].join(END_WITHIN_S)
        words = self._last_words.decode(errors="replace").strip()
        if self.process.returncode == REFUSED:
            return WorkbenchError(words)
        last = words.rsplit("\n", 1)[-1]
        return WorkerDiedError(f"The engine stopped ({self.process.returncode}). {last}".strip())
