#!/usr/bin/env python3
"""Run the packaged app's tour with nothing of this checkout in reach, and look at what it drew."""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from PySide6.QtGui import QImage  # noqa: TID251 - the pictures are of a Qt window

TOUR_TIMEOUT_S = 1800
PICTURE = re.compile(r'<img[^>]+src="([^"]+\.png)"')
# Each page in light and dark, in these sizes.
SIZES = {1440: 900, 1180: 720}
PAGES = ("bench", "grid", "metrics", "models")
SHADES = ("light", "dark")
SAMPLES = 64
FEWEST_COLOURS = 8
MEGABYTE = 1_000_000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="the packaged app, such as dist/workbench")
    app = parser.parse_args().folder.absolute()
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="workbench-smoke-") as home:
        problem = tour_problem(app / "workbench", Path(home))
    if problem:
        print(f"The packaged app does not work: {problem}", file=sys.stderr)
        return 1
    took = time.monotonic() - started
    print(f"{app} works: its tour took {took:.0f} s. It is {folder_megabytes(app):.0f} MB.")
    return 0


def tour_problem(executable: Path, home: Path) -> str:
    """Empty if the tour ends well and its pictures and report are whole."""
    out = home / "tour"
    try:
        done = subprocess.run(
            [str(executable), "tour", "--out", str(out)],
            cwd=home,
            env=bare_environment(home),
            capture_output=True,
            text=True,
            timeout=TOUR_TIMEOUT_S,
            check=False,
        )
    except FileNotFoundError:
        return f"{executable} is missing."
    except subprocess.TimeoutExpired as error:
        said = (error.stderr or b"").decode(errors="replace")
        return f"the tour did not end in {TOUR_TIMEOUT_S} s. It said:\n{said[-2000:]}"
    if done.returncode != 0:
        return f"the tour ended with {done.returncode}. It said:\n{done.stderr[-2000:]}"
    return report_problem(out)


def bare_environment(home: Path) -> dict[str, str]:
    """As on a machine with no Python: nothing may come from a virtual environment."""
    kept = {name: os.environ[name] for name in ("LANG", "TZ") if name in os.environ}
    return kept | {
        "PATH": "/usr/bin:/bin",
        "HOME": str(home),
        "WORKBENCH_HOME": str(home / "workbench"),
        "QT_QPA_PLATFORM": "offscreen",
    }


def report_problem(out: Path) -> str:
    report = out / "report.html"
    if not report.is_file():
        return "the tour wrote no report.html."
    named = set(PICTURE.findall(report.read_text("utf-8")))
    must = {f"{page}-{shade}-{width}.png" for page in PAGES for shade in SHADES for width in SIZES}
    if missing := sorted(must - named):
        return f"report.html lacks {', '.join(missing)}."
    problems = (picture_problem(out / name) for name in sorted(named))
    return next((problem for problem in problems if problem), "")


def picture_problem(file: Path) -> str:
    image = QImage(str(file))
    if image.isNull():
        return f"{file.name} is missing or no picture."
    size = (image.width(), image.height())
    if size not in SIZES.items():
        return f"{file.name} is {size[0]} by {size[1]} pixels."
    colours = {
        image.pixel(size[0] * x // SAMPLES, size[1] * y // SAMPLES)
        for x in range(SAMPLES)
        for y in range(SAMPLES)
    }
    return "" if len(colours) >= FEWEST_COLOURS else f"{file.name} shows next to nothing."


def folder_megabytes(folder: Path) -> float:
    files = (file for file in folder.rglob("*") if file.is_file() and not file.is_symlink())
    return sum(file.stat().st_size for file in files) / MEGABYTE


if __name__ == "__main__":
    sys.exit(main())
