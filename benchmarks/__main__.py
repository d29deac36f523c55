"""`python -m benchmarks [NAME...]`: all of them, or some, one after the other."""

import sys
import time

from benchmarks import beside_grid, many_files, map_frames, stop, streams, window_start

BENCHMARKS = {
    "window_start": window_start.run,
    "stop": stop.run,
    "streams": streams.run,
    "beside_grid": beside_grid.run,
    "many_files": many_files.run,
    "map_frames": map_frames.run,
}


def main(names: list[str]) -> None:
    for name in names or list(BENCHMARKS):
        started = time.monotonic()
        print(f"== {name}", flush=True)
        for line in BENCHMARKS[name]():
            print(f"   {line}", flush=True)
        print(f"   ({time.monotonic() - started:.0f} s)", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
