"""python -m benchmarks.retrieval [quality] [latency] [--chunks N]."""

import argparse
import os
from pathlib import Path

from benchmarks.retrieval import latency, quality
from workbench.places import cache_folder

CHUNKS = 100_000


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.retrieval", description=__doc__)
    parser.add_argument("parts", nargs="*", default=["quality", "latency"])
    parser.add_argument("--chunks", type=int, default=CHUNKS)
    arguments = parser.parse_args()
    root = os.environ.get("WORKBENCH_EXTERNAL_DATA", "")
    if "quality" in arguments.parts:
        if root:
            print(quality.tables(Path(root), cache_folder() / "retrieval-bench"))
        else:
            print("quality: skipped, WORKBENCH_EXTERNAL_DATA is not set.")
    if "latency" in arguments.parts:
        print(latency.report(arguments.chunks))


main()
