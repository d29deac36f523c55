"""What a loader makes of a file, and why it may fail."""

from dataclasses import dataclass, field

from workbench.domain.knowledge_settings import Labels


@dataclass(frozen=True, slots=True)
class Loaded:
    """`text`: Markdown, a form feed after each page. `labels`: what the file says of itself."""

    text: str
    labels: Labels = field(default_factory=Labels)


class LoadError(Exception):
    """What is wrong, at which line of the file (1 where it has no lines), and what to do."""

    def __init__(self, line: int, message: str, hint: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message
        self.hint = hint
