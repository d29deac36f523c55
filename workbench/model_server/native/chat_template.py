"""The chat template of a model: Jinja in a sandbox, and for so long only."""

import ctypes
import threading
from typing import Any

from jinja2 import TemplateError
from llama_cpp.llama_chat_format import Jinja2ChatFormatter

from workbench.errors import ModelUnavailableError
from workbench.model_server.api_errors import BadRequestError

RENDER_S = 5.0


class ChatTemplate:
    """`text` is its source."""

    def __init__(self, text: str, *, bos_token: str, eos_token: str) -> None:
        self.text = text
        try:
            self._format = Jinja2ChatFormatter(text, eos_token=eos_token, bos_token=bos_token)
        except TemplateError as error:
            raise ModelUnavailableError(
                f"The model's chat template is broken: {error}.",
                "Pick another file of this model: its template was spoilt when it was made.",
            ) from error

    def render(self, messages: list[dict[str, Any]], tools: list[dict[str, Any]] | None) -> str:
        """The prompt. Raises `BadRequestError`, also for a template that never ends."""
        rendering = _Rendering(self._format, messages, tools)
        rendering.start()
        rendering.join(RENDER_S)
        if rendering.is_alive():
            rendering.interrupt()
            raise BadRequestError(
                f"The model's chat template did not come to an end within {RENDER_S:g} s."
            )
        if rendering.error:
            raise BadRequestError(
                f"The model's chat template does not take these messages: {rendering.error}"
            ) from rendering.error
        return rendering.prompt


class _TooLong(BaseException):
    """Raised inside a template that does not end."""


class _Rendering(threading.Thread):
    def __init__(
        self,
        format_chat: Jinja2ChatFormatter,
        messages: list[dict[str, Any]],
        tools: list[dict[str, Any]] | None,
    ) -> None:
        super().__init__(name="chat template", daemon=True)
        self._format_chat: Any = format_chat
        self._messages, self._tools = messages, tools
        self.prompt = ""
        self.error: Exception | None = None

    def run(self) -> None:
        try:
            self.prompt = self._format_chat(messages=self._messages, tools=self._tools).prompt
        except Exception as error:  # noqa: BLE001 - a template may do anything wrong
            self.error = error
        except _TooLong:
            return

    def interrupt(self) -> None:
        """Between two instructions: a template is only Python, so it cannot hold it off."""
        if self.ident:
            raised = ctypes.py_object(_TooLong)
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self.ident), raised)
