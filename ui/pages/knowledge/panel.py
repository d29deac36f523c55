"""The panel of the chosen document: its labels, its state, and who may read it."""

from PySide6.QtCore import Signal

from ui.pages.knowledge.rows import KnowledgeRow, Roles, day_words, readers
from ui.theme.theme import Theme
from ui.widgets.amounts import count
from ui.widgets.button import Button
from ui.widgets.chip import StatusChip
from ui.widgets.label import ElidedLabel, Label
from ui.widgets.layouts import row
from ui.widgets.side_panel import SidePanel


class DocumentPanel(SidePanel):
    """Signals: access_requested(role), open_requested()."""

    access_requested = Signal(str)
    open_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Document")
        self._first = ""
        self.chip = StatusChip(theme, "idle", "")
        self.path = ElidedLabel("", "mono", "text2")
        self.problem = Label("", "small", "fail").wrapped().selectable()
        self.facts = Label("", "small", "text2").wrapped().selectable()
        self.readers = Label("", "small", "text").wrapped().selectable()
        self.hidden = Label("", "small", "text2").wrapped().selectable()
        self.open_file = Button(theme, "Open the file", icon="arrow-square-out", small=True)
        self.access = Button(theme, "What a role may read", "ghost", "lock-simple", small=True)
        self.add(self.chip, self.path, self.problem, self.facts)
        self.add_rule()
        self.add(Label("Who may read it", "label", "text", 600), self.readers, self.hidden)
        self.body.addLayout(row(self.access, None))
        self.add_rule()
        self.body.addLayout(row(self.open_file, None))
        self.body.addStretch(1)
        self.access.clicked.connect(self._on_access)
        self.open_file.clicked.connect(self.open_requested)

    def show_row(self, shown: KnowledgeRow, roles: Roles, turns: int) -> None:
        condition = shown.condition
        self.set_title(shown.title)
        short = "Not indexed" if condition.kind == "fail" else condition.words
        self.chip.set_status(condition.kind, short)
        self.path.setText(shown.path)
        said = f"{condition.words}. {condition.remedy}" if condition.kind == "fail" else ""
        self.problem.setText(said.replace("..", "."))
        self.problem.setVisible(bool(said))
        self.facts.setText("\n".join(_facts(shown, turns)))
        may = readers(shown.document.audience, roles)
        self._first = next((role for role, _ in roles if role not in may), "")
        self.readers.setText(", ".join(may) if may else "Nobody: no role has this audience")
        hidden = [role for role, _ in roles if role not in may]
        self.hidden.setText(f"Hidden from {', '.join(hidden)}" if hidden else "")
        self.hidden.setVisible(bool(hidden))

    def _on_access(self) -> None:
        self.access_requested.emit(self._first)


def _facts(shown: KnowledgeRow, turns: int) -> list[str]:
    document = shown.document
    lines = [count(document.chunks, "chunk")]
    if shown.used is not None:
        some = f"Used in {shown.used:,} of the last {turns:,} turns that retrieved"
        lines.append(some if turns else "No turn has retrieved anything yet")
    if document.effective:
        lines.append(f"In force from {day_words(document.effective)}")
    if document.supersedes:
        lines.append(f"Supersedes {', '.join(document.supersedes)}")
    if document.region:
        lines.append(f"Holds in {document.region}")
    if document.language:
        lines.append(f"Language {document.language}")
    return lines
