"""A person's own judgement of a cell: Pass, Fail, Unsure, and a note."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QSizePolicy, QWidget

from ui.theme import fonts
from ui.theme.canvas import CENTER, Canvas
from ui.theme.fonts import Ink
from ui.theme.theme import Theme
from ui.widgets.painted import PaintedButton

_HEIGHT = 30
_CHOICES = (
    ("pass", "Pass", "P", "check-circle", "pass"),
    ("fail", "Fail", "F", "x-circle", "fail"),
    ("unsure", "Unsure", "U", "question", "accent"),
)


class LabelKeys(QWidget):
    """Three choices and a note; a second press on a choice takes it back.

    Signals:
        label_chosen: pass, fail, unsure or "" to take it back.
        note_written: the note, when it is finished.
    """

    label_chosen = Signal(str)
    note_written = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(8)
        self.buttons: dict[str, _KeyButton] = {}
        for place, (label, text, key, icon, tone) in enumerate(_CHOICES):
            button = _KeyButton(theme, text, key, (icon, tone))
            button.setObjectName(label)
            button.clicked.connect(self._on_clicked)
            self.buttons[label] = button
            grid.addWidget(button, place // 2, place % 2)
        note = _KeyButton(theme, "Note", "N", ("note", "accent"))
        note.setCheckable(False)
        note.clicked.connect(self.write_note)
        grid.addWidget(note, 1, 1)
        self.note = QLineEdit()
        self.note.setFont(fonts.font("small"))
        self.note.setPlaceholderText("What is right or wrong about it")
        self.note.setAccessibleName("Note")
        self.note.editingFinished.connect(self._on_note_finished)
        self._written = ""
        grid.addWidget(self.note, 2, 0, 1, 2)

    def show_label(self, label: str, note: str) -> None:
        for name, button in self.buttons.items():
            button.setChecked(name == label)
        self._written = note
        self.note.setText(note)
        self.note.setVisible(bool(note))

    def write_note(self) -> None:
        self.note.show()
        self.note.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_clicked(self) -> None:
        chosen = self.sender()
        label = chosen.objectName() if isinstance(chosen, _KeyButton) else ""
        self.label_chosen.emit(label if self.buttons[label].isChecked() else "")

    def _on_note_finished(self) -> None:
        if self.note.text() != self._written:
            self._written = self.note.text()
            self.note_written.emit(self._written)


class _KeyButton(PaintedButton):
    """An icon, a word and the key that does the same."""

    def __init__(self, theme: Theme, text: str, key: str, look: tuple[str, str]) -> None:
        super().__init__(theme, text)
        self._key, self._look = key, look
        self.setCheckable(True)
        self.setFixedHeight(_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)
        self.setToolTip(f"{text} ({key})")

    def sizeHint(self) -> QSize:
        return QSize(130, _HEIGHT)

    def paint(self, canvas: Canvas) -> None:
        area, (icon, tone), chosen = self.area(), self._look, self.isChecked()
        fill = f"{tone}_soft" if chosen else "hover" if self.underMouse() else "surface"
        written = tone if chosen else "text" if self.isEnabled() else "disabled"
        canvas.box(area, fill, 6, tone if chosen else "border_strong")
        if self.hasFocus():
            canvas.ring(area)
        canvas.icon(QPointF(9, 8), icon, tone if chosen else "text2", 14)
        canvas.text(QRectF(29, 0, area.width() - 58, _HEIGHT), self.text(), Ink("label", written))
        hint = QRectF(area.width() - 25, 6, 18, 18)
        canvas.box(hint, "surface2", 4, "border")
        canvas.text(hint, self._key, Ink("caption", "text3", 500), CENTER, elide=False)
