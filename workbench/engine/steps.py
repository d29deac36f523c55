"""What every strategy is made of: retrieve, assemble, ask the model, use a tool."""

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import replace
from typing import TypeVar

from workbench.domain.bot import ModelSpec
from workbench.domain.conversation import Completion, Message, ToolCall
from workbench.domain.document import Retrieved
from workbench.domain.model_call import (
    Admitted,
    Exchanged,
    FallingBack,
    ModelRequest,
    PromptProgress,
    Queued,
    Retrying,
    Reused,
    Thought,
    Told,
)
from workbench.domain.tool import Tool
from workbench.domain.turn import TurnInput
from workbench.engine.ports import Services
from workbench.engine.prompt import Draft
from workbench.engine.recording import Recording
from workbench.engine.retrieving import retrieve
from workbench.engine.routing import ask_routed
from workbench.errors import (
    InvalidToolCallError,
    ModelDroppedError,
    ModelRefusedError,
    ToolFailedError,
    WorkbenchError,
)
from workbench.trace.facts import (
    AnswerReused,
    ApprovalGiven,
    EgressCounted,
    Fact,
    FellBack,
    IntentRouted,
    ModelAnswered,
    ModelAsked,
    ModelQueued,
    ModelRetried,
    PromptAssembled,
    PromptProgressed,
    Segment,
    TextStreamed,
    ThoughtStreamed,
    ToolCalled,
    ToolReturned,
)
from workbench.trace.span import Located, Traced, span

# A model server that dies is started again meanwhile; more than this and something is wrong.
MODEL_ATTEMPTS = 3
# A model that calls tools wrongly is told so this often.
INVALID_CALLS_FORGIVEN = 2
CHARACTERS_PER_TOKEN = 4

T = TypeVar("T")


class ApprovalNeededError(Exception):
    def __init__(self, call: ToolCall) -> None:
        self.call = call


