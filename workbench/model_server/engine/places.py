"""Places in the model's cache: given, shared, set aside for others, and given back."""

import time

from workbench.model_server.engine.admission import (
    best_leader,
    last_come,
    sharable,
    victim,
)
from workbench.model_server.engine.cells import CellLedger
from workbench.model_server.engine.job import Job
from workbench.model_server.engine.meters import Meters
from workbench.model_server.engine.prefixes import Prefix, PrefixCache
from workbench.model_server.engine.sequence import Sequence
from workbench.model_server.engine.settings import Context, EngineSettings


class Places:
    """`active`: the sequences that have a place, in the order of their coming."""

    def __init__(self, context: Context, settings: EngineSettings, meters: Meters) -> None:
        self._context = context
        self._settings = settings
        self._meters = meters
        self._numbers = list(range(settings.parallel))
        self.active: list[Sequence] = []
        self.aside: list[Sequence] = []
        self.cells = CellLedger(settings.cells)
        self.prefixes = PrefixCache(settings.prefix_bytes)

    def make_room(self, job: Job) -> bool:
        """A person's request pushes batch answers aside if it must."""
        while not self._fits(job):
            chosen = victim(self.active, job)
            if chosen is None:
                return False
            self._set_aside(chosen)
        return True

    def give(self, job: Job) -> None:
        """After `make_room`."""
        job.timings.queue_s += time.perf_counter() - job.waiting_since
        job.timings.prompt_tokens = len(job.assignment.prompt)
        sequence = Sequence(job, self._take_number())
        sequence.leader, sequence.shared = self._leader(job)
        if not self._recall(sequence):
            wanted = sequence.room_wanted
            self.cells.open(sequence, wanted, sequence.leader, sequence.shared)
        self.active.append(sequence)

    def resume(self, *, people_only: bool) -> bool:
        """Go on with an answer that was set aside; False if there is none or no room."""
        waiting = sorted(self.aside, key=lambda each: not each.job.is_interactive)
        sequence = waiting[0] if waiting else None
        if not sequence or (people_only and not sequence.job.is_interactive):
            return False
        if not self._numbers or sequence.room_wanted > self.cells.free:
            return False
        self.aside.remove(sequence)
        sequence.number = self._take_number()
        self.cells.open(sequence, sequence.room_wanted)
        if not (sequence.saved and self._context.restore(sequence.number, sequence.saved)):
            self._context.forget(sequence.number)
            sequence.read = 0
        sequence.saved = None
        self.active.append(sequence)
        return True

    def grow(self) -> None:
        """Room for the next tokens of all that are written; whoever came last makes it."""
        for sequence in list(self.active):
            while sequence in self.active and not self._has_grown(sequence):
                self._set_aside(last_come(self.active))

    def _has_grown(self, sequence: Sequence) -> bool:
        reserved = self.cells.reserved(sequence)
        if len(sequence.tokens) <= reserved:
            return True
        more = sequence.room_wanted - reserved
        if more > self.cells.free:
            return False
        self.cells.grow(sequence, more)
        return True

    def take_over(self) -> None:
        """Whoever waited for a neighbour to read their common beginning goes on by itself."""
        for sequence in self.active:
            if sequence.leader and sequence.leader.read >= sequence.shared:
                self._share(sequence.leader, sequence, sequence.shared)

    def keep(self, sequence: Sequence) -> None:
        """A person may go on with the conversation; of a batch only questions come again."""
        goes_on = sequence.job.is_interactive and not self._settings.is_exact
        size = sequence.read if goes_on else sequence.prompt_size
        if size < sequence.read and not self._settings.can_cut:
            return
        self._context.forget(sequence.number, size)
        sequence.read = size
        self.prefixes.keep(sequence.tokens[:size], lambda: self._context.save(sequence.number))

    def give_back(self, sequence: Sequence) -> None:
        """One of those that waited for it takes what it had read, and leads the others."""
        self.active.remove(sequence)
        followers = [each for each in self.active if each.leader is sequence]
        if followers:
            heir = max(followers, key=lambda each: each.shared)
            self._share(sequence, heir, min(heir.shared, sequence.read))
            for follower in followers:
                if follower is not heir:
                    follower.leader = heir
        self._context.forget(sequence.number)
        self._numbers.append(sequence.number)
        self.cells.close(sequence)

    def _take_number(self) -> int:
        """The lowest: sequences whose numbers have no gaps are computed together."""
        number = min(self._numbers)
        self._numbers.remove(number)
        return number

    def forget_all(self) -> None:
        for sequence in self.active:
            self.cells.close(sequence)
            self._numbers.append(sequence.number)
        self.active.clear()
        self.prefixes.forget()
        self._context.forget_all()

    def _leader(self, job: Job) -> tuple[Sequence | None, int]:
        if not self._settings.can_cut:
            return None, 0
        return best_leader(job.assignment.prompt, self.active)

    def _fits(self, job: Job) -> bool:
        _, shared = self._leader(job)
        wanted = Sequence(job, 0).room_wanted - shared
        return bool(self._numbers) and wanted <= self.cells.free

    def _recall(self, sequence: Sequence) -> bool:
        """Take a kept beginning instead, if it is longer than what a neighbour shares."""
        prefix, known = self._known(sequence.tokens)
        wanted = sequence.room_wanted
        if not prefix or known <= sequence.shared or wanted > self.cells.free:
            return False
        if not self._context.restore(sequence.number, prefix.state):
            self._context.forget(sequence.number)
            return False
        self.prefixes.use(prefix)
        if known < len(prefix.tokens):
            self._context.forget(sequence.number, known)
        sequence.leader, sequence.shared = None, 0
        self.cells.open(sequence, wanted)
        self._note_known(sequence, known)
        return True

    def _known(self, prompt: list[int]) -> tuple[Prefix | None, int]:
        """The best kept beginning, and how much of it can be used."""
        prefix, shared = self.prefixes.best(prompt)
        known = min(shared, sharable(prompt))
        if prefix and not self._settings.can_cut and known < len(prefix.tokens):
            return None, 0
        return prefix, known

    def _share(self, leader: Sequence, sequence: Sequence, tokens: int) -> None:
        if tokens:
            self._context.share(leader.number, sequence.number, tokens)
        sequence.leader = None
        self._note_known(sequence, tokens)

    def _note_known(self, sequence: Sequence, tokens: int) -> None:
        sequence.read = tokens
        sequence.job.timings.cached_tokens = tokens
        self._meters.cached_tokens += tokens

    def _set_aside(self, sequence: Sequence) -> None:
        """Go on with this one later, where it stands."""
        if sequence.read:
            sequence.saved = self._context.save(sequence.number)
        sequence.leader = None
        self.give_back(sequence)
        self.aside.append(sequence)
        self._meters.set_aside += 1
