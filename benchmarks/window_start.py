"""From starting the process to a window that can be used, and to the first word of an answer."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator

from benchmarks.scripted import sample_copy

STARTS = 5
MARKS = ("composer accepts text, accounts are listed", "bots are there", "first word of an answer")


def run() -> Iterator[str]:
    times: dict[str, list[float]] = {mark: [] for mark in MARKS}
    heavy = ""
    with sample_copy() as folder:
        for _ in range(STARTS):
            for mark, said in _start(str(folder)).items():
                if mark == "heavy":
                    heavy = said
                else:
                    times[mark].append(float(said))
    for mark, seconds in times.items():
        median = statistics.median(seconds[1:] or seconds)
        first = seconds[0]
        yield f"{mark}: {median:.2f} s (median of {len(seconds) - 1}; the first time {first:.2f} s)"
    yield f"heavy libraries in the window process: {heavy or 'none'}"


def _start(folder: str) -> dict[str, str]:
    """One start of the window, told by itself; CLOCK_MONOTONIC is the same in both processes."""
    environment = dict(os.environ, BENCH_STARTED=str(time.monotonic()))
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks.window_probe", folder],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(line.split("=", 1) for line in told.stdout.splitlines() if "=" in line)
