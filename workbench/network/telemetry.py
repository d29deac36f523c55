"""Libraries that would report on their users are told not to."""

import os

# onnxruntime from 1.29 on sends what it runs to Microsoft; the others by their own words might.
SILENCED = {
    "ORT_DISABLE_TELEMETRY": "1",
    "ANONYMIZED_TELEMETRY": "False",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
}


def silence_telemetry() -> None:
    """Before any of them is loaded; every process that is started from here inherits it."""
    os.environ.update(SILENCED)
