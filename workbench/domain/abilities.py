"""What each model can do: a row a vendor, then what some of its models do differently.

`reasoning` means that it thinks before it answers, without being asked to. From the vendors' own
documentation, November 2026. `can` and `cannot` of a model in models.yaml come last, as new models
come faster than new versions of this table.
"""

from dataclasses import dataclass
from typing import Literal, get_args

from workbench.domain.bot import ModelSpec

Ability = Literal[
    "tools",
    "structured_output",
    "tools_with_structured_output",
    "logprobs",
    "seed",
    "temperature",
    "top_p",
    "stop",
    "repeat_penalty",
    "system_prompt",
    "reasoning",
]
ABILITIES: tuple[Ability, ...] = get_args(Ability)
# In words for people, as the end of "it takes no …".
WORDS: dict[Ability, str] = {
    "tools": "tools",
    "structured_output": "output schema",
    "tools_with_structured_output": "output schema together with tools",
    "logprobs": "request for log probabilities",
    "seed": "seed",
    "temperature": "temperature",
    "top_p": "top_p",
    "stop": "stop texts",
    "repeat_penalty": "repeat penalty",
    "system_prompt": "system prompt",
    "reasoning": "request to think first",
}

_USUAL = frozenset(ABILITIES) - {"repeat_penalty", "reasoning"}
_FIXED_SAMPLING: tuple[Ability, ...] = ("temperature", "top_p", "logprobs", "stop")


@dataclass(frozen=True, slots=True)
class _Rule:
    """Models of a vendor whose names begin with one of `names`, after any `maker/`."""

    vendor: str
    names: tuple[str, ...]
    gains: tuple[Ability, ...] = ()
    lacks: tuple[Ability, ...] = ()


_OF_VENDOR: dict[str, frozenset[Ability]] = {
    "anthropic": _USUAL - {"seed", "logprobs"},
    "gemini": _USUAL - {"logprobs", "tools_with_structured_output"} | {"reasoning"},
    # Groq neither streams structured output nor gives logprobs.
    "groq": _USUAL - {"logprobs", "structured_output", "tools_with_structured_output"},
    "mistral": _USUAL - {"logprobs"},
    "together": _USUAL - {"logprobs"} | {"repeat_penalty"},
    "openrouter": _USUAL | {"repeat_penalty"},
    "deepseek": _USUAL - {"seed"},
    "lm_studio": _USUAL - {"logprobs"} | {"repeat_penalty"},
    "llama_server": _USUAL - {"tools_with_structured_output"} | {"repeat_penalty"},
    "vllm": _USUAL | {"repeat_penalty"},
    "sglang": _USUAL | {"repeat_penalty"},
    "tgi": _USUAL - {"tools_with_structured_output"},
}
_HERE = _USUAL | {"repeat_penalty"}

_RULES = (
    _Rule("openai", ("o1", "o3", "o4", "gpt-5", "gpt-6"), ("reasoning",), _FIXED_SAMPLING),
    # These think only when asked to, and we do not ask.
    _Rule("openai", ("gpt-5.1", "gpt-5.2", "gpt-5.3", "gpt-5.4", "gpt-5-chat"),
          _FIXED_SAMPLING, ("reasoning",)),
    _Rule("openai", ("gpt-5.1-codex", "gpt-5.1-chat", "gpt-5.2-chat", "gpt-5.3-chat",
                     "gpt-5.2-pro", "gpt-5.4-pro"), ("reasoning",), _FIXED_SAMPLING),
    _Rule("openai", ("o1-mini", "o1-preview"), (),
          ("system_prompt", "tools", "structured_output", "tools_with_structured_output")),
    _Rule("anthropic", ("claude-opus-4-7", "claude-opus-4-8", "claude-opus-5", "claude-sonnet-5",
                        "claude-haiku-5", "claude-fable", "claude-mythos"),
          (), ("temperature", "top_p")),
    _Rule("anthropic", ("claude-opus-5-5", "claude-sonnet-5-5", "claude-haiku-5-5",
                        "claude-fable", "claude-mythos"), ("reasoning",)),
    _Rule("anthropic", ("claude-2", "claude-3", "claude-opus-4-0", "claude-opus-4-2",
                        "claude-sonnet-4-0", "claude-sonnet-4-2"),
          (), ("tools_with_structured_output",)),
    _Rule("gemini", ("gemini-3", "gemini-4"), ("tools_with_structured_output",)),
    _Rule("gemini", ("gemini-1", "gemini-2.0", "gemini-2.5-flash-lite"), (), ("reasoning",)),
    _Rule("gemini", ("gemma",), (),
          ("system_prompt", "reasoning", "tools", "structured_output")),
    _Rule("groq", ("gpt-oss", "qwen3", "deepseek-r1"), ("reasoning",)),
    _Rule("mistral", ("magistral",), ("reasoning",)),
    _Rule("deepseek", ("deepseek",), ("reasoning",), ("logprobs",)),
    _Rule("deepseek", ("deepseek-chat",), ("logprobs",), ("reasoning",)),
    _Rule("ollama", ("qwen3", "deepseek-r1", "gpt-oss"), ("reasoning",)),
)  # fmt: skip


def abilities_of(spec: ModelSpec) -> frozenset[Ability]:
    """Whose model it is, then what its name says, then what the workspace says of it."""
    known = _OF_VENDOR.get(spec.who.name, _USUAL) if spec.is_remote else _HERE
    name = (spec.remote_name or spec.name).lower().rpartition("/")[2]
    for rule in _RULES:
        if rule.vendor == spec.who.name and name.startswith(rule.names):
            known = known.union(rule.gains).difference(rule.lacks)
    return frozenset(
        ability
        for ability in ABILITIES
        if ability not in spec.cannot and (ability in known or ability in spec.can)
    )
