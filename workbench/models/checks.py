"""What a model cannot do is said before it is asked, not by its server afterwards."""

from collections.abc import Iterator

from workbench.domain.abilities import Ability, abilities_of
from workbench.domain.bot import ModelSpec, Sampling
from workbench.domain.model_call import ModelRequest
from workbench.errors import ModelUnableError

# A bot's `max_tokens` means its answer; without room to think it would get none.
THINKING_ROOM_TOKENS = 4096
_ASKED: dict[Ability, tuple[str, str]] = {
    "tools": (
        "cannot call tools",
        "Use the direct or router strategy, or another model.",
    ),
    "structured_output": (
        "cannot keep to an output schema",
        "Take output_schema out of the prompt, or use another model.",
    ),
    "tools_with_structured_output": (
        "cannot call tools and keep to an output schema at once",
        "Take output_schema out of the prompt, or use another model.",
    ),
    "logprobs": (
        "does not tell how likely its tokens are",
        "Set logprobs to 0, or use another model.",
    ),
}


def check_request(spec: ModelSpec, request: ModelRequest) -> None:
    """Raises `ModelUnableError` for what the model, as far as is known, cannot do."""
    can = abilities_of(spec)
    for ability in _wanted(request):
        if ability not in can:
            what, hint = _ASKED[ability]
            correction = f"If it can, write can: [{ability}] with the model in models.yaml."
            raise ModelUnableError(f"{spec.name} {what}. Nothing was sent.", f"{hint} {correction}")


def left_out(spec: ModelSpec, sampling: Sampling) -> tuple[str, ...]:
    """The settings that a bot has and the model does not take; they are not sent."""
    can = abilities_of(spec)
    usual = Sampling()
    is_set: dict[Ability, bool] = {
        "seed": True,
        "temperature": True,
        "top_p": sampling.top_p != usual.top_p,
        "stop": bool(sampling.stop),
        "repeat_penalty": sampling.repeat_penalty != usual.repeat_penalty,
    }
    return tuple(name for name, has in is_set.items() if has and name not in can)


def token_limit(spec: ModelSpec, sampling: Sampling) -> int:
    """What is asked of a server that counts thoughts too: they come on top of the answer."""
    is_thinking = spec.is_remote and "reasoning" in abilities_of(spec)
    return sampling.max_tokens + (THINKING_ROOM_TOKENS if is_thinking else 0)


def _wanted(request: ModelRequest) -> Iterator[Ability]:
    has_schema = request.output_schema is not None
    if request.tools:
        yield "tools"
    if has_schema:
        yield "structured_output"
    if request.tools and has_schema:
        yield "tools_with_structured_output"
    if request.sampling.logprobs:
        yield "logprobs"
