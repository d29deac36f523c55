"""What takes minutes and can be stopped: downloads of models, and speed tests."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from workbench.assembly import Fetched, Order, Progressed
from workbench.cancellation import CancelToken, StoppedError
from workbench.domain.speed import SpeedTest
from workbench.errors import ConflictError, WorkbenchError
from workbench.model_commands import (
    AddModelFile,
    DownloadModel,
    ListSpeedTests,
    StartSpeedTest,
    StopDownload,
    StopSpeedTest,
)
from workbench.model_messages import DownloadProgressed, SpeedTestProgressed, SpeedTestsListed
from workbench.store.speed_store import SpeedStore
from workbench.worker.file_desk import FileDesk
from workbench.worker.kit import Handlers, Kit
from workbench.worker.pieces import batches


class TransferDesk:
    """`_downloads` and `_tests`: the last that was told of each; `_going`: what has not ended.

    Only whole operations on them, so no lock.
    """

    def __init__(self, kit: Kit, files: FileDesk) -> None:
        self._kit = kit
        self._files = files
        self._downloads: dict[str, DownloadProgressed] = {}
        self._tests: dict[str, SpeedTestProgressed] = {}
        self._going: set[str] = set()

    def handlers(self) -> Handlers:
        query = self._kit.lanes.query
        return {
            DownloadModel: self._download,
            StopDownload: lambda command: self._kit.tokens.cancel(_download(command.name)),
            StartSpeedTest: self._start_test,
            StopSpeedTest: lambda command: self._kit.tokens.cancel(_test(command.name)),
            ListSpeedTests: lambda command: query(partial(self._list_tests, command)),
        }

    def tell_again(self) -> None:
        """For a page that was opened later."""
        for download in list(self._downloads.values()):
            self._kit.outlet.tell(download)
        for test in list(self._tests.values()):
            self._kit.outlet.tell(test)

    def _begin(self, what: str, work: Callable[[CancelToken], None]) -> None:
        self._going.add(what)
        self._kit.lanes.aside(partial(self._carry_out, what, work, self._kit.tokens.new(what)))

    def _carry_out(
        self, what: str, work: Callable[[CancelToken], None], cancel: CancelToken
    ) -> None:
        try:
            work(cancel)
        finally:
            self._going.discard(what)

    # Downloads

    def _download(self, command: DownloadModel) -> None:
        name = command.name or Path(command.file).stem
        order = self._order(command)
        if _download(name) not in self._going:
            self._tell_download(DownloadProgressed(name, order.file, 0, 0, "waiting"))
            self._begin(_download(name), partial(self._fetch, name, order))

    def _order(self, command: DownloadModel) -> Order:
        local = self._kit.assembly.local
        folder = local.machine.settings.folder
        if command.repository:
            return Order(command.repository, command.file, folder, command.revision)
        entry = local.library.entry(command.name)
        return Order(entry.repository, entry.file, folder, entry.revision, entry.sha256)

    def _fetch(self, name: str, order: Order, cancel: CancelToken) -> None:
        started_s, begun_with = time.monotonic(), -1
        now = self._downloads[name]
        try:
            for told in self._kit.assembly.local.downloads.fetch(order, cancel):
                if isinstance(told, Fetched):
                    self._fetched(name, now, told)
                    return
                begun_with = told.done if begun_with < 0 else begun_with
                pace = (told.done - begun_with) / max(time.monotonic() - started_s, 0.1)
                now = _progressed(now, told, pace)
                self._tell_download(now)
        except StoppedError:
            self._tell_download(replace(now, state="stopped", bytes_per_s=0.0))
        except WorkbenchError as error:
            self._tell_download(replace(now, state="failed", detail=error.line, bytes_per_s=0.0))

    def _fetched(self, name: str, now: DownloadProgressed, told: Fetched) -> None:
        """Straight into the picker, where whoever downloads a model wants it."""
        size = Path(told.path).stat().st_size
        ended = replace(now, done_bytes=size, total_bytes=size, state="done", bytes_per_s=0.0)
        try:
            self._files.add_file(AddModelFile("", told.path, name))
        except ConflictError:
            # It was in the picker already, and is whole now.
            self._files.list_contents()
        except WorkbenchError as error:
            ended = replace(ended, state="failed", detail=error.line)
        self._tell_download(ended)

    def _tell_download(self, told: DownloadProgressed) -> None:
        self._downloads[told.name] = told
        self._kit.outlet.tell(told)

    # Speed tests

    def _start_test(self, command: StartSpeedTest) -> None:
        spec = self._kit.workspace.current.model(command.name)
        if spec.provider != "llama_cpp":
            raise WorkbenchError(f"{spec.name} is not a local model.", "Test one with a GGUF file.")
        if _test(command.name) not in self._going:
            self._tell_test(SpeedTestProgressed(command.name, 0, 0, None, "running"))
            self._begin(_test(command.name), partial(self._measure, command.name))

    def _measure(self, name: str, cancel: CancelToken) -> None:
        spec = self._kit.workspace.current.model(name)
        now = self._tests[name]
        try:
            for news in self._kit.assembly.local.measure_speed(spec, cancel):
                self._keep(news.test)
                now = SpeedTestProgressed(name, news.done, news.total, news.test, "running")
                self._tell_test(now)
            self._tell_test(replace(now, state="done"))
        except StoppedError:
            self._tell_test(replace(now, state="stopped"))
        except WorkbenchError as error:
            self._tell_test(replace(now, state="failed", detail=error.line))

    def _keep(self, test: SpeedTest) -> None:
        if test.points:
            with self._store() as store:
                store.add(test)

    def _tell_test(self, told: SpeedTestProgressed) -> None:
        self._tests[told.name] = told
        self._kit.outlet.tell(told)

    def _list_tests(self, command: ListSpeedTests) -> None:
        with self._store() as store:
            tests = store.tests()
        for is_first, is_last, some in batches(tests):
            self._kit.outlet.tell(SpeedTestsListed(command.request_id, some, is_first, is_last))

    @contextmanager
    def _store(self) -> Iterator[SpeedStore]:
        with closing(SpeedStore(self._kit.store_path)) as store:
            yield store


def _progressed(now: DownloadProgressed, told: Progressed, pace: float) -> DownloadProgressed:
    return replace(
        now,
        done_bytes=told.done,
        total_bytes=told.total,
        state=told.phase,
        bytes_per_s=pace if told.phase == "fetching" else 0.0,
    )


def _download(name: str) -> str:
    return f"download {name}"


def _test(name: str) -> str:
    return f"speed test {name}"
