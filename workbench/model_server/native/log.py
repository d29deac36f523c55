"""What llama.cpp says: errors and warnings go to stderr, the last errors are kept as a reason."""

import ctypes
import sys
from collections import deque
from typing import Any

import llama_cpp

WARNING, ERROR = 3, 4
LAST_ERRORS = 8

api: Any = llama_cpp


class NativeErrors:
    """Holds the callback: C must not call one that Python has thrown away."""

    def __init__(self) -> None:
        self._errors: deque[str] = deque(maxlen=LAST_ERRORS)
        self._callback = api.llama_log_callback(self._hear)
        api.llama_log_set(self._callback, ctypes.c_void_p(0))

    def reason(self) -> str:
        """The error that says most: of llama.cpp's chain, the first."""
        for line in self._errors:
            if "error loading model" in line or "failed to" in line or "not enough" in line:
                return line.split("error loading model: ")[-1]
        return self._errors[0] if self._errors else ""

    def forget(self) -> None:
        self._errors.clear()

    def _hear(self, level: int, text: bytes, _data: object) -> None:
        if level in {WARNING, ERROR}:
            line = text.decode("utf-8", "replace")
            sys.stderr.write(line)
            if level == ERROR and line.strip():
                self._errors.append(line.strip())


ERRORS = NativeErrors()


def keep_native_errors() -> NativeErrors:
    """From now on what the library complains of can be asked for."""
    ERRORS.forget()
    return ERRORS
