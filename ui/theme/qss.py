"""Tokens as one style sheet; widgets choose by property (`kind`, `tone`) and object name."""

import sys
from collections.abc import Mapping
from string import Template

from ui.theme import icons
from ui.theme.tokens import Shade, Tokens

_TONES = ("text", "text2", "text3", "accent", "pass", "fail", "warn", "disabled", "on_accent")

# Sizes of text are set by QFont in pixels, never here: a style sheet would lose the features.
_SHEET = Template("""
QMainWindow, QDialog { background: $surface; }
QWidget#rail, QWidget#statusBar { background: $bg; }
QWidget#page, QWidget#panel { background: $surface; }
QFrame#card, QFrame#inset { background: $surface; border: 1px solid $border; border-radius: 8px; }
QFrame#inset { background: $surface2; border-radius: 6px; }
QFrame#card[selected="true"] { border-color: $accent; }
QFrame#card[error="true"] { border-color: $fail; }
QFrame#bar { background: $surface2; border: 1px solid $border; border-radius: 6px; }
QFrame#bar[kind="warn"] { background: $warn_soft; border-color: $warn_soft; }
QFrame#bar[kind="accent"] { background: $accent_soft; border-color: $accent_soft; }
QFrame#hline { background: $border; border: none; max-height: 1px; min-height: 1px; }
QFrame#vline { background: $border; border: none; max-width: 1px; min-width: 1px; }
QLabel { background: transparent; }
QPushButton { background: $surface; color: $text; border: 1px solid $border_strong;
  border-radius: 6px; padding: 0 10px; min-height: 26px; max-height: 26px; }
QPushButton:hover, QPushButton:open { background: $hover; }
QPushButton:pressed { background: $border; }
QPushButton:checked { background: $accent_soft; border-color: $accent; color: $accent; }
QPushButton:disabled { background: $surface; color: $disabled; border-color: $border; }
QPushButton[kind="primary"] { background: $accent; border-color: $accent; color: $on_accent; }
QPushButton[kind="primary"]:hover, QPushButton[kind="primary"]:pressed
  { background: $accent_hover; border-color: $accent_hover; }
QPushButton[kind="primary"]:disabled { background: $hover; color: $disabled;
  border-color: $border; }
QPushButton[kind="ghost"] { background: transparent; border-color: transparent; color: $text2;
  padding: 0 8px; }
QPushButton[kind="ghost"]:hover { background: $hover; }
QPushButton[kind="ghost"]:disabled { color: $disabled; }
QPushButton[kind="danger"] { border-color: $fail; color: $fail; }
QPushButton[kind="danger"]:hover, QPushButton[kind="danger"]:pressed { background: $fail_soft; }
QPushButton[kind="danger"]:disabled { color: $disabled; border-color: $border; }
QPushButton[kind="link"] { background: transparent; border: none; color: $accent; padding: 0; }
QPushButton[kind="link"]:hover { color: $accent_hover; text-decoration: underline; }
QPushButton[small="true"] { min-height: 22px; max-height: 22px; padding: 0 8px; }
QPushButton[bare="true"] { padding: 0; min-width: 26px; max-width: 26px; }
QPushButton[bare="true"][small="true"] { min-width: 22px; max-width: 22px; }
QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDoubleSpinBox, QComboBox {
  background: $surface; color: $text; border: 1px solid $border_strong; border-radius: 6px;
  padding: 0 8px; selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox { min-height: 26px; max-height: 26px; }
QPlainTextEdit, QTextEdit { padding: 4px 4px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus,
  QComboBox:focus { border: 2px solid $focus; padding: 0 7px; }
QPlainTextEdit:focus, QTextEdit:focus { padding: 3px 3px; }
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus
  { min-height: 24px; max-height: 24px; }
QLineEdit[error="true"], QPlainTextEdit[error="true"] { border-color: $fail; }
QLineEdit[bare="true"], QLineEdit[bare="true"]:focus, QPlainTextEdit[bare="true"],
  QPlainTextEdit[bare="true"]:focus,
  QTextEdit[bare="true"], QTextEdit[bare="true"]:focus
  { border: none; background: transparent; padding: 0; }
QLineEdit#paletteField, QLineEdit#paletteField:focus { border: none; background: transparent;
  padding: 0; min-height: 41px; max-height: 41px; }
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled { color: $disabled;
  border-color: $border; }
QTableView, QListView, QTreeView { background: $surface; border: none; outline: none;
  gridline-color: $border; selection-background-color: $selected; selection-color: $text; }
QHeaderView { background: $surface2; border: none; border-bottom: 1px solid $border; }
QHeaderView::section { background: $surface2; border: none; padding: 0; }
QSplitter::handle { background: $border; }
QScrollArea { background: transparent; border: none; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QLineEdit#searchField, QLineEdit#searchField:focus { padding-left: 0; }
QToolTip { background: $surface; color: $text; border: 1px solid $border_strong; padding: 4px 6px; }
""")

