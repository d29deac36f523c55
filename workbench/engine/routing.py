"""Which of a bot's two models answers: the rules, and asking once more if the first is unsure."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from math import exp
from typing import TYPE_CHECKING

from workbench.domain.bot import Routes
from workbench.domain.conversation import Completion, TokenLogprob
from workbench.domain.model_call import ModelRequest
from workbench.trace.facts import ModelRouted
from workbench.trace.span import Traced

if TYPE_CHECKING:
    from workbench.engine.steps import Steps

LONGEST_EXAMPLE = 60


def ask_routed(
    steps: "Steps", request: ModelRequest, routes: Routes, place: int
) -> Traced[Completion]:
    """Each decision is a fact of its own, so a replay goes the same way and asks nobody."""
    decide = partial(before_asking, steps, routes)
    decided = yield from steps.run(f"route-{place}", _recorded(steps, decide))
    if decided.model == routes.strong.name:
        return (yield from steps.run(f"model-{place}", steps.answered(request, routes.strong)))
    first = yield from steps.run(f"model-{place}", steps.answered(_with_logprobs(request, routes)))
    doubt = after_asking(steps, routes, first)
    if doubt is None:
        return first
    decided = yield from steps.run(f"route-{place}.1", _recorded(steps, lambda: doubt))
    if decided.model != routes.strong.name:
        return first
    return (yield from steps.run(f"model-{place}.1", steps.answered(request, routes.strong)))


def before_asking(steps: "Steps", routes: Routes) -> ModelRouted:
    """By what is known of the question."""
    question = steps.given.conversation[-1].text
    strong, easy = routes.strong.name, steps.given.bot.model.name
    words = len(question.split())
    if routes.tools and steps.has_used_tool:
        return ModelRouted(strong, "A tool was needed", "tools")
    if routes.longer_than and words > routes.longer_than:
        reason = f"{words} words, more than {routes.longer_than}"
        return ModelRouted(strong, reason, "length", words)
    if routes.unlike_intents and steps.intent and steps.intent.similarity < routes.unlike_intents:
        near = steps.intent.similarity
        reason = f"Only {near:.2f} near {steps.intent.intent}, the nearest intent"
        return ModelRouted(strong, reason, "intent", near)
    if routes.hard or routes.easy:
        return _by_examples(steps, routes, question)
    return ModelRouted(easy, "No rule calls it hard")


def after_asking(steps: "Steps", routes: Routes, first: Completion) -> ModelRouted | None:
    """By what the bot's own model made of it; None if there is nothing to decide."""
    strong, easy = routes.strong.name, steps.given.bot.model.name
    if first.tool_calls:
        calls = ModelRouted(strong, f"{easy} asks for {first.tool_calls[0].tool}", "tools")
        return calls if routes.tools else None
    if not routes.confidence:
        return None
    sure = mean_probability(first.logprobs)
    if sure is None:
        reason = f"{easy} gives no log probabilities, so how sure it is cannot be said"
        return ModelRouted(easy, reason, "confidence")
    if sure < routes.confidence:
        reason = f"{easy} is {sure:.0%} sure of its words, less than {routes.confidence:.0%}"
        return ModelRouted(strong, reason, "confidence", round(sure, 4))
    reason = f"{easy} is {sure:.0%} sure of its words"
    return ModelRouted(easy, reason, "confidence", round(sure, 4))


def mean_probability(logprobs: Sequence[TokenLogprob]) -> float | None:
    """The geometric mean of the tokens' probabilities, 0 to 1: exp of the mean log probability."""
    if not logprobs:
        return None
    return min(1.0, exp(sum(each.logprob for each in logprobs) / len(logprobs)))


def _recorded(steps: "Steps", decide: Callable[[], ModelRouted]) -> Traced[ModelRouted]:
    fact = steps.recording.take(ModelRouted) or decide()
    yield fact
    return fact


def _with_logprobs(request: ModelRequest, routes: Routes) -> ModelRequest:
    if not routes.confidence:
        return request
    sampling = request.sampling
    return replace(request, sampling=replace(sampling, logprobs=max(1, sampling.logprobs)))


def _by_examples(steps: "Steps", routes: Routes, question: str) -> ModelRouted:
    """The nearest example counts, of each kind."""
    strong, easy = routes.strong.name, steps.given.bot.model.name
    texts = [question, *routes.hard, *routes.easy]
    asked, *known = steps.services.embedder.embed(texts, steps.services.cancel)
    near = [round(sum(a * b for a, b in zip(asked, each, strict=True)), 4) for each in known]
    hard = max(zip(near, routes.hard, strict=False), default=(-1.0, ""))
    plain = max(zip(near[len(routes.hard) :], routes.easy, strict=True), default=(-1.0, ""))
    if routes.hard and hard[0] >= routes.similarity and hard[0] > plain[0]:
        reason = f"{hard[0]:.2f} near the hard question “{_short(hard[1])}”"
        return ModelRouted(strong, reason, "examples", hard[0])
    if routes.easy and plain[0] < routes.similarity:
        reason = f"Only {plain[0]:.2f} near “{_short(plain[1])}”, the nearest easy question"
        return ModelRouted(strong, reason, "examples", plain[0])
    score, example = max(hard, plain)
    return ModelRouted(easy, f"{score:.2f} near “{_short(example)}”", "examples", score)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_EXAMPLE else f"{text[: LONGEST_EXAMPLE - 1]}…"
