"""The right panel: beside the page, or floating over it where the window is narrow."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui.theme.theme import Theme
from ui.widgets.button import IconButton
from ui.widgets.label import ElidedLabel, horizontal_line, surface, vertical_line

WIDTH = 320
FLOATS_BELOW = 1240


class SidePanel(QWidget):
    """A head (title, own widgets, a button that closes) over a body that scrolls.

    Signals:
        close_requested: the person wants it away.
    """

    close_requested = Signal()

    def __init__(self, theme: Theme, title: str, width: int = WIDTH) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(width)
        self.setAccessibleName(title)
        self._title = ElidedLabel(title, "heading")
        self.close_button = IconButton(theme, "x", "Close the panel", small=True)
        self.close_button.clicked.connect(self.close_requested)
        self._head = QHBoxLayout()
        self._head.setContentsMargins(16, 8, 8, 6)
        self._head.setSpacing(8)
        self._head.addWidget(self._title, 1)
        self._head.addWidget(self.close_button)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(16, 4, 16, 12)
        self.body.setSpacing(8)
        content = QVBoxLayout()
        content.setContentsMargins(0, 0, 0, 0)
        content.setSpacing(0)
        content.addLayout(self._head)
        content.addWidget(self._scrolling(), 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(vertical_line())
        layout.addLayout(content, 1)

    def set_title(self, title: str) -> None:
        self._title.setText(title)
        self.setAccessibleName(title)

    def set_closable(self, *, closable: bool) -> None:
        self.close_button.setVisible(closable)
        # The button has room of its own; other controls end where the body does.
        self._head.setContentsMargins(16, 8, 8 if closable else 16, 6)

    def add_to_head(self, widget: QWidget, *, first: bool = False) -> None:
        """A badge before the title (`first`), or a control between title and close button."""
        self._head.insertWidget(0 if first else self._head.count() - 1, widget)

    def add(self, *widgets: QWidget) -> None:
        for widget in widgets:
            self.body.addWidget(widget)

    def add_rule(self) -> None:
        """A hairline between two sections."""
        self.body.addWidget(horizontal_line())

    def _scrolling(self) -> QScrollArea:
        inner = surface("panel")
        inner.setLayout(self.body)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inner)
        return area


class PanelArea(QWidget):
    """A main widget and, when open, a side panel at its right."""

    def __init__(self, main: QWidget) -> None:
        super().__init__()
        self._main = main
        self._panel: SidePanel | None = None
        self._is_open = False
        main.setParent(self)

    @property
    def panel(self) -> SidePanel | None:
        return self._panel

    @property
    def is_open(self) -> bool:
        return self._is_open

    @property
    def floats(self) -> bool:
        """Whether the panel lies over the page instead of beside it."""
        return self.window().width() < FLOATS_BELOW

    def set_panel(self, panel: SidePanel) -> None:
        self._panel = panel
        panel.setParent(self)
        panel.close_requested.connect(self.close_panel)
        panel.setVisible(self._is_open)
        self._place()

    def open_panel(self) -> None:
        self._set_open(shown=True)

    def close_panel(self) -> None:
        self._set_open(shown=False)

    def toggle_panel(self) -> None:
        self._set_open(shown=not self._is_open)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._place()

    def _set_open(self, *, shown: bool) -> None:
        self._is_open = shown
        if self._panel:
            self._panel.setVisible(shown)
            self._panel.raise_()
        self._place()

    def _place(self) -> None:
        width = self._panel.width() if self._panel and self._is_open else 0
        beside = 0 if self.floats else width
        self._main.setGeometry(0, 0, self.width() - beside, self.height())
        if self._panel and self._is_open:
            self._panel.setGeometry(self.width() - width, 0, width, self.height())
