"""What streams in through the SDKs of OpenAI and Anthropic, which have one generator."""

from collections.abc import AsyncGenerator
from typing import Any

from workbench.models.failures import Failures


async def streamed(stream: Any, failures: Failures) -> AsyncGenerator[dict[str, Any], None]:
    """Each event as plain data; closing it hangs up.

    Raises `ModelError` for an address that answers with something else than a stream.
    """
    try:
        kind = stream.response.headers.get("content-type", "")
        if "text/html" in kind:
            raise failures.web_page()
        if "json" in kind:
            raise failures.not_streamed()
        async for event in stream:
            yield event.to_dict(warnings=False)
    finally:
        await stream.close()
