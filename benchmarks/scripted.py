"""Bots that say a given text at a given pace, and a sample workspace to use them in."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workbench.domain.bot import Bot, ModelSpec, Prompt
from workbench.domain.conversation import Message
from workbench.domain.turn import TurnInput
from workbench.workspace.new_workspace import sample_folder


def scripted_bot(name: str, words: int, gap_s: float) -> Bot:
    text = " ".join(f"word{number}" for number in range(words))
    model = ModelSpec(f"scripted-{name}", "scripted", script=(text,), gap_s=gap_s)
    return Bot(name, model, Prompt("plain", "Be kind."), title=name)


def question(bot: Bot, text: str = "What is my account status?") -> TurnInput:
    return TurnInput(bot, (Message("user", text),))


@contextmanager
def sample_copy() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(shutil.copytree(sample_folder(), Path(folder) / "sample"))
