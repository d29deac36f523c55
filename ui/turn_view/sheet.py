"""A sheet over the right side of the page: the record, a document, a test case, a bot."""

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.theme.theme import Theme
from ui.widgets.layouts import column
from ui.widgets.side_panel import SidePanel

WIDTH = 480


class Sheet(SidePanel):
    """Lies over the inspector."""

    def __init__(self, theme: Theme, title: str) -> None:
        super().__init__(theme, title, WIDTH)

    def add_foot(self, *widgets: QWidget) -> None:
        """Widgets below the part that scrolls."""
        layout = self.layout()
        item = layout.itemAt(1) if layout else None
        content = item.layout() if item else None
        if isinstance(content, QVBoxLayout):
            content.addLayout(column(*widgets, gap=10, margins=(16, 0, 16, 12)))


class Sheets(QObject):
    """At most one sheet is open, at the right edge of the page.

    Signals:
        changed: a sheet was opened or closed.
    """

    changed = Signal()

    def __init__(self, page: QWidget, below: QWidget) -> None:
        super().__init__(page)
        self._page, self._below = page, below
        self.open: Sheet | None = None
        page.installEventFilter(self)

    def show_sheet(self, sheet: Sheet) -> None:
        """Open it; another one that was open goes away."""
        if self.open and self.open is not sheet:
            self._drop()
        if self.open is None:
            self.open = sheet
            sheet.setParent(self._page)
            sheet.close_requested.connect(self.close)
        self._place()
        sheet.show()
        sheet.raise_()
        self.changed.emit()

    def close(self) -> None:
        if self.open:
            self._drop()
            self.changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._page and event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self._place()
        return False

    def _drop(self) -> None:
        gone, self.open = self.open, None
        if gone:
            gone.close_requested.disconnect(self.close)
            gone.hide()
            gone.deleteLater()

    def _place(self) -> None:
        if self.open:
            top = self._below.geometry().bottom() + 2
            width = min(WIDTH, self._page.width())
            left, height = self._page.width() - width, self._page.height() - top
            self.open.setGeometry(left, top, width, height)
