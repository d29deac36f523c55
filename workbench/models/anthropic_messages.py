"""Anthropic's Messages API.

What differs from OpenAI's:

- The system prompt is a field of its own. A message is a list of blocks; results of tools are
  blocks of the user, all those of one step in one message. Empty text blocks are refused.
- `max_tokens` is required; a limit for thoughts comes on top.
- No seed and no logprobs: trials of one case may still differ at temperature 0. Newer models
  take no temperature and no top_p, and none takes both: then top_p is left out.
- An output schema is `output_config.format`; models that do not know it are made to call a tool
  whose arguments are the answer.
- Tool calls carry their arguments as an object, streamed as pieces of JSON. Ids have letters,
  digits, `_` and `-` only. Thoughts that came before a call go back with it.
- Usage comes in two parts: of the prompt at the start (without what was read from or written to
  the cache, which is counted apart), of the answer at the end.
- `stop_reason`: end_turn, max_tokens, stop_sequence, tool_use, refusal, pause_turn.
- 529 means overloaded; the same may come as an `error` event in the middle of an answer.
- Base URLs are written without `/v1`.
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from types import ModuleType
from typing import Any

from workbench.domain.listed_model import ListedModel
from workbench.errors import ModelError
from workbench.models.anthropic_reply import AnthropicReply
from workbench.models.anthropic_request import anthropic_body
from workbench.models.late_module import LateModule
from workbench.models.provider_list import listed
from workbench.models.sdk_errors import translated
from workbench.models.sdk_stream import streamed
from workbench.models.wire import Call


def _load_sdk() -> ModuleType:
    import anthropic  # noqa: PLC0415 - heavy: only a worker that asks such a model pays for it

    return anthropic


SDK = LateModule(_load_sdk)
# What older models take, and the SDK no longer by name.
_OLD = frozenset({"temperature", "top_p"})


class AnthropicWire:
    """Keeps a client for each address and key; used on one loop."""

    sdk = SDK

    def __init__(self) -> None:
        self._clients: dict[tuple[str, str], Any] = {}

    async def chunks(self, call: Call) -> AsyncGenerator[dict[str, Any], None]:
        body = anthropic_body(call.spec, call.request, call.module.transform_schema)
        known = {name: value for name, value in body.items() if name not in _OLD}
        old = {name: value for name, value in body.items() if name in _OLD}
        messages = self._client(call).messages
        stream = await messages.create(**known, stream=True, extra_body=old or None)
        async with aclosing(streamed(stream, call.failures)) as events:
            async for event in events:
                yield event

    def reply(self, call: Call) -> AnthropicReply:
        return AnthropicReply(call.spec, call.prompt_estimate, call.calls_before, call.failures)

    async def listed(self, call: Call) -> list[ListedModel]:
        return listed(await self._client(call).get("/v1/models?limit=1000", cast_to=object))

    def translated(self, error: Exception, call: Call) -> ModelError | None:
        return translated(error, call)

    def _client(self, call: Call) -> Any:
        place = (call.url, call.key)
        if place not in self._clients:
            self._clients[place] = call.module.AsyncAnthropic(
                base_url=call.url.removesuffix("/").removesuffix("/v1"),
                api_key=call.key or "none",
                max_retries=0,
                http_client=call.http(),
                timeout=None,
            )
        return self._clients[place]
