"""A splitter that keeps its place per page; a double click on a handle resets it."""

from collections.abc import Sequence

from PySide6.QtCore import QByteArray, QSettings, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QSplitter, QSplitterHandle, QWidget


class _Handle(QSplitterHandle):
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        del event
        split = self.splitter()
        if isinstance(split, Split):
            split.reset()


class Split(QSplitter):
    """`Split(settings, "grid/main", Qt.Orientation.Vertical, (3, 2))`; sizes are shares."""

    def __init__(
        self, settings: QSettings, name: str, orientation: Qt.Orientation, shares: Sequence[int]
    ) -> None:
        super().__init__(orientation)
        self._settings, self._name, self._shares = settings, f"split/{name}", tuple(shares)
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        self.splitterMoved.connect(self._save)

    def add(self, *widgets: QWidget) -> None:
        """Add all parts at once; then the place of last time is taken up."""
        for widget in widgets:
            self.addWidget(widget)
        for place, share in enumerate(self._shares):
            self.setStretchFactor(place, share)
        saved = self._settings.value(self._name)
        if not (isinstance(saved, QByteArray) and self.restoreState(saved)):
            self.reset()

    def reset(self) -> None:
        """Back to the shares it was made with."""
        whole = sum(self._shares) or 1
        self.setSizes([share * 10_000 // whole for share in self._shares])
        self._settings.remove(self._name)

    def createHandle(self) -> QSplitterHandle:
        return _Handle(self.orientation(), self)

    def _save(self) -> None:
        self._settings.setValue(self._name, self.saveState())
