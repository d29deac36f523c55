"""The ring around the button that has the focus: 2 px in the accent, 2 px away from it."""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtWidgets import QApplication, QPushButton, QSplitter, QWidget

from ui.theme.canvas import Canvas
from ui.theme.theme import Theme
from ui.widgets.painted import Painted

_OUT = 4


class FocusRing(Painted):
    """Follows the focus through all push buttons; other widgets draw their own ring."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._target: QWidget | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus_changed)

    def paint(self, canvas: Canvas) -> None:
        canvas.ring(QRectF(self.rect()), 9)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._target and event.type() in (QEvent.Type.Move, QEvent.Type.Resize):
            self._place()
        if watched is self._target and event.type() == QEvent.Type.Hide:
            self._leave()
        return False

    def _on_focus_changed(self, before: QWidget | None, now: QWidget | None) -> None:
        del before
        self._leave()
        place = now.parentWidget() if isinstance(now, QPushButton) else None
        if now and place and not isinstance(place, QSplitter):
            self._target = now
            now.installEventFilter(self)
            self.setParent(place)
            self._place()
            self.show()
            self.raise_()

    def _leave(self) -> None:
        if self._target:
            self._target.removeEventFilter(self)
            self._target = None
            self.hide()
            self.setParent(None)

    def _place(self) -> None:
        if self._target:
            self.setGeometry(self._target.geometry().adjusted(-_OUT, -_OUT, _OUT, _OUT))
