"""`python -m workbench.downloads --repository R --file F --folder DIR`: fetch, tell, end."""

import argparse
import os
import sys
from pathlib import Path

from workbench.downloads.lines import Failed, Fetched, Order, Told, encode
from workbench.errors import WorkbenchError
from workbench.network.guard import guard_sockets, starts_offline
from workbench.processes.child import exit_with_parent

# Plain HTTP can be resumed, counted and measured; nothing but the file is asked for.
SETTINGS = {
    "HF_HUB_DISABLE_XET": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "HF_HUB_DISABLE_UPDATE_CHECK": "1",
}


def main() -> None:
    options = _parser().parse_args()
    exit_with_parent()
    os.environ.update(SETTINGS)
    guard_sockets(starts_offline)
    from workbench.downloads.counted import count_heads  # noqa: PLC0415 - as the next
    from workbench.downloads.fetch import fetch  # noqa: PLC0415 - reads its settings when loaded

    count_heads(_tell)

    order = Order(
        options.repository, options.file, options.folder, options.revision, options.sha256
    )
    try:
        path, sha256 = fetch(order, _tell)
    except WorkbenchError as error:
        _tell(Failed(error.message, error.hint))
    else:
        _tell(Fetched(str(path), sha256))


def _tell(told: Told) -> None:
    sys.stdout.write(encode(told))
    sys.stdout.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="workbench.downloads", description=__doc__)
    parser.add_argument("--repository", required=True)
    parser.add_argument("--file", required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--revision", default="main")
    parser.add_argument("--sha256", default="")
    return parser


if __name__ == "__main__":
    main()
