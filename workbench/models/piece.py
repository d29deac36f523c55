"""What one chunk of a streamed answer brought."""

from collections.abc import Iterator
from dataclasses import dataclass

from workbench.domain.model_call import Thought


@dataclass(frozen=True, slots=True)
class Piece:
    """Either part may be empty."""

    thought: str = ""
    text: str = ""

    def told(self) -> Iterator[Thought | str]:
        """As a model tells it: what it thinks comes before what it says."""
        if self.thought:
            yield Thought(self.thought)
        if self.text:
            yield self.text
