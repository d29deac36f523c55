"""Google's Gemini API.

What differs from OpenAI's:

- The system prompt is `system_instruction`; Gemma models know none. Roles are user and model; a
  message is a list of parts, and results of tools are parts of the user, as objects, by the
  tool's name.
- Tool calls have no id of their own on most models; they come whole, not in pieces. A call's
  `thought_signature` has to go back with it, or Gemini 3 refuses the request.
- The answer ends with STOP even if tools are called. Other reasons: MAX_TOKENS; SAFETY,
  RECITATION and their like filter the answer; MALFORMED_FUNCTION_CALL means that the model broke
  its own call. A prompt can be blocked before there is any answer.
- Thoughts are parts marked `thought`. They count as output, in a field of their own, and come on
  top of `max_output_tokens` here.
- An output schema is `response_json_schema`; before Gemini 3 not together with tools.
- No logprobs (only Vertex AI gives them, and not when streaming).
- Usage comes with every piece; the last counts. Cached tokens are `cached_content_token_count`.
- 429 says in its body, not in a header, how long to wait. A key that is no key gives 400.
- Base URLs are written without `/v1beta`.
"""

from collections.abc import AsyncGenerator
from types import ModuleType
from typing import Any

from workbench.domain.listed_model import ListedModel
from workbench.errors import ModelError
from workbench.models.gemini_errors import gemini_translated
from workbench.models.gemini_reply import GeminiReply
from workbench.models.gemini_request import gemini_arguments
from workbench.models.late_module import LateModule
from workbench.models.wire import Call

API_VERSION = "v1beta"


def _load_sdk() -> ModuleType:
    from google import genai  # noqa: PLC0415 - heavy: only a worker that asks such a model pays

    return genai


SDK = LateModule(_load_sdk)


class GeminiWire:
    """Keeps a client for each address and key; used on one loop."""

    sdk = SDK

    def __init__(self) -> None:
        self._clients: dict[tuple[str, str], Any] = {}

    async def chunks(self, call: Call) -> AsyncGenerator[Any, None]:
        arguments = gemini_arguments(call.spec, call.request)
        stream = await self._client(call).aio.models.generate_content_stream(**arguments)
        try:
            async for chunk in stream:
                yield chunk
        finally:
            await stream.aclose()

    def reply(self, call: Call) -> GeminiReply:
        return GeminiReply(call.spec, call.prompt_estimate, call.calls_before, call.failures)

    async def listed(self, call: Call) -> list[ListedModel]:
        """Those that answer: it has others that embed or draw."""
        found = await self._client(call).aio.models.list(config={"page_size": 1000})
        return [
            ListedModel(model.name.removeprefix("models/"), model.input_token_limit or 0)
            for model in found.page
            if "generateContent" in (model.supported_actions or ())
        ]

    def translated(self, error: Exception, call: Call) -> ModelError | None:
        return gemini_translated(error, call)

    def _client(self, call: Call) -> Any:
        place = (call.url, call.key)
        if place not in self._clients:
            types = call.module.types
            self._clients[place] = call.module.Client(
                api_key=call.key or "none",
                vertexai=False,
                http_options=types.HttpOptions(
                    base_url=call.url.removesuffix("/").removesuffix(f"/{API_VERSION}"),
                    api_version=API_VERSION,
                    httpx_async_client=call.http(),
                ),
            )
        return self._clients[place]
