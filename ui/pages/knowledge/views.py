"""The views of the page Knowledge: their names, what can be done there, and their keys."""

from functools import partial
from typing import TYPE_CHECKING

from ui.page_spec import PageCommand
from ui.pages.knowledge.view import View

if TYPE_CHECKING:
    from ui.pages.knowledge.page import KnowledgePage

MICROSCOPE_KEYS = (
    ("0 1 2", "Microscope: off topic, helps, answers it; Backspace takes it back"),
    ("Arrows", "Microscope: up and down a ladder, left and right along a line"),
    ("Ctrl C", "Microscope: copy the ladder as Markdown"),
)
MAP_KEYS = (("Arrows, + −, Home", "On the map: go from point to point, zoom, show all"),)


def views_of(page: "KnowledgePage") -> tuple[View, ...]:
    """In the order of the header."""
    find, leaks, evaluating = page.microscope, page.leaks, page.evaluating
    asking = (
        PageCommand("Ask the documents", "/", page.show_microscope, "magnifying-glass"),
        PageCommand("Read as another role", "L", page.choose_role, "lock-simple"),
        PageCommand("Add what is judged to the test set", "S", page.save_judged, "plus"),
    )
    testing = (
        _to_show(page, "leaks", "the leak test", "K", "shield-check"),
        PageCommand("Run or stop the leak test", "", page.run_leak_test, "shield-check"),
    )
    return (
        View("documents", "Documents", page.documents,
             (_to_show(page, "documents", "documents", "D", "note"),),
             field=page.documents.finder),
        View("search", "Microscope", find, asking, MICROSCOPE_KEYS, find.controls.query,
             find.ask, lambda: find.is_searching, find.stop),
        View("chunks", "Chunks", page.chunks,
             (_to_show(page, "chunks", "chunks", "C", "square"),)),
        View("map", "Map", page.map.area,
             (_to_show(page, "map", "the embedding map", "M", "circle-dashed"),),
             MAP_KEYS, page.map.area.query),
        View("access", "Access", page.access,
             (_to_show(page, "access", "access", "A", "lock-simple"),)),
        View("leaks", "Leak test", leaks.area, testing, field=leaks.area.finder,
             run=leaks.run_or_stop, is_running=lambda: leaks.state.is_running,
             stop=leaks.stop),
        View("evaluation", "Evaluation", page.evaluation,
             (_to_show(page, "evaluation", "evaluation", "E", "chart-line"),),
             run=evaluating.start, is_running=lambda: evaluating.state.is_running,
             stop=evaluating.stop),
    )  # fmt: skip


def _to_show(page: "KnowledgePage", view: str, what: str, key: str, icon: str) -> PageCommand:
    return PageCommand(f"Show {what}", key, partial(page.show_view, view), icon)