_SPIN_BOXES = Template("""
QSpinBox, QDoubleSpinBox { padding: 0 20px 0 8px; }
QSpinBox:focus, QDoubleSpinBox:focus { padding: 0 19px 0 7px; }
QSpinBox::up-button, QDoubleSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::down-button
  { subcontrol-origin: border; width: 18px; height: 12px; margin: 1px; border: none;
  border-radius: 3px; background: transparent; }
QSpinBox::up-button, QDoubleSpinBox::up-button { subcontrol-position: top right; }
QSpinBox::down-button, QDoubleSpinBox::down-button { subcontrol-position: bottom right; }
QSpinBox::up-button:hover, QDoubleSpinBox::up-button:hover, QSpinBox::down-button:hover,
  QDoubleSpinBox::down-button:hover { background: $hover; }
QSpinBox::up-button:pressed, QDoubleSpinBox::up-button:pressed, QSpinBox::down-button:pressed,
  QDoubleSpinBox::down-button:pressed { background: $border; }
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow { image: url("$up"); width: 10px; height: 10px; }
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow
  { image: url("$down"); width: 10px; height: 10px; }
QSpinBox::up-arrow:disabled, QDoubleSpinBox::up-arrow:disabled, QSpinBox::up-arrow:off,
  QDoubleSpinBox::up-arrow:off { image: url("$up_off"); }
QSpinBox::down-arrow:disabled, QDoubleSpinBox::down-arrow:disabled, QSpinBox::down-arrow:off,
  QDoubleSpinBox::down-arrow:off { image: url("$down_off"); }
QSpinBox:disabled, QDoubleSpinBox:disabled { color: $disabled; border-color: $border; }
""")

_CHECK_BOXES = Template("""
QCheckBox { background: transparent; color: $text; spacing: 8px; }
QCheckBox:disabled { color: $disabled; }
QCheckBox::indicator { width: 14px; height: 14px; border: 1px solid $border_strong;
  border-radius: 4px; background: $surface; }
QCheckBox::indicator:hover { background: $hover; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent;
  image: url("$check"); }
QCheckBox::indicator:focus { border: 2px solid $focus; width: 12px; height: 12px; }
QCheckBox::indicator:disabled { background: $surface; border-color: $border; }
QCheckBox::indicator:checked:disabled { image: url("$check_off"); }
""")

_SCROLL_BARS = Template("""
QScrollBar { background: transparent; border: none; margin: 0; }
QScrollBar:vertical { width: 10px; }
QScrollBar:horizontal { height: 10px; }
QScrollBar::handle { background: $border_strong; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: $text3; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
""")


def style_sheet(tokens: Tokens, shade: Shade) -> str:
    colors = tokens.colors[shade]
    labels = "\n".join(f'QLabel[tone="{tone}"] {{ color: {colors[tone]}; }}' for tone in _TONES)
    # Scroll bars on macOS stay native.
    bars = "" if sys.platform == "darwin" else _SCROLL_BARS.substitute(colors)
    marks = _marks(colors)
    fields = _SPIN_BOXES.substitute(marks) + _CHECK_BOXES.substitute(marks)
    return _SHEET.substitute(colors) + labels + fields + bars


def _marks(colors: Mapping[str, str]) -> dict[str, str]:
    """The colours, and the files of the glyphs that Qt draws from a style sheet only."""
    glyphs = {
        "up": ("caret-up", "text2", 10),
        "up_off": ("caret-up", "disabled", 10),
        "down": ("caret-down", "text2", 10),
        "down_off": ("caret-down", "disabled", 10),
        "check": ("check", "on_accent", 12),
        "check_off": ("check", "disabled", 12),
    }
    files = {
        key: icons.image_file(glyph, colors[role], size)
        for key, (glyph, role, size) in glyphs.items()
    }
    return {**colors, **files}
