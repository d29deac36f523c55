"""The second view: a file of the hub by its name, and what is being fetched."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from ui.pages.models.columns import DOWNLOAD_ACTION, FETCHING, download_columns
from ui.pages.models.delegates import ActionDelegate
from ui.qt_models.data_table import ROW_TALL, DataTable
from ui.qt_models.row_delegate import RowDelegate
from ui.qt_models.row_table import RowTableModel
from ui.theme import fonts
from ui.theme.theme import Theme
from ui.widgets.button import Button
from ui.widgets.label import Label, horizontal_line
from ui.widgets.layouts import row
from ui.widgets.message_bar import MessageBar
from workbench.domain.hub_file import REPOSITORY, HubFile, read_hub_file
from workbench.model_commands import DownloadModel
from workbench.model_messages import DownloadProgressed


class DownloadsArea(QWidget):
    """Signals: wanted(DownloadModel), stop_requested(name)."""

    wanted = Signal(object)
    stop_requested = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.bar = MessageBar(theme, closable=True)
        self.repository = _field("Repository, or the address of a file", "Qwen/Qwen3-4B-GGUF")
        self.file = _field("File", "Qwen3-4B-Q4_K_M.gguf")
        self.get = Button(theme, "Download", icon="download-simple")
        self.problem = Label("", "small", "fail").wrapped()
        self.rows = RowTableModel[DownloadProgressed](
            download_columns(), lambda each: each.name, self
        )
        self.table = DataTable(theme, self.rows, "Downloads", ROW_TALL)
        self.table.set_empty("No download yet. The list of models has some to begin with")
        main = self.table.itemDelegate()
        assert isinstance(main, RowDelegate)
        action = ActionDelegate(theme, main, self.table, _has_action)
        self.table.setItemDelegateForColumn(DOWNLOAD_ACTION, action)
        self._commands: dict[str, DownloadModel] = {}
        self._lay_out()
        action.pressed.connect(self._on_action)
        self.get.clicked.connect(self.submit)
        for field in (self.repository, self.file):
            field.returnPressed.connect(self.submit)

    def show_downloads(self, downloads: Sequence[DownloadProgressed]) -> None:
        self.rows.upsert(list(downloads))

    def remember(self, command: DownloadModel, name: str) -> None:
        """So that it can be gone on with."""
        self._commands[name] = command

    def submit(self) -> None:
        repository, file = self.repository.text().strip(), self.file.text().strip()
        wanted = read_hub_file(repository) or HubFile(repository, file)
        said = ""
        if not REPOSITORY.fullmatch(wanted.repository):
            said = "A repository is OWNER/NAME, as on huggingface.co."
        elif not wanted.file.endswith(".gguf"):
            said = "Write the name of a file that ends in .gguf."
        self.problem.setText(said)
        self.problem.setVisible(bool(said))
        if not said:
            place = (wanted.repository, wanted.file, wanted.revision)
            self.wanted.emit(DownloadModel(wanted.name, *place))

    def _on_action(self, told: DownloadProgressed) -> None:
        if told.state in FETCHING:
            self.stop_requested.emit(told.name)
        else:
            self.wanted.emit(self._commands.get(told.name, DownloadModel(told.name)))

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        note = Label(
            "Any GGUF file of the Hugging Face hub. It is checked against the hub's checksum, and "
            "a download that was stopped goes on where it was.",
            "small", "text2",
        ).wrapped()  # fmt: skip
        layout.addLayout(row(note, margins=(16, 12, 16, 8)))
        line = row(self.repository, self.file, self.get, margins=(16, 0, 16, 4))
        line.setStretch(0, 3)
        line.setStretch(1, 3)
        layout.addLayout(line)
        layout.addLayout(row(self.problem, margins=(16, 0, 16, 8)))
        layout.addWidget(horizontal_line())
        layout.addWidget(self.table, 1)
        self.problem.hide()


def _field(name: str, hint: str) -> QLineEdit:
    made = QLineEdit()
    made.setFont(fonts.font("body"))
    made.setPlaceholderText(f"{name}, e.g. {hint}")
    made.setAccessibleName(name)
    return made


def _has_action(row: object) -> bool:
    return isinstance(row, DownloadProgressed) and row.state != "done"
