"""A small field for a number, with its name at the left and its unit in the hint."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit

from ui.theme import fonts

_WIDE = 110


class NumberField(QLineEdit):
    """`value` is None while it is empty or no number.

    Signals:
        changed: the person typed.
    """

    changed = Signal()

    def __init__(self, name: str, value: float | None, hint: str = "") -> None:
        super().__init__("" if value is None else f"{value:g}")
        self.setFont(fonts.font("small"))
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.setFixedWidth(_WIDE)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.textEdited.connect(self._on_edited)

    @property
    def value(self) -> float | None:
        try:
            return float(self.text().replace(",", ""))
        except ValueError:
            return None

    def count(self, least: int = 1) -> int:
        """A whole number, at least `least` whatever is written."""
        return max(least, int(self.value or least))

    def _on_edited(self) -> None:
        self.changed.emit()
