"""The one thread that uses the model: it admits requests, reads and writes them in batches."""

import threading
import time
import traceback
from collections.abc import Sequence as Many

from workbench.model_server.engine.admission import next_job
from workbench.model_server.engine.job import Finished, Job
from workbench.model_server.engine.logprobs import logprob_of
from workbench.model_server.engine.meters import Meters
from workbench.model_server.engine.places import Places
from workbench.model_server.engine.plan import Step, plan
from workbench.model_server.engine.sequence import Sequence
from workbench.model_server.engine.settings import Context, EngineSettings, Vocabulary
from workbench.model_server.native.batch import Piece

# So long a step may take: others see their words in time, and a hang-up is soon noticed.
STEP_WHILE_WRITING_S, STEP_S, STEP_ALONE_S = 0.12, 0.35, 1.0
FIRST_STEP_TOKENS, LEAST_STEP_TOKENS = 128, 32


class Engine:
    """`_changed` guards `_waiting`; all else belongs to the engine's own thread."""

    def __init__(self, context: Context, vocabulary: Vocabulary, settings: EngineSettings) -> None:
        self._context = context
        self._vocabulary = vocabulary
        self.settings = settings
        self.meters = Meters()
        self.places = Places(context, settings, self.meters)
        self._changed = threading.Condition()
        self._waiting: list[Job] = []

    def start(self) -> None:
        """From now on work, in a thread of its own."""
        threading.Thread(target=self._serve, name="inference", daemon=True).start()

    @property
    def running(self) -> int:
        return len(self.places.active)

    @property
    def waiting(self) -> int:
        return len(self._waiting) + len(self.places.aside)

    def submit(self, job: Job) -> None:
        with self._changed:
            self._waiting.append(job)
            self._changed.notify()

    def drop(self, job: Job) -> None:
        """Nobody waits for it any more."""
        job.is_dropped.set()
        with self._changed:
            if job in self._waiting:
                self._waiting.remove(job)
                self.meters.dropped += 1

    def _serve(self) -> None:
        while True:
            with self._changed:
                while not self.has_work:
                    self._changed.wait()
            self.step()

    @property
    def has_work(self) -> bool:
        return bool(self._waiting or self.places.aside or self.places.active)

    def step(self) -> None:
        """One call of the model, for as many requests as have a place."""
        self._release_dropped()
        try:
            self._admit()
            self.places.take_over()
            self.places.grow()
            steps = plan(self.places.active, self._prompt_budget())
            if steps:
                self._carry_out(steps)
        except Exception as error:  # noqa: BLE001 - whatever it was, the next one is served
            traceback.print_exc()
            self._give_up(f"The model failed: {error}")

    def _release_dropped(self) -> None:
        places = self.places
        for sequence in [each for each in places.active if each.job.is_dropped.is_set()]:
            # Who stops an answer often asks again.
            if sequence.read >= sequence.prompt_size:
                places.keep(sequence)
            places.give_back(sequence)
            self.meters.dropped += 1
        places.aside = [each for each in places.aside if not each.job.is_dropped.is_set()]

    def _admit(self) -> None:
        people_only = self._is_person_waiting()
        while self.places.resume(people_only=people_only):
            pass
        while job := self._next_job():
            if not self.places.make_room(job):
                return
            if self._is_taken(job):
                self.places.give(job)

    def _is_person_waiting(self) -> bool:
        with self._changed:
            return any(job.is_interactive for job in self._waiting)

    def _next_job(self) -> Job | None:
        with self._changed:
            waiting = list(self._waiting)
        return next_job(waiting, self.places.active, time.perf_counter())

    def _is_taken(self, job: Job) -> bool:
        """False if it was dropped in between."""
        with self._changed:
            is_there = job in self._waiting
            if is_there:
                self._waiting.remove(job)
        return is_there

    def _prompt_budget(self) -> int:
        room = self.settings.batch_tokens - self.running
        pace = self.meters.prompt_tokens_per_s
        if pace is None:
            return min(FIRST_STEP_TOKENS, room)
        return max(LEAST_STEP_TOKENS, min(int(pace * self._step_s()), room))

    def _step_s(self) -> float:
        if self.running == 1 and not self.waiting:
            return STEP_ALONE_S
        is_writing = any(each.is_writing for each in self.places.active)
        return STEP_WHILE_WRITING_S if is_writing else STEP_S

    def _carry_out(self, steps: Many[Step]) -> None:
        if not self.settings.is_exact:
            self._call(steps)
            return
        readers = [step for step in steps if not step.sequence.is_writing]
        if writers := [step for step in steps if step.sequence.is_writing]:
            self._call(writers)
        for step in readers:
            self._call([step])

    def _call(self, steps: Many[Step]) -> None:
        began = time.perf_counter()
        rows = self._context.decode([_piece(step) for step in steps])
        seconds = time.perf_counter() - began
        written = sum(step.sequence.is_writing for step in steps)
        read = sum(step.tokens for step in steps)
        self.meters.note_step(read - written, written, seconds)
        for step, row in zip(steps, rows, strict=True):
            step.sequence.note_read(step.tokens, seconds)
            if not step.sequence.unread:
                self._write(step.sequence, row)

    def _write(self, sequence: Sequence, row: int) -> None:
        assignment = sequence.job.assignment
        began = time.perf_counter()
        token = assignment.picker.pick(self._context, row)
        logprob = None
        if assignment.alternatives is not None:
            logprob = logprob_of(self._context.logits(row), token, assignment.alternatives)
        piece = None
        if assignment.ignores_end or not self._vocabulary.is_end(token):
            piece = self._vocabulary.piece(token, special=assignment.shows_special)
        sequence.write(token, piece, logprob)
        sequence.job.timings.reply_s += time.perf_counter() - began
        if sequence.is_finished:
            self._end(sequence)

    def _end(self, sequence: Sequence) -> None:
        self.places.keep(sequence)
        self.places.give_back(sequence)
        self.meters.finished += 1
        sequence.job.deliver(Finished())

    def _give_up(self, reason: str) -> None:
        """What was at work is lost; what waits is served next."""
        lost = list(self.places.active)
        self.places.forget_all()
        for sequence in lost:
            sequence.job.deliver(Finished(reason))


def _piece(step: Step) -> Piece:
    sequence = step.sequence
    tokens = sequence.tokens[sequence.read : sequence.read + step.tokens]
    return Piece(sequence.number, sequence.read, tokens, step.tokens == sequence.unread)
