"""A variant's badge, A to D, and a person's initials."""

from PySide6.QtCore import QPointF

from ui.theme.canvas import CENTER, Canvas
from ui.theme.fonts import Ink
from ui.theme.theme import Theme
from ui.widgets.painted import Painted


class VariantBadge(Painted):
    """A square with the variant's letter: 20 px, 16 in tables."""

    def __init__(self, theme: Theme, letter: str, size: int = 20) -> None:
        super().__init__(theme)
        self._letter = letter
        self._size = size
        self.setFixedSize(size, size)
        self.describe(f"Variant {letter}")

    def paint(self, canvas: Canvas) -> None:
        canvas.badge(QPointF(0, 0), self._letter, self._size)


class Avatar(Painted):
    """Initials of a name in a round field of 32 px."""

    def __init__(self, theme: Theme, name: str = "") -> None:
        super().__init__(theme)
        self.setFixedSize(32, 32)
        self.set_name(name)

    def set_name(self, name: str) -> None:
        words = name.split()
        ends = [words[0], words[-1]] if len(words) > 1 else words
        self._initials = "".join(word[0] for word in ends).upper()
        self.describe(name or "Nobody chosen")
        self.update()

    def paint(self, canvas: Canvas) -> None:
        canvas.box(self.area(), "hover", 16)
        canvas.text(self.area(), self._initials, Ink("label", "text2", 600), CENTER, elide=False)


class Icon(Painted):
    """A glyph in a role's colour, 14 or 16 px."""

    def __init__(self, theme: Theme, name: str, role: str = "text2", size: int = 16) -> None:
        super().__init__(theme)
        self._name, self._role, self._size = name, role, size
        self.setFixedSize(size, size)

    def set_icon(self, name: str, role: str = "text2") -> None:
        self._name, self._role = name, role
        self.update()

    def paint(self, canvas: Canvas) -> None:
        canvas.icon(QPointF(0, 0), self._name, self._role, self._size)
