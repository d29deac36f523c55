"""Loads the plot library beside the window, so that its first plot does not hold it up."""

from threading import Thread

from PySide6.QtCore import QObject, QTimer, Signal

from ui.widgets.plots.door import pyqtgraph

_LOOK_EVERY_MS = 40


class MapLibrary(QObject):
    """Signals: loaded(): once, some time after `load`."""

    loaded = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.is_loaded = False
        self._thread: Thread | None = None
        self._timer = QTimer(self, interval=_LOOK_EVERY_MS)
        self._timer.timeout.connect(self._on_tick)

    def load(self) -> None:
        if self._thread is None:
            self._thread = Thread(target=pyqtgraph, name="plot library", daemon=True)
            self._thread.start()
            self._timer.start()

    def _on_tick(self) -> None:
        if self._thread and not self._thread.is_alive():
            self._timer.stop()
            self.is_loaded = True
            self.loaded.emit()