class Steps:
    """The steps of one turn. `streamed` is the text of the answer that is arriving.

    `step`: the name of the span in hand, so that a failure knows its place. Between two steps the
    next prompt is written.
    """

    def __init__(self, given: TurnInput, services: Services, recording: Recording) -> None:
        self.given = given
        self.services = services
        self.recording = recording
        self.streamed = ""
        self.step = ""
        self._invalid_calls = 0
        self._asked = 0
        self.intent: IntentRouted | None = None
        self.has_used_tool = False

    def run(self, name: str, work: Traced[T]) -> Generator[Located, None, T]:
        """Carry out a step in a span of its own."""
        self.step = name
        result = yield from span(name, work)
        self.step = f"prompt-{self._asked}"
        return result

    def retrieve(self, query: str) -> Traced[Retrieved]:
        settings = self.given.bot.retrieval
        if not settings:
            return Retrieved(())
        return (yield from self.run("retrieve", retrieve(self, settings, query)))

    def reply_without_evidence(self, retrieved: Retrieved) -> str:
        """What the bot says, without asking its model, if there is no evidence; empty: it asks."""
        settings = self.given.bot.retrieval
        return settings.no_evidence_reply if settings and retrieved.no_evidence else ""

    def token_counts(self, texts: Sequence[str]) -> tuple[Sequence[int], bool]:
        """Tokens of each text, and whether they are an estimate."""
        counts = self.services.model.count_tokens(texts, self.services.cancel)
        if counts is not None:
            return counts, False
        return [-(-len(text) // CHARACTERS_PER_TOKEN) for text in texts], True

    def ask(self, draft: Draft, tools: tuple[Tool, ...] = ()) -> Traced[Completion]:
        """Put the request together and have the model answer it."""
        place, self._asked = self._asked, self._asked + 1
        request = yield from self.run(f"prompt-{place}", self._assemble(draft, tools))
        if self.given.bot.routes:
            return (yield from ask_routed(self, request, self.given.bot.routes, place))
        return (yield from self.run(f"model-{place}", self.answered(request)))

    def use_tool(self, name: str, call: ToolCall) -> Traced[ToolReturned]:
        self.has_used_tool = True
        return (yield from self.run(f"tool-{name}", self._used(call)))

    def _assemble(self, draft: Draft, tools: tuple[Tool, ...]) -> Traced[ModelRequest]:
        fact = self.recording.take(PromptAssembled) or self._assembled(draft)
        yield fact
        bot = self.given.bot
        sampling = replace(bot.sampling, seed=bot.sampling.seed + self.given.origin.trial)
        return ModelRequest(fact.messages, sampling, tools, bot.prompt.output_schema)

    def _assembled(self, draft: Draft) -> PromptAssembled:
        parts = draft.parts
        # The model counts them: if it cannot be had, nothing is wrong with the prompt.
        self.step = f"model-{self._asked - 1}"
        tokens, is_estimate = self.token_counts(list(parts.values()))
        return PromptAssembled(
            draft.messages,
            tuple(Segment(name, count) for name, count in zip(parts, tokens, strict=True) if count),
            self.given.bot.model.context_tokens,
            is_estimate=is_estimate,
        )

    def answered(
        self, request: ModelRequest, strong: ModelSpec | None = None
    ) -> Traced[Completion]:
        """By the bot's own model, or by the strong one."""
        fact = self.recording.take(ModelAnswered) or (yield from self._persist(request, strong))
        yield fact
        return fact.completion

    def _persist(self, request: ModelRequest, strong: ModelSpec | None) -> Traced[ModelAnswered]:
        for attempt in range(1, MODEL_ATTEMPTS):
            try:
                return (yield from self._stream(request, strong))
            except ModelDroppedError as error:
                yield ModelRetried(attempt, error.message)
        return (yield from self._stream(request, strong))

    def _stream(self, request: ModelRequest, strong: ModelSpec | None) -> Traced[ModelAnswered]:
        self.streamed = ""
        model = (self.services.strong if strong else None) or self.services.model
        asked = (strong or self.given.bot.model).name
        with closing(model.stream(request, self.services.cancel)) as pieces:
            for piece in pieces:
                match piece:
                    case Completion():
                        self.streamed = ""
                        return ModelAnswered(piece)
                    case str():
                        self.streamed += piece
                        yield TextStreamed(piece)
                    case _:
                        yield _told(piece, asked)
        raise ModelRefusedError("The model stopped without an answer.", "Try again.")

    def _used(self, call: ToolCall) -> Traced[ToolReturned]:
        yield ToolCalled(call)
        is_allowed = True
        if self.services.toolbox.needs_approval(call):
            approval = self._approval(call)
            yield approval
            is_allowed = approval.approved
        if recorded := self.recording.take(ToolReturned):
            if not recorded.failed:
                self.services.toolbox.replay(recorded.call)
            yield recorded
            return recorded
        fact = self._call(call, is_allowed=is_allowed)
        yield fact
        return fact

    def _approval(self, call: ToolCall) -> ApprovalGiven:
        if recorded := self.recording.take(ApprovalGiven):
            return recorded
        if call.id not in self.services.approvals:
            raise ApprovalNeededError(call)
        return ApprovalGiven(call.id, self.services.approvals[call.id])

    def _call(self, call: ToolCall, *, is_allowed: bool) -> ToolReturned:
        if not is_allowed:
            return ToolReturned(call, "A person declined this call.", failed=True)
        try:
            result = self.services.toolbox.call(call, self.services.cancel)
        except InvalidToolCallError as error:
            self._count_invalid(error)
            return ToolReturned(call, error.message, failed=True)
        except ToolFailedError as error:
            # The model sees the failure and may try another way.
            return ToolReturned(call, error.message, failed=True, fault=error.fault)
        return ToolReturned(call, result.output, failed=False, fault=result.fault)

    def _count_invalid(self, error: InvalidToolCallError) -> None:
        self._invalid_calls += 1
        if self._invalid_calls > INVALID_CALLS_FORGIVEN:
            raise WorkbenchError(
                f"The model called tools wrongly {self._invalid_calls} times. {error.message}",
                "Use the router strategy, describe the tools better, or pick a stronger model.",
            )


def tool_message(returned: ToolReturned) -> Message:
    return Message("tool", returned.output, answers_call=returned.call.id)


def _told(news: Told, asked: str) -> Fact:
    """What happens to a call of the model `asked`, besides its answer, as a fact."""
    match news:
        case Queued(place=place):
            return ModelQueued(place)
        case PromptProgress(read=read, total=total):
            return PromptProgressed(read, total)
        case Thought(text=text):
            return ThoughtStreamed(text)
        case Reused():
            return AnswerReused(news)
        case Admitted(model=model, left_out=left_out):
            return ModelAsked(model or asked, left_out)
        case Retrying() | FallingBack() | Exchanged():
            return _told_of_network(news)


def _told_of_network(news: Retrying | FallingBack | Exchanged) -> Fact:
    match news:
        case Retrying(attempt=attempt, reason=reason, wait_s=wait_s):
            return ModelRetried(attempt, reason, wait_s)
        case FallingBack(from_model=one, to_model=other, reason=reason):
            return FellBack(one, other, reason)
        case Exchanged(host=host, bytes_out=bytes_out, bytes_in=bytes_in):
            return EgressCounted(host, bytes_out, bytes_in)
