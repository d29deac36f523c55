"""A turn on the clipboard or in a file, as Markdown or JSON."""

import json
from collections.abc import Callable, Sequence
from functools import partial
from typing import Literal

from PySide6.QtWidgets import QWidget

from ui.widgets.export_menu import ExportForm, ExportMenu
from workbench.projections.export import turn_json, turn_markdown
from workbench.trace.event import TraceEvent

Form = Literal["md", "json"]


def written(events: Sequence[TraceEvent], form: Form) -> str:
    if form == "json":
        return json.dumps(turn_json(events), indent=2, ensure_ascii=False) + "\n"
    return turn_markdown(events) + "\n"


def turn_exports(shown: Callable[[], Sequence[TraceEvent]], parent: QWidget) -> ExportMenu:
    """`shown`: the events of the turn that is shown when somebody chooses."""

    def write(form: Form) -> str:
        return written(shown(), form)

    menu = ExportMenu(
        (
            ExportForm("md", "md", "Markdown", partial(write, "md"), copies=True),
            ExportForm("json", "json", "JSON", partial(write, "json")),
        ),
        parent,
    )
    menu.file_name = "turn"
    return menu
