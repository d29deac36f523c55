"""5,000 files appear in the folder of documents and are indexed: is the window awake?"""

import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from benchmarks.scripted import sample_copy
from benchmarks.ticker import Ticker
from ui.app import App
from ui.session import Session
from ui.tour.waiting import let_live, wait_until
from workbench.knowledge_commands import UpdateIndex
from workbench.messages import IndexProgressed

FILES, WORDS_A_FILE = 5_000, 20
WORDS = (Path(__file__).parent / "knowledge/words.txt").read_text().split()
SETTLE_MS = 5_000
EACH_PAGE_MS = 3_000
LONGEST_S = 900


def run() -> Iterator[str]:
    qt = QApplication.instance() or QApplication(sys.argv[:1])
    with sample_copy() as folder, tempfile.TemporaryDirectory() as own:
        app = App(QSettings(f"{own}/x.ini", QSettings.Format.IniFormat), qt)
        window = app.open(folder)
        session = app.session
        assert session
        window.resize(1440, 900)
        window.show()
        wait_until(lambda: _is_indexed(session, 1), "the sample's documents", 300)
        # As after a start: the pages are made ahead.
        let_live(SETTLE_MS)
        _write(folder / "knowledge" / "many")
        gaps, started = Ticker(), time.monotonic()
        session.send(UpdateIndex())
        wait_until(lambda: not _is_indexed(session, 1), "the first file", 120)
        for page in ("bench", "knowledge"):
            window.open_page(page)
            let_live(EACH_PAGE_MS)
            yield gaps.told(f"{FILES} files are indexed, page {page}")
        wait_until(lambda: _is_indexed(session, FILES), "the index", LONGEST_S)
        yield gaps.told(f"until the last, after {time.monotonic() - started:.0f} s")
        let_live(EACH_PAGE_MS)
        yield gaps.told("as they are listed")
        app.close()


def _is_indexed(session: Session, chunks: int) -> bool:
    news: IndexProgressed | None = session.state.index
    return news is not None and news.is_done and news.chunks >= chunks


def _write(folder: Path) -> None:
    random = Random(1)
    folder.mkdir()
    for number in range(FILES):
        text = " ".join(random.choices(WORDS, k=WORDS_A_FILE))
        head = f"---\ntitle: File {number}\naudience: customer\n---\n"
        (folder / f"file-{number}.md").write_text(f"{head}{text}.\n")
