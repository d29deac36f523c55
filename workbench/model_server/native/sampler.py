"""How the next token is picked: penalties, grammar, then the likeliest or a seeded chance."""

import json
import weakref
from dataclasses import dataclass
from typing import Any

import llama_cpp
from llama_cpp.llama_grammar import json_schema_to_gbnf

from workbench.model_server.api_errors import BadRequestError
from workbench.model_server.native.context import LlamaContext

PENALTY_WINDOW_TOKENS = 64
# Of repetition, frequency and presence.
NO_PENALTIES = (1, 0, 0)

# Half of its functions have no types.
api: Any = llama_cpp


@dataclass(frozen=True, slots=True)
class SamplerSettings:
    """`seed` fixes every choice; `grammar` is GBNF."""

    temperature: float
    top_p: float
    top_k: int
    min_p: float
    repeat_penalty: float
    frequency_penalty: float
    presence_penalty: float
    seed: int
    grammar: str | None = None

    @property
    def is_plain(self) -> bool:
        """The likeliest token, and nothing else counts."""
        penalties = (self.repeat_penalty, self.frequency_penalty, self.presence_penalty)
        return self.temperature == 0 and self.grammar is None and penalties == NO_PENALTIES


class Sampler:
    """Picks the next token of one answer; remembers what it picked (grammar, penalties, chance)."""

    def __init__(self, vocab: object, vocab_size: int, settings: SamplerSettings) -> None:
        self._chain: Any = None
        self._is_plain = settings.is_plain
        if not self._is_plain:
            self._chain = _chain(vocab, vocab_size, settings)
            weakref.finalize(self, api.llama_sampler_free, self._chain).atexit = False

    def pick(self, context: LlamaContext, row: int) -> int:
        """From the logits of that row. The likeliest, without any rule, needs no list of all."""
        if self._is_plain:
            return int(context.logits(row).argmax())
        return int(api.llama_sampler_sample(self._chain, context.handle, row))


def _chain(vocab: object, vocab_size: int, settings: SamplerSettings) -> Any:
    grammar = None if settings.grammar is None else _grammar(vocab, settings.grammar)
    chain = api.llama_sampler_chain_init(api.llama_sampler_chain_default_params())
    penalties = (settings.repeat_penalty, settings.frequency_penalty, settings.presence_penalty)
    if penalties != NO_PENALTIES:
        made = api.llama_sampler_init_penalties(vocab_size, PENALTY_WINDOW_TOKENS, *penalties)
        api.llama_sampler_chain_add(chain, made)
    if grammar is not None:
        api.llama_sampler_chain_add(chain, grammar)
    for step in _last_steps(settings):
        api.llama_sampler_chain_add(chain, step)
    return chain


def _grammar(vocab: object, grammar: str) -> Any:
    sampler = api.llama_sampler_init_grammar(vocab, grammar.encode(), b"root")
    if not sampler:
        raise BadRequestError("The JSON schema makes no grammar that llama.cpp understands.")
    return sampler


def _last_steps(settings: SamplerSettings) -> list[Any]:
    if settings.temperature == 0:
        return [api.llama_sampler_init_greedy()]
    return [
        api.llama_sampler_init_top_k(settings.top_k),
        api.llama_sampler_init_top_p(settings.top_p, 1),
        api.llama_sampler_init_min_p(settings.min_p, 1),
        api.llama_sampler_init_temp(settings.temperature),
        api.llama_sampler_init_dist(settings.seed),
    ]


def grammar_of(schema: dict[str, Any]) -> str:
    """GBNF that allows exactly the JSON which matches the schema."""
    try:
        return str(json_schema_to_gbnf(json.dumps(schema)))
    except Exception as error:  # the converter raises whatever it stumbles over
        raise BadRequestError(f"The JSON schema cannot be used: {error!r}") from error
