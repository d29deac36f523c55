"""Downloads of models: one child each, stopped by ending it, resumed by starting it again."""

import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from workbench.cancellation import CancelToken
from workbench.domain.addresses import is_loopback
from workbench.domain.egress import EgressRow
from workbench.downloads.lines import Exchanged, Failed, Fetched, Order, Progressed, decode
from workbench.errors import ModelUnavailableError, OfflineError, WorkbenchError
from workbench.network.offline import OfflineSwitch
from workbench.processes.child_log import ChildLog
from workbench.processes.launch import child_command

Tell = Callable[[EgressRow], object]


class Downloads:
    """`on_egress` is told a row for each host that a download exchanged bytes with."""

    def __init__(self, switch: OfflineSwitch, on_egress: Tell = lambda _: None) -> None:
        self._switch = switch
        self._on_egress = on_egress
        self._children: set[subprocess.Popen[str]] = set()

    def fetch(self, order: Order, cancel: CancelToken) -> Iterator[Progressed | Fetched]:
        """Ends with `Fetched`. Raises `WorkbenchError`, and `StoppedError` when cancelled."""
        self._check_online(order)
        process = self._start(order)
        log, traffic = ChildLog(None), _Traffic(f"download of {order.file}")
        self._children.add(process)
        with process, cancel.on_cancel(process.kill):
            try:
                yield from self._told(process, log, traffic)
            finally:
                process.kill()
                self._children.discard(process)
                traffic.tell(self._on_egress)
        cancel.check()
        if process.returncode < 0:
            self._check_online(order)

    def cut(self) -> None:
        """End what is under way; what has arrived is kept."""
        for process in self._children.copy():
            process.kill()

    def _check_online(self, order: Order) -> None:
        if self._switch.is_on:
            raise OfflineError(
                f"Offline mode is on, so {order.file} is not downloaded.",
                "Turn it off, or add a GGUF file that you have.",
            )

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
        self, process: "subprocess.Popen[str]", log: ChildLog, traffic: "_Traffic"
    ) -> Iterator[Progressed | Fetched]:
        is_done = False
        for line in process.stdout or ():
            match decode(line):
                case Failed(message, hint):
                    raise WorkbenchError(message, hint)
                case Exchanged() as told:
                    traffic.add(told)
                case Progressed() as told:
                    traffic.arrived(told)
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


@dataclass(slots=True)
class _Traffic:
    """Bytes by host: heads are told as they go, the file itself by how far it is."""

    purpose: str
    rows: dict[str, EgressRow] = field(default_factory=dict)
    host: str = ""
    done: int = -1

    def add(self, told: Exchanged) -> None:
        self.host = told.host
        self._count(told.bytes_out, told.bytes_in)

    def arrived(self, told: Progressed) -> None:
        """What was here before the download began did not arrive now."""
        if told.phase == "fetching":
            if self.done >= 0:
                self._count(0, max(0, told.done - self.done))
            self.done = told.done

    def tell(self, on_egress: Tell) -> None:
        for row in self.rows.values():
            if not is_loopback(row.host):
                on_egress(row)

    def _count(self, bytes_out: int, bytes_in: int) -> None:
        row = self.rows.get(self.host, EgressRow(self.host, self.purpose, 0, 0))
        self.rows[self.host] = replace(
            row, bytes_out=row.bytes_out + bytes_out, bytes_in=row.bytes_in + bytes_in
        )
