"""`python -m benchmarks.knowledge [--chunks N] [PART...]`: indexing and opening, at size."""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.knowledge.indexing import changed_file, rate
from benchmarks.knowledge.opening import opening

CHUNKS = 100_000
PARTS: dict[str, Callable[[Path, int], Iterator[str]]] = {
    "rate": rate,
    "change": changed_file,
    "open": opening,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.knowledge", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], metavar="PART")
    parser.add_argument("--chunks", type=int, default=CHUNKS)
    options = parser.parse_args()
    for name in options.parts or PARTS:
        print(f"{name}: {PARTS[name].__doc__}")
        with tempfile.TemporaryDirectory() as folder:
            for line in PARTS[name](Path(folder), options.chunks):
                print(f"  {line}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
