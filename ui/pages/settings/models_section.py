"""The models of the workspace, their states, and how to add one."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from ui.pages.settings.model_form import ModelForm, gguf_name
from ui.pages.settings.section import Section
from ui.pages.settings.words import model_kind, model_state, model_where
from ui.qt_models.data_table import ROW_DENSE, DataTable
from ui.qt_models.row_table import Column, Look, RowTableModel
from ui.session import Session
from ui.theme.status import STATUS_LOOKS, StatusKind
from ui.widgets.button import Button
from ui.widgets.label import ElidedLabel
from ui.widgets.layouts import row
from ui.widgets.message_bar import MessageBar
from workbench.commands import AddModel
from workbench.domain.bot import ModelSpec
from workbench.messages import Message, Refused, Saved
from workbench.places import models_folder

_HEAD = 30
_MOST_ROWS = 8


@dataclass(frozen=True, slots=True)
class ModelRow:
    name: str
    kind: str
    where: str
    status: StatusKind
    state: str
    context: int


class ModelsSection(Section):
    def __init__(self, session: Session) -> None:
        super().__init__(session.theme, "Models", "What the bots can be answered by.")
        self._session = session
        self._folder = models_folder()
        self.rows = RowTableModel[ModelRow](_COLUMNS, lambda each: each.name, self)
        self.table = DataTable(self.theme, self.rows, "Models", ROW_DENSE)
        self.table.set_empty("No model yet", "Add a GGUF file")
        self.bar = MessageBar(self.theme, closable=True)
        self.folder = ElidedLabel(str(self._folder), "mono", "text2")
        self.open_folder = Button(self.theme, "Open folder", icon="folder-open", small=True)
        self.add_file = Button(self.theme, "Add GGUF…", icon="plus")
        self.add_server = Button(self.theme, "Add API model…", icon="plus")
        self.form = ModelForm(session)
        self.form.hide()
        self._lay_out()
        self.open_folder.clicked.connect(self._on_open_folder)
        self.add_file.clicked.connect(self._on_add_file)
        self.table.link_pressed.connect(self._on_add_file)
        self.add_server.clicked.connect(self._on_add_server)
        self.form.submitted.connect(self.add_model)
        self.form.given_up.connect(self.form.hide)
        session.workspace_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        state = self._session.state
        rows = [_row(self._session, model) for model in state.models]
        if list(self.rows.rows) != rows:
            self.rows.set_rows(rows)
        shown = min(max(len(rows), 1), _MOST_ROWS)
        self.table.setFixedHeight(_HEAD + shown * ROW_DENSE)

    def add_model(self, model: ModelSpec) -> None:
        self._session.ask(lambda request_id: AddModel(request_id, model), self._on_added)

    def take_file(self, path: str) -> None:
        """A GGUF file that was chosen or dropped."""
        self.add_model(ModelSpec(gguf_name(Path(path).stem), path=path))

    def _lay_out(self) -> None:
        self.add(self.bar)
        self.add(self.table)
        self.add_row(self.add_file, self.add_server)
        self.add(self.form)
        where = row(self.folder, self.open_folder)
        where.setStretch(0, 1)
        self.body.addLayout(where)

    def _on_added(self, answer: Message) -> None:
        match answer:
            case Saved(sentence=sentence, change_id=change):
                self.bar.hide()
                self.form.hide()
                self._session.told.emit(sentence, change)
            case Refused(message=message, hint=hint):
                self.bar.show_message("fail", f"{message} {hint}".strip())

    def _on_open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))

    def _on_add_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self, "Add a GGUF file", str(self._folder), "GGUF models (*.gguf)"
        )
        if chosen:
            self.take_file(chosen)

    def _on_add_server(self) -> None:
        self.form.show()
        self.form.fields.vendor.setFocus()


def _row(session: Session, model: ModelSpec) -> ModelRow:
    listed = session.state.keys
    keys = {each.name: each for each in listed.keys} if listed else {}
    server = session.state.servers.get(model.name)
    status, state = model_state(model, server, keys.get(model.key_name))
    kind, where = model_kind(model), model_where(model)
    return ModelRow(model.name, kind, where, status, state, model.context_tokens)


def _look(each: ModelRow) -> Look:
    look = STATUS_LOOKS[each.status]
    return Look(icon=look.icon, icon_tone=look.tone)


_COLUMNS = (
    Column[ModelRow]("Model", lambda each: each.name, bold=True, width=140),
    Column[ModelRow]("Kind", lambda each: each.kind, width=138, look=lambda _: Look(tone="text2")),
    Column[ModelRow]("Where", lambda each: each.where, width=110, style="mono",
                     look=lambda _: Look(tone="text2")),
    Column[ModelRow]("State", lambda each: each.state, width=150, stretch=True, look=_look),
    Column[ModelRow]("Context", lambda each: f"{each.context:,}", lambda each: each.context,
                     align_right=True, width=80, tooltip=lambda _: "Tokens read at once"),
)  # fmt: skip
