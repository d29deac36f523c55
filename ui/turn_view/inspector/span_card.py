"""The card of the selected step."""

from PySide6.QtWidgets import QFrame, QVBoxLayout

from ui.theme.theme import Theme
from ui.turn_view.inspector.span_detail import SpanDetail
from ui.widgets.badge import Icon
from ui.widgets.label import ElidedLabel, Label
from ui.widgets.layouts import row


class SpanCard(QFrame):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("inset")
        self._shown: SpanDetail | None = None
        self._icon = Icon(theme, "info", "text3", 14)
        self.name = ElidedLabel("", "mono", "text", 600)
        self.time = Label("", "caption", "text2", 500)
        self.code = Label("", "mono", "text2").wrapped().selectable()
        self.note = Label("", "caption", "text3").wrapped().selectable()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 8)
        layout.setSpacing(6)
        head = row(self._icon, self.name, self.time, gap=6)
        head.setStretch(1, 1)
        layout.addLayout(head)
        layout.addWidget(self.code)
        layout.addWidget(self.note)

    def show_detail(self, detail: SpanDetail) -> None:
        if detail == self._shown:
            return
        self._shown = detail
        self._icon.set_icon(*(("warning", "fail") if detail.failed else ("info", "text3")))
        self.name.setText(detail.name)
        self.time.setText(detail.time)
        self.time.set_tone("fail" if detail.failed else "text2")
        self.code.setText(detail.code)
        self.code.setVisible(bool(detail.code))
        self.note.setText(detail.note)
        self.note.setVisible(bool(detail.note))
        self.setAccessibleName(f"Step {detail.name}, {detail.time}")
