"""Tokens as a QPalette, for the parts of Qt that no style sheet reaches."""

from typing import Protocol

from PySide6.QtGui import QColor, QPalette

_Role = QPalette.ColorRole

ROLES = {
    _Role.Window: "surface",
    _Role.WindowText: "text",
    _Role.Base: "surface",
    _Role.AlternateBase: "surface2",
    _Role.Text: "text",
    _Role.PlaceholderText: "text3",
    _Role.Button: "surface",
    _Role.ButtonText: "text",
    _Role.BrightText: "on_accent",
    _Role.Light: "surface2",
    _Role.Midlight: "hover",
    _Role.Mid: "border",
    _Role.Dark: "border_strong",
    _Role.Shadow: "border_strong",
    _Role.Highlight: "accent",
    _Role.HighlightedText: "on_accent",
    _Role.Accent: "accent",
    _Role.Link: "accent",
    _Role.LinkVisited: "accent",
    _Role.ToolTipBase: "surface",
    _Role.ToolTipText: "text",
}
_DISABLED = (_Role.WindowText, _Role.Text, _Role.ButtonText)


class Colors(Protocol):
    def color(self, role: str) -> QColor: ...


def palette(colors: Colors) -> QPalette:
    made = QPalette()
    for role, name in ROLES.items():
        made.setColor(role, colors.color(name))
    for role in _DISABLED:
        made.setColor(QPalette.ColorGroup.Disabled, role, colors.color("disabled"))
    return made
