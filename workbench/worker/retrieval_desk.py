"""Retrieval put to the test: what leaks, and how well it finds what is relevant."""

from functools import partial

from workbench.cancellation import CancelToken, StoppedError
from workbench.errors import WorkbenchError
from workbench.retrieval_commands import StartLeakTest, StopLeakTest
from workbench.retrieval_messages import LeakTestProgressed
from workbench.worker.kit import Handlers, Kit
from workbench.worker.leak_test import LeakProgress, LeakTest

LEAK_TEST = "leak test"


class RetrievalDesk:
    """`_going`: what has not ended yet; only whole operations on it, so no lock."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._going: set[str] = set()

    def handlers(self) -> Handlers:
        return {
            StartLeakTest: self._start_leak_test,
            StopLeakTest: lambda _: self._kit.tokens.cancel(LEAK_TEST),
        }

    def _start_leak_test(self, command: StartLeakTest) -> None:
        cancel = self._begun(LEAK_TEST)
        self._kit.lanes.aside(partial(self._test_for_leaks, command, cancel))

    def _test_for_leaks(self, command: StartLeakTest, cancel: CancelToken) -> None:
        try:
            told = self._leak_report(command, cancel)
        finally:
            self._going.discard(LEAK_TEST)
        self._kit.outlet.tell(told)

    def _leak_report(self, command: StartLeakTest, cancel: CancelToken) -> LeakTestProgressed:
        """Tells how it goes; gives what is to be told at the end."""
        test, is_whole = LeakTest(self._kit, command), True
        last = LeakProgress(0, 0, 0, "")
        name = command.request_id
        try:
            for last in test.carry_out(cancel):
                self._kit.outlet.tell(
                    LeakTestProgressed(name, last.done, last.total, last.leaks, last.doing)
                )
        except StoppedError:
            is_whole = False
        report = test.report(is_whole=is_whole)
        done = last.total if is_whole else last.done
        return LeakTestProgressed(name, done, last.total, len(report.leaks), report=report)

    def _begun(self, name: str) -> CancelToken:
        if name in self._going:
            what = f"A {name} is going on already."
            raise WorkbenchError(what, "Wait until it ends, or stop it.")
        self._going.add(name)
        return self._kit.tokens.new(name)
