"""The text of an answer, parted into what was thought, what is said, and which tools are called."""

from dataclasses import dataclass

from workbench.model_server.reasoning import ReasoningReader, Split
from workbench.model_server.tool_reply import ToolReplyReader
from workbench.model_server.tool_syntax import RepliedCall


@dataclass(frozen=True, slots=True)
class Rest:
    """What is known at the end."""

    reasoning: str
    text: str
    calls: tuple[RepliedCall, ...]


class ReplyReader:
    """`reads_calls`: tools were offered."""

    def __init__(self, *, reads_calls: bool, is_thinking: bool) -> None:
        self._reasoning = ReasoningReader(is_thinking=is_thinking)
        self._tools = ToolReplyReader() if reads_calls else None

    def feed(self, text: str) -> Split:
        split = self._reasoning.feed(text)
        if self._tools and split.answer:
            return Split(split.reasoning, self._tools.feed(split.answer))
        return split

    def finish(self) -> Rest:
        split = self._reasoning.finish()
        if self._tools is None:
            return Rest(split.reasoning, split.answer, ())
        shown = self._tools.feed(split.answer) if split.answer else ""
        rest, calls = self._tools.finish()
        return Rest(split.reasoning, shown + rest, calls)
