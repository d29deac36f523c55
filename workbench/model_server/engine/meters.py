"""What the engine has done since it started, for `/metrics`."""

from dataclasses import dataclass

# How much the last measurement counts in the running mean.
LAST_COUNTS = 0.2


@dataclass(slots=True)
class Meters:
    """Tokens and seconds add up; `prompt_tokens_per_s` is a running mean, None at the start."""

    steps: int = 0
    step_tokens: int = 0
    last_step_tokens: int = 0
    step_s: float = 0.0
    prompt_tokens: int = 0
    cached_tokens: int = 0
    reply_tokens: int = 0
    finished: int = 0
    dropped: int = 0
    set_aside: int = 0
    prompt_tokens_per_s: float | None = None

    def note_step(self, prompt_tokens: int, reply_tokens: int, seconds: float) -> None:
        self.steps += 1
        self.last_step_tokens = prompt_tokens + reply_tokens
        self.step_tokens += self.last_step_tokens
        self.step_s += seconds
        self.prompt_tokens += prompt_tokens
        self.reply_tokens += reply_tokens
        if prompt_tokens > reply_tokens and seconds:
            self._note_pace(prompt_tokens / seconds)

    @property
    def prefix_hit_rate(self) -> float:
        """The share of all prompt tokens that needed not be read again."""
        asked = self.prompt_tokens + self.cached_tokens
        return self.cached_tokens / asked if asked else 0.0

    def _note_pace(self, tokens_per_s: float) -> None:
        before = self.prompt_tokens_per_s
        self.prompt_tokens_per_s = (
            tokens_per_s if before is None else before + LAST_COUNTS * (tokens_per_s - before)
        )
