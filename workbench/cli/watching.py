"""Work that takes its time, watched with a progress bar, and left early by Ctrl+C."""

from collections.abc import Callable
from typing import TypeVar

from workbench.cli.progress import ProgressBar, progress_bar
from workbench.cli.session import CliSession
from workbench.commands import Command

T = TypeVar("T")


def watched(
    session: CliSession, name: str, watch: Callable[[CliSession, ProgressBar], T], stop: Command
) -> T:
    """What `watch` hears to the end. After Ctrl+C that is what was found until then, as the
    worker tells it when it is stopped; a second one ends it at once.
    """
    with progress_bar(name) as progress:
        try:
            return watch(session, progress)
        except KeyboardInterrupt:
            session.client.send(stop)
            return watch(session, progress)
