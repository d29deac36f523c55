"""The clock of the model in a turn: waiting in its queue, first token, writing speed."""

from workbench.trace.event import TraceEvent
from workbench.trace.facts import (
    AnswerReused,
    ModelAnswered,
    ModelAsked,
    ModelQueued,
    TextStreamed,
    TurnCancelled,
    TurnFailed,
    TurnFinished,
)


class ModelTime:
    """Folds the events of one turn; `ttft_s` and `tokens_per_s` are of its latest text."""

    def __init__(self) -> None:
        self.queue_s = 0.0
        self.ttft_s: float | None = None
        self.tokens_per_s: float | None = None
        self._span_id = ""
        self._queued_at_s: float | None = None
        self._first_asked_s = 0.0
        self._asked_s = 0.0
        self._queued_in_call_s = 0.0
        self._first_text_s: float | None = None
        self._pieces = 0

    def add(self, event: TraceEvent) -> None:
        match event.fact:
            case ModelQueued() if self._queued_at_s is None:
                self._queued_at_s = event.offset_s
            case ModelAsked() | AnswerReused():
                self._leave_queue(event)
                self._asked(event)
            case TextStreamed():
                self._text(event.offset_s)
            case ModelAnswered(gaps_ms=gaps_ms, completion=completion):
                self._measured(gaps_ms, completion.reply_tokens, completion.reply_s)
            case TurnFailed(gaps_ms=gaps_ms) | TurnCancelled(gaps_ms=gaps_ms):
                self._leave_queue(event)
                self._measured(gaps_ms, len(gaps_ms), None)
            case TurnFinished():
                self._leave_queue(event)

    def _leave_queue(self, event: TraceEvent) -> None:
        if self._queued_at_s is None:
            return
        waited_s = event.offset_s - self._queued_at_s
        self.queue_s += waited_s
        if event.span_id == self._span_id:
            self._queued_in_call_s += waited_s
        self._queued_at_s = None

    def _asked(self, event: TraceEvent) -> None:
        """A second request in the same span is a retry: the person has been waiting since."""
        if event.span_id != self._span_id:
            self._span_id = event.span_id
            self._first_asked_s, self._queued_in_call_s = event.offset_s, 0.0
        self._asked_s = event.offset_s
        self._first_text_s, self._pieces = None, 0

    def _text(self, offset_s: float) -> None:
        self._pieces += 1
        if self._first_text_s is None:
            self._begin_text(offset_s)
        elif offset_s > self._first_text_s:
            self.tokens_per_s = (self._pieces - 1) / (offset_s - self._first_text_s)

    def _begin_text(self, offset_s: float) -> None:
        self._first_text_s = offset_s
        self.ttft_s = offset_s - self._first_asked_s - self._queued_in_call_s
        self.tokens_per_s = None

    def _measured(self, gaps_ms: tuple[int, ...], tokens: int, reply_s: float | None) -> None:
        """The recorded gaps decide, so a live turn and a replayed one agree."""
        if not gaps_ms:
            return
        self._begin_text(self._asked_s + gaps_ms[0] / 1000)
        writing_s = sum(gaps_ms[1:]) / 1000
        if reply_s and tokens:
            self.tokens_per_s = tokens / reply_s
        elif writing_s and tokens > 1:
            self.tokens_per_s = (tokens - 1) / writing_s
