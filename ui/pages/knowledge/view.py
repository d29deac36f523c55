"""One view of the page Knowledge, as the page needs to know it."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from ui.page_spec import PageCommand


def _never() -> bool:
    return False


def _nothing() -> None:
    pass


@dataclass(frozen=True, slots=True)
class View:
    """`key` names it in targets. `field`: where Ctrl+F types. `run`: what Ctrl+Return does.

    `keys`: those that its widgets take by themselves, for the sheet of keys.
    """

    key: str
    title: str
    widget: QWidget
    commands: tuple[PageCommand, ...] = ()
    keys: tuple[tuple[str, str], ...] = ()
    field: QWidget | None = None
    run: Callable[[], object] | None = None
    is_running: Callable[[], bool] = _never
    stop: Callable[[], object] = _nothing
