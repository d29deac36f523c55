"""A request that has a place in the model's cache: what is read of it, and what it has written."""

from workbench.model_server.engine.job import Job, PromptRead, Text, TokenLogprob
from workbench.model_server.native.context import SavedState
from workbench.model_server.stops import PieceDecoder, StopCutter

# An answer is given room piece by piece: few are as long as they may be.
HEADROOM_TOKENS = 64


class Sequence:
    """`number` is its place in the cache; `read` of its `tokens` are in it.

    `leader`: another sequence that is reading the beginning which both share, `shared` tokens;
    this one waits for it and then takes them over. `saved`: its cache while it is set aside.
    """

    def __init__(self, job: Job, number: int) -> None:
        self.job = job
        self.number = number
        self.tokens = list(job.assignment.prompt)
        self.prompt_size = len(self.tokens)
        self.read = 0
        self.leader: Sequence | None = None
        self.shared = 0
        self.saved: SavedState | None = None
        self.is_finished = False
        self._cutter = StopCutter(job.assignment.stops)
        self._decoder = PieceDecoder()
        self._logprobs: list[TokenLogprob] = []
        self._unshown = 0

    @property
    def unread(self) -> int:
        return len(self.tokens) - self.read

    @property
    def is_writing(self) -> bool:
        """Its prompt is read; one token after the other follows."""
        return len(self.tokens) > self.prompt_size and self.unread == 1

    @property
    def room_wanted(self) -> int:
        """Cells for what it has, and for some more of its answer."""
        assignment = self.job.assignment
        left = assignment.limit - self.job.timings.reply_tokens
        return len(self.tokens) + min(left, HEADROOM_TOKENS)

    def note_read(self, tokens: int, seconds: float) -> None:
        """So many more are in the cache."""
        timings = self.job.timings
        if self.is_writing:
            timings.reply_s += seconds
        else:
            timings.prompt_s += seconds
        self.read += tokens
        if self.unread:
            self.job.deliver(PromptRead(self.read, self.prompt_size))

    def write(self, token: int, piece: bytes | None, logprob: TokenLogprob | None) -> None:
        """The next token was picked. `piece` None: it ends the answer."""
        assignment, timings = self.job.assignment, self.job.timings
        if logprob:
            self._logprobs.append(logprob)
        if piece is None:
            self._finish()
            return
        timings.reply_tokens += 1
        self._unshown += 1
        self.tokens.append(token)
        self._show(self._cutter.feed(self._decoder.feed(piece)))
        if self._cutter.is_stopped:
            self.is_finished = True
        elif timings.reply_tokens >= assignment.limit:
            self.job.finish_reason = "length"
            self._finish()

    def _finish(self) -> None:
        self.is_finished = True
        self._show(self._cutter.feed(self._decoder.finish()) + self._cutter.finish())

    def _show(self, text: str) -> None:
        if text or self._logprobs:
            self.job.deliver(Text(text, self._unshown, tuple(self._logprobs)))
            self._logprobs.clear()
            self._unshown = 0


def shared_beginning(one: list[int], other: list[int]) -> int:
    """How many tokens both begin with."""
    low, high = 0, min(len(one), len(other))
    # Lists compare at the speed of C: halving is faster than a loop over the tokens.
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
