"""Faults that are injected on purpose: the same call, the same fate."""

import hashlib
import json

from workbench.cancellation import CancelToken
from workbench.domain.conversation import ToolCall
from workbench.domain.tool import Faults
from workbench.errors import ToolFailedError

INJECTED = "injected fault"


def suffer(faults: Faults, call: ToolCall, attempt: int, cancel: CancelToken) -> str:
    """Wait and fail as the dials say; else what was suffered, empty for nothing.

    `attempt` counts the same call from 0: trying again draws anew. Raises `ToolFailedError`.
    """
    if faults.delay_ms:
        cancel.wait(faults.delay_ms / 1000)
    fate = draw(call, attempt)
    if fate < faults.error_rate:
        raise ToolFailedError(
            f"{INJECTED}: {call.tool} answered with an error. Try again.", fault=INJECTED
        )
    if fate < faults.error_rate + faults.timeout_rate:
        raise ToolFailedError(
            f"{INJECTED}: {call.tool} did not answer in time. Try again.", fault=INJECTED
        )
    return f"{INJECTED}: {faults.delay_ms} ms late" if faults.delay_ms else ""


def draw(call: ToolCall, attempt: int) -> float:
    """0 to below 1, spread evenly, from the call itself."""
    text = json.dumps([call.tool, call.arguments, attempt], sort_keys=True)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6]) / 2**48
