"""The theme of the running window: light, dark or as the system, colours by role, one signal."""

from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QIcon, QPixmap
from PySide6.QtWidgets import QApplication

from ui.theme import fonts, icons
from ui.theme.palette import palette
from ui.theme.qss import style_sheet
from ui.theme.tokens import Shade, Tokens, load_tokens

Mode = Literal["light", "dark", "system"]
MODES: tuple[Mode, Mode, Mode] = ("light", "dark", "system")


class Theme(QObject):
    """Colours by role, icons and fonts; tells everybody when they change.

    `color("accent")`, `color("B")` (a variant), `color("ramp2")`. Give it to each widget as the
    first argument; call `apply()` once, after QApplication exists.

    Signals:
        theme_changed: colours are new; repaint.
    """

    theme_changed = Signal()

    def __init__(self, mode: Mode = "system", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tokens = load_tokens()
        self._mode: Mode = mode
        self._shade: Shade = "light"
        self._colors: dict[tuple[str, int | None], QColor] = {}
        self._find_shade()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_scheme_changed)

    @property
    def tokens(self) -> Tokens:
        return self._tokens

    @property
    def mode(self) -> Mode:
        return self._mode

    @property
    def shade(self) -> Shade:
        """What is shown now: light or dark."""
        return self._shade

    @property
    def is_dark(self) -> bool:
        return self._shade == "dark"

    def apply(self) -> None:
        """Dress the whole application: style, palette, font and style sheet."""
        app = QApplication.instance()
        if not isinstance(app, QApplication):
            return
        fonts.load_fonts()
        app.setStyle("Fusion")
        app.setFont(fonts.font("body"))
        self._dress(app)

    def set_mode(self, mode: Mode) -> None:
        self._mode = mode
        self._refresh()

    def next_mode(self) -> Mode:
        """Light, dark, system, light ..."""
        self.set_mode(MODES[(MODES.index(self._mode) + 1) % len(MODES)])
        return self._mode

    def color(self, role: str, alpha: int | None = None) -> QColor:
        """The colour of a role; `alpha` from 0 to 255."""
        found = self._colors.get((role, alpha))
        if found is None:
            found = parse_color(self._tokens.colors[self._shade][role])
            if alpha is not None:
                found.setAlpha(alpha)
            self._colors[role, alpha] = found
        return found

    def on_variant(self, letter: str) -> QColor:
        """The colour of text on a variant's badge."""
        light = self._tokens.colors["light"]
        has_dark_text = self.is_dark or letter == "C"
        return parse_color(light["text" if has_dark_text else "surface"])

    def icon(
        self, name: str, role: str = "text2", size: int = 16, *, has_words: bool = False
    ) -> QIcon:
        """`has_words`: words stand beside it."""
        color, disabled = self.color(role), self.color("disabled")
        return icons.icon(name, color, disabled, size, has_words=has_words)

    def pixmap(self, name: str, role: str, size: int, scale: float) -> QPixmap:
        return icons.pixmap(name, self.color(role).name(), size, scale)

    def font(self, style: str = "body", weight: int | None = None) -> QFont:
        return fonts.font(style, weight)

    def _dress(self, app: QApplication) -> None:
        app.setPalette(palette(self))
        app.setStyleSheet(style_sheet(self._tokens, self._shade))

    def _find_shade(self) -> bool:
        before = self._shade
        is_dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        system: Shade = "dark" if is_dark else "light"
        self._shade = system if self._mode == "system" else self._mode
        return self._shade != before

    def _refresh(self) -> None:
        if not self._find_shade():
            return
        self._colors.clear()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            self._dress(app)
        self.theme_changed.emit()

    def _on_scheme_changed(self) -> None:
        self._refresh()


def parse_color(text: str) -> QColor:
    """`#RRGGBB`, or `#RRGGBBAA` as in CSS (Qt reads eight digits as alpha first)."""
    if len(text) == len("#RRGGBBAA"):
        return QColor(f"#{text[7:]}{text[1:7]}")
    return QColor(text)
