"""20,000 points on the embedding map: to build it, and a frame of dragging, zooming, hovering."""

import subprocess
import sys
import time
from collections.abc import Iterator

import numpy as np

from benchmarks.map_probe import POINTS
from workbench.retrieval.projection import plane

WIDTH = 384


def run() -> Iterator[str]:
    vectors = np.random.default_rng(7).normal(size=(POINTS, WIDTH)).astype(np.float32)
    started = time.perf_counter()
    plane(vectors)
    yield f"projection of {POINTS:,} vectors of {WIDTH}: {time.perf_counter() - started:.2f} s"
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks.map_probe"], capture_output=True, text=True, check=True
    )
    yield from told.stdout.splitlines()
