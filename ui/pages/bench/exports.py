"""Answers and conversations on the clipboard and in files, as Markdown or JSON."""

import json
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from ui.pages.bench.state import BenchState
from workbench.projections.export import conversation_json, conversation_markdown
from workbench.trace.event import TraceEvent

FILTERS = {"markdown": "Markdown (*.md)", "json": "JSON (*.json)"}
ENDINGS = {"markdown": ".md", "json": ".json"}


def conversation(state: BenchState, place: int | None = None) -> list[Sequence[TraceEvent]]:
    """The turns of one column, or of all, in the order of the conversation."""
    columns = state.columns if place is None else [state.columns[place]]
    return [
        column.turns[at].events
        for at in range(len(state.questions))
        for column in columns
        if at in column.turns
    ]


def written(turns: Sequence[Sequence[TraceEvent]], form: str) -> str:
    """`form` is markdown or json."""
    if form == "json":
        return json.dumps(conversation_json(turns), indent=2, ensure_ascii=False) + "\n"
    return conversation_markdown(turns)


def copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)


def save(owner: QWidget, text: str, form: str) -> str:
    """Ask for a place and write there; gives a sentence that says what became of it, or ""."""
    suggested = f"conversation{ENDINGS[form]}"
    chosen, _ = QFileDialog.getSaveFileName(owner, "Export conversation", suggested, FILTERS[form])
    if not chosen:
        return ""
    path = Path(chosen)
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        return f"{path.name} could not be written: {error.strerror}. Choose another folder."
    return f"Exported to {path}"
