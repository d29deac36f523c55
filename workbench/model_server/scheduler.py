"""Who is served when: one request at a time, the interactive ones first."""

import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from workbench.model_server.generation import Generation
from workbench.model_server.native.model import LlamaModel, Memory

Priority = Literal["interactive", "batch"]


@dataclass(frozen=True, slots=True)
class Text:
    text: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The last event of a job; `error` is empty when all went well."""

    error: str = ""


Deliver = Callable[[Text | Finished], None]


class Job:
    """One request on its way through the queue. `deliver` is called from the model's thread."""

    def __init__(self, generation: Generation, priority: Priority, deliver: Deliver) -> None:
        self.generation = generation
        self.priority = priority
        self.deliver = deliver
        self.is_dropped = threading.Event()
        self.memory: Memory | None = None
        self.steps: Iterator[str] = generation.steps()
        self.waiting_since = time.perf_counter()


class Scheduler:
    """Owns the only thread that uses the model. `_changed` guards the two queues."""

    def __init__(self, model: LlamaModel) -> None:
        self._model = model
        self._changed = threading.Condition()
        self._queues: dict[Priority, deque[Job]] = {"interactive": deque(), "batch": deque()}
        self._running: Job | None = None
        threading.Thread(target=self._serve, name="inference", daemon=True).start()

    @property
    def is_busy(self) -> bool:
        return self._running is not None

    @property
    def queue_length(self) -> int:
        with self._changed:
            return sum(len(queue) for queue in self._queues.values())

    def submit(self, job: Job) -> None:
        with self._changed:
            self._queues[job.priority].append(job)
            self._changed.notify()

    def drop(self, job: Job) -> None:
        """Nobody waits for it any more: forget it, or stop working on it."""
        job.is_dropped.set()
        with self._changed:
            if job in self._queues[job.priority]:
                self._queues[job.priority].remove(job)

    def _serve(self) -> None:
        while True:
            job = self._next()
            try:
                self._work_on(job)
            except Exception as error:  # noqa: BLE001 - whatever it was, the next one is served
                traceback.print_exc()
                self._model.forget()
                job.deliver(Finished(f"The model failed: {error}"))
            self._running = None

    def _next(self) -> Job:
        with self._changed:
            while not (queue := self._queues["interactive"] or self._queues["batch"]):
                self._changed.wait()
            self._running = job = queue.popleft()
        job.generation.timings.queue_s += time.perf_counter() - job.waiting_since
        return job

    def _work_on(self, job: Job) -> None:
        if job.memory:
            self._model.restore(job.memory)
            job.memory = None
        for text in job.steps:
            if job.is_dropped.is_set():
                return
            if text:
                job.deliver(Text(text))
            if job.priority == "batch" and self._queues["interactive"]:
                self._set_aside(job)
                return
        job.deliver(Finished())

    def _set_aside(self, job: Job) -> None:
        """Someone is waiting in person: go on with this one later, where it stands."""
        job.memory = self._model.save()
        job.waiting_since = time.perf_counter()
        with self._changed:
            self._queues["batch"].appendleft(job)
