"""The strip above the chat: who the customer is, five facts, what may be read."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui.pages.bench.customer import CustomerFact, facts, since
from ui.theme.canvas import CENTER, Canvas
from ui.theme.fonts import Ink, text_width
from ui.theme.theme import Theme
from ui.widgets.button import Button
from ui.widgets.label import vertical_line
from ui.widgets.painted import Painted, PaintedButton
from workbench.domain.account import Account

HEIGHT = 56
_GAP = 24


class _Customer(PaintedButton):
    """Avatar, name and id; pressing it opens the picker."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.setFixedHeight(HEIGHT - 8)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.show_account(None)

    def show_account(self, account: Account | None) -> None:
        self._name = account.name if account else "Choose a customer"
        self._id = account.id if account else ""
        self._line = since(account) if account else "Nobody is asking yet"
        self.setAccessibleName(f"Customer {self._name} {self._id}".strip())
        self.setToolTip("Choose another customer")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        name = text_width(self._name, "heading") + 6 + text_width(self._id, "mono")
        return QSize(int(max(name, text_width(self._line, "caption"))) + 40 + 34, self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), 180), self.height())

    def paint(self, canvas: Canvas) -> None:
        area = self.area()
        if self.underMouse():
            canvas.box(area, "hover", 6)
        circle = QRectF(4, 8, 32, 32)
        canvas.box(circle, "border" if self.underMouse() else "hover", 16)
        initials = "".join(word[0] for word in self._name.split()[:2]).upper()
        canvas.text(circle, initials, Ink("label", "text2", 600), CENTER, elide=False)
        room = area.width() - 44 - 26
        used = canvas.text(QRectF(44, 6, room, 18), self._name, Ink("heading", "text", 600))
        if room - used > 20:
            canvas.text(QRectF(50 + used, 7, room - used - 6, 18), self._id, Ink("mono", "text3"))
        canvas.text(QRectF(44, 25, room, 16), self._line, Ink("caption", "text3"))
        caret = QPointF(area.width() - 20, (area.height() - 12) / 2)
        canvas.icon(caret, "caret-down", "text3", 12)
        if self.hasFocus():
            canvas.ring(area, 6)


class _Facts(Painted):
    """Labels over values; those that do not fit are left out, never cut."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._facts: Sequence[CustomerFact] = ()
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_facts(self, shown: Sequence[CustomerFact]) -> None:
        self._facts = shown
        said = ", ".join(f"{fact.label} {fact.value}" for fact in shown)
        self.describe("Facts about the customer", said)
        self.setToolTip("\n".join(f"{fact.label}: {fact.value}" for fact in shown))
        self.update()

    def paint(self, canvas: Canvas) -> None:
        x = 0.0
        for fact in self._facts:
            width = max(text_width(fact.label, "caption"), text_width(fact.value, "label")) + 1
            if x + width > self.width():
                return
            canvas.text(QRectF(x, 11, width, 14), fact.label, Ink("caption", "text3"))
            canvas.text(QRectF(x, 27, width, 16), fact.value, Ink("label", "text"))
            x += width + _GAP


class CustomerStrip(QWidget):
    """Signals: pick_requested(), record_requested()."""

    pick_requested = Signal()
    record_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setFixedHeight(HEIGHT)
        self.setAccessibleName("Customer")
        self.customer = _Customer(theme)
        self.facts = _Facts(theme)
        self.record_button = Button(theme, "Show record", "ghost", "note")
        self.record_button.setToolTip("The whole record of this customer")
        self.record_button.setEnabled(False)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 0, 12, 0)
        layout.setSpacing(12)
        layout.addWidget(self.customer)
        layout.addWidget(vertical_line())
        layout.addSpacing(4)
        layout.addWidget(self.facts, 1)
        layout.addWidget(self.record_button)
        self.customer.clicked.connect(self.pick_requested)
        self.record_button.clicked.connect(self.record_requested)

    def show_account(self, account: Account | None, may_read: str) -> None:
        self.customer.show_account(account)
        shown = facts(account) if account else ()
        self.facts.show_facts((*shown, CustomerFact("May read", may_read)))
        self.record_button.setEnabled(account is not None)
