"""The window, started as the app starts it, telling when it got how far."""

import os
import sys
import tempfile
import time
from pathlib import Path
from typing import cast

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from ui.app import App
from ui.pages.bench.page import BenchPage
from ui.tour.waiting import let_live, wait_until

HEAVY = {"torch", "chromadb", "llama_cpp", "sentence_transformers", "onnxruntime"}


def main() -> None:
    qt = QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory() as folder:
        app = App(QSettings(f"{folder}/x.ini", QSettings.Format.IniFormat), qt)
        window = app.open(Path(sys.argv[1]))
        window.show()
        bench = cast("BenchPage", window.page)
        session = app.session
        assert session
        wait_until(lambda: bool(session.state.accounts), "accounts", 60)
        let_live(0)
        bench.composer.field.setFocus()
        say("composer accepts text, accounts are listed")
        wait_until(lambda: bool(bench.chat.state.columns), "bots", 60)
        say("bots are there")
        bench.chat.send("What is my account status?")
        wait_until(lambda: has_words(bench), "words", 120)
        say("first word of an answer")
        print(f"heavy={','.join(sorted(HEAVY & set(sys.modules)))}")
        bench.chat.stop_all()
        app.close()


def say(mark: str) -> None:
    print(f"{mark}={time.monotonic() - float(os.environ['BENCH_STARTED']):.3f}")


def has_words(bench: BenchPage) -> bool:
    state = bench.chat.state
    turns = [state.turn(place) for place in range(len(state.columns))]
    return any(turn is not None and turn.answer.text for turn in turns)


if __name__ == "__main__":
    main()
