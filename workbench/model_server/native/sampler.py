"""How the next token is picked: penalties, grammar, then the likeliest or a seeded chance."""

import json
import weakref
from dataclasses import dataclass
from typing import Any

import llama_cpp
from llama_cpp.llama_grammar import json_schema_to_gbnf

from workbench.model_server.api_errors import BadRequestError

PENALTY_WINDOW_TOKENS = 64

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


class Sampler:
    """Picks the next token; remembers what it picked (grammar, penalties, chance)."""

    def __init__(self, llama: llama_cpp.Llama, vocab: object, settings: SamplerSettings) -> None:
        self._llama = llama
        self._chain = api.llama_sampler_chain_init(api.llama_sampler_chain_default_params())
        weakref.finalize(self, api.llama_sampler_free, self._chain).atexit = False
        self._add_penalties(settings)
        if settings.grammar is not None:
            self._add_grammar(vocab, settings.grammar)
        if settings.temperature == 0:
            self._add(api.llama_sampler_init_greedy())
        else:
            self._add_chance(settings)

    def pick(self) -> int:
        return int(api.llama_sampler_sample(self._chain, self._llama.ctx, -1))

    def _add(self, sampler: object) -> None:
        api.llama_sampler_chain_add(self._chain, sampler)

    def _add_penalties(self, settings: SamplerSettings) -> None:
        penalties = (
            settings.repeat_penalty,
            settings.frequency_penalty,
            settings.presence_penalty,
        )
        if penalties != (1, 0, 0):
            size = self._llama.n_vocab()
            self._add(api.llama_sampler_init_penalties(size, PENALTY_WINDOW_TOKENS, *penalties))

    def _add_grammar(self, vocab: object, grammar: str) -> None:
        sampler = api.llama_sampler_init_grammar(vocab, grammar.encode(), b"root")
        if not sampler:
            raise BadRequestError("The JSON schema makes no grammar that llama.cpp understands.")
        self._add(sampler)

    def _add_chance(self, settings: SamplerSettings) -> None:
        self._add(api.llama_sampler_init_top_k(settings.top_k))
        self._add(api.llama_sampler_init_top_p(settings.top_p, 1))
        self._add(api.llama_sampler_init_min_p(settings.min_p, 1))
        self._add(api.llama_sampler_init_temp(settings.temperature))
        self._add(api.llama_sampler_init_dist(settings.seed))


def grammar_of(schema: dict[str, Any]) -> str:
    """GBNF that allows exactly the JSON which matches the schema."""
    try:
        return str(json_schema_to_gbnf(json.dumps(schema)))
    except Exception as error:  # the converter raises whatever it stumbles over
        raise BadRequestError(f"The JSON schema cannot be used: {error!r}") from error
