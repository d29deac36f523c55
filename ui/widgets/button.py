"""Buttons: primary (one a header), secondary, ghost, danger and link; text, an icon or both."""

from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton, QSizePolicy

from ui.theme import fonts
from ui.theme.icons import GAP
from ui.theme.theme import Theme

ButtonKind = Literal["primary", "secondary", "ghost", "danger", "link"]
_GLYPH = 14
_ICON_ROLE: dict[str, str] = {"primary": "on_accent", "danger": "fail", "link": "accent"}


class Button(QPushButton):
    """A push button that never takes the focus from a text field when clicked.

    `small` is 24 px high, for panels.
    """

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        kind: ButtonKind = "secondary",
        icon: str = "",
        *,
        small: bool = False,
    ) -> None:
        super().__init__(text)
        self._theme = theme
        self._icon = icon
        self.setProperty("kind", kind)
        self.setProperty("small", small)
        self.setFont(fonts.font("label"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)
        self._draw_icon()
        theme.theme_changed.connect(self._draw_icon)

    def set_icon(self, name: str) -> None:
        self._icon = name
        self._draw_icon()

    def set_text(self, text: str) -> None:
        had_words = bool(self.text())
        self.setText(text)
        self.setAccessibleName(text or self.toolTip())
        if had_words != bool(text):
            self._draw_icon()

    def _draw_icon(self) -> None:
        if self._icon:
            role = _ICON_ROLE.get(str(self.property("kind")), "text2")
            has_words = bool(self.text())
            self.setIconSize(QSize(_GLYPH + GAP * has_words, _GLYPH))
            self.setIcon(self._theme.icon(self._icon, role, _GLYPH, has_words=has_words))


class IconButton(Button):
    """A square with an icon alone; `tip` says what it does, on hover and to a screen reader."""

    def __init__(
        self,
        theme: Theme,
        icon: str,
        tip: str,
        kind: ButtonKind = "ghost",
        *,
        small: bool = False,
    ) -> None:
        super().__init__(theme, "", kind, icon, small=small)
        self.setProperty("bare", True)  # noqa: FBT003 - Qt's own signature
        self.setToolTip(tip)
        self.setAccessibleName(tip)
