"""Models behind an OpenAI-compatible API: OpenAI itself, and everybody who copied its door.

Where they differ, `openai_dialects` says how:

- OpenAI: `max_completion_tokens` instead of `max_tokens`; models that think take no temperature,
  top_p, stop or logprobs, and tell nothing until they have thought.
- Groq: neither logprobs nor streamed structured output; reasoning in `reasoning`.
- Mistral: `random_seed`; refuses fields it does not know, `stream_options` among them, and tells
  usage unasked; ids of tool calls have nine letters and digits; content may be a list of parts,
  thoughts among them; finish reason `model_length`.
- Together: `repetition_penalty`; logprobs in a shape of its own, so they are not asked for;
  finish reason `eos`.
- OpenRouter: comments while it waits; errors in the middle of a stream as an `error` field or
  finish reason `error`; reasoning in `reasoning`.
- DeepSeek: no seed; JSON mode without a schema, which then stands in the system prompt; cached
  tokens in `prompt_cache_hit_tokens`; reasoning in `reasoning_content`.
- vLLM, SGLang: `repetition_penalty`; reasoning in `reasoning_content` or `reasoning`.
- TGI: the schema in `response_format.value`, no tools beside it; finish reason `eos_token`.
- Ollama, LM Studio, llama-server: `repeat_penalty`, except Ollama; thoughts may stand in the text
  between `<think>` tags; llama-server tells its own timings.

Everywhere: usage comes with the last piece, if at all; a stream that ends without a finish reason
was cut; tool calls come in pieces, by index; arguments that are no JSON object are passed on as
such, so that the model is told.
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from types import ModuleType
from typing import Any

from workbench.domain.listed_model import ListedModel
from workbench.errors import ModelError
from workbench.models.late_module import LateModule
from workbench.models.openai_reply import Reply
from workbench.models.openai_request import request_body
from workbench.models.provider_list import listed
from workbench.models.sdk_errors import translated
from workbench.models.sdk_stream import streamed
from workbench.models.wire import Call


def _load_sdk() -> ModuleType:
    import openai  # noqa: PLC0415 - heavy: only a worker that asks such a model pays for it

    return openai


SDK = LateModule(_load_sdk)
# What the SDK takes by name; what other vendors add to OpenAI's API goes beside it.
_KNOWN = frozenset({
    "model", "messages", "temperature", "top_p", "max_tokens", "max_completion_tokens", "seed",
    "stream", "stream_options", "stop", "tools", "response_format", "logprobs", "top_logprobs",
})  # fmt: skip


class OpenAIWire:
    """Keeps a client for each address and key; used on one loop."""

    sdk = SDK

    def __init__(self) -> None:
        self._clients: dict[tuple[str, str], Any] = {}

    async def chunks(self, call: Call) -> AsyncGenerator[dict[str, Any], None]:
        body = request_body(call.spec, call.request)
        known = {name: value for name, value in body.items() if name in _KNOWN}
        others = {name: value for name, value in body.items() if name not in _KNOWN}
        chat = self._client(call).chat
        stream = await chat.completions.create(**known, extra_body=others or None)
        async with aclosing(streamed(stream, call.failures)) as chunks:
            async for chunk in chunks:
                yield chunk

    def reply(self, call: Call) -> Reply:
        return Reply(call.spec, call.prompt_estimate, call.calls_before, call.failures)

    async def listed(self, call: Call) -> list[ListedModel]:
        client = self._client(call)
        if call.spec.who.name == "openrouter":
            # Its list is public: this is what tells whether the key is good.
            await client.get("/key", cast_to=object)
        return listed(await client.get("/models", cast_to=object))

    def translated(self, error: Exception, call: Call) -> ModelError | None:
        return translated(error, call)

    def _client(self, call: Call) -> Any:
        place = (call.url, call.key)
        if place not in self._clients:
            client = call.module.AsyncOpenAI(
                base_url=call.url,
                api_key=call.key or "none",
                max_retries=0,
                http_client=call.http(),
                timeout=None,
            )
            if call.spec.who.name != "openai":
                # The SDK reads these from the environment; they are nobody else's business.
                client.organization = client.project = None
            self._clients[place] = client
        return self._clients[place]
