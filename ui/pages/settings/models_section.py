"""Where models lie, how much memory they may take, and who may use a served one."""

from dataclasses import replace

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QLineEdit, QMessageBox

from ui.pages.settings.section import Section
from ui.session import Session
from ui.theme import fonts
from ui.widgets.button import Button
from ui.widgets.drop_down import DropDown, Option
from ui.widgets.label import ElidedLabel, Label
from ui.widgets.layouts import row
from ui.widgets.message_bar import MessageBar
from ui.widgets.toggle import Toggle
from workbench.machine import MachineSettings
from workbench.messages import Message, Refused
from workbench.model_commands import ChangeMachine, ListLocalModels, MeasureMemory
from workbench.model_messages import LocalModelsListed, MemoryMeasured
from workbench.sizing.words import GIB, size_words

LIMITS_GB = (2, 4, 8, 12, 16, 24, 32, 48, 64, 96, 128)
_PORT_MOST = 65_535


class ModelsSection(Section):
    def __init__(self, session: Session) -> None:
        super().__init__(session.theme, "Models", "Of this machine, for every workspace.")
        self._session = session
        self._confirmed: QAbstractButton | None = None
        self._has_asked = False
        self.settings = MachineSettings()
        self._total = 0
        self.bar = MessageBar(self.theme, closable=True)
        self.folder = ElidedLabel(str(self.settings.folder), "mono", "text2")
        self.open_folder = Button(self.theme, "Open folder", icon="folder-open", small=True)
        self.choose_folder = Button(self.theme, "Change…", small=True)
        self.limit = DropDown(self.theme, "Memory for models")
        self.limit.max_width = 320
        self.network = Toggle(self.theme, "Serve to other machines")
        self.port = QLineEdit()
        self.open_models = Button(self.theme, "Open Models", "link")
        self._lay_out()
        self._show()
        self.open_folder.clicked.connect(self._on_open_folder)
        self.choose_folder.clicked.connect(self._on_choose_folder)
        self.limit.value_chosen.connect(self._on_limit)
        self.network.clicked.connect(self._on_network)
        self.port.editingFinished.connect(self._on_port)
        self.open_models.clicked.connect(self._on_open_models)

    def refresh(self) -> None:
        """Asked once; later changes are its own."""
        if not self._has_asked:
            self._has_asked = True
            self._session.ask(ListLocalModels, self._on_answer)
            self._session.ask(MeasureMemory, self._on_answer)

    def use_folder(self, folder: str) -> None:
        self._change(replace(self.settings, models_folder=folder))

    def confirm_network(self) -> None:
        """It opens a port to others, so it is asked for once more."""
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle("Serve to other machines")
        box.setText("Let other machines of your network use a served model?")
        box.setInformativeText(
            "A served model then listens on every address of this machine. "
            "Whoever has its key can use it; without the key nobody can."
        )
        self._confirmed = box.addButton("Let them use it", QMessageBox.ButtonRole.AcceptRole)
        stay = box.addButton("Only this machine", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(stay)
        box.buttonClicked.connect(self._on_confirmed)
        box.finished.connect(box.deleteLater)
        box.open()

    def _change(self, settings: MachineSettings) -> None:
        self._session.ask(lambda request_id: ChangeMachine(request_id, settings), self._on_answer)

    def _on_answer(self, answer: Message) -> None:
        match answer:
            case LocalModelsListed(settings=settings):
                self.settings = settings
                self.bar.hide()
            case MemoryMeasured(host=host):
                self._total = host.total_bytes
            case Refused():
                self.bar.show_message("fail", answer.line)
        self._show()

    def _show(self) -> None:
        settings = self.settings
        self.folder.setText(str(settings.folder))
        self.limit.set_options(_limits(settings.memory_limit_bytes, self._total))
        self.limit.set_value(str(settings.memory_limit_bytes))
        self.network.setChecked(settings.serves_network)
        if not self.port.hasFocus():
            self.port.setText(str(settings.serve_port) if settings.serve_port else "")

    def _on_open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.settings.folder)))

    def _on_choose_folder(self) -> None:
        folder = str(self.settings.folder)
        if chosen := QFileDialog.getExistingDirectory(self, "Models folder", folder):
            self.use_folder(chosen)

    def _on_limit(self, value: str) -> None:
        self._change(replace(self.settings, memory_limit_bytes=int(value)))

    def _on_network(self) -> None:
        """On is asked for once more; off at once."""
        if self.network.isChecked():
            self.network.setChecked(False)
            self.confirm_network()
        else:
            self._change(replace(self.settings, serves_network=False))

    def _on_confirmed(self, pressed: QAbstractButton) -> None:
        if pressed is self._confirmed:
            self._change(replace(self.settings, serves_network=True))

    def _on_port(self) -> None:
        text = self.port.text().strip()
        port = int(text) if text.isdigit() else 0
        if (text and not text.isdigit()) or port > _PORT_MOST:
            self.bar.show_message("fail", f"A port is a number up to {_PORT_MOST:,}.")
        elif port != self.settings.serve_port:
            self._change(replace(self.settings, serve_port=port))

    def _on_open_models(self) -> None:
        self._session.open_page("models")

    def _lay_out(self) -> None:
        self.port.setFont(fonts.font("small"))
        self.port.setPlaceholderText("any free one")
        self.port.setAccessibleName("Port of a served model")
        self.port.setFixedWidth(120)
        where = row(self.folder, self.choose_folder, self.open_folder)
        where.setStretch(0, 1)
        self.add(self.bar)
        self.body.addLayout(where)
        self.add_row(self.limit)
        self.add_row(self.network, Label("Serve to other machines of the network", "body"))
        self.add_row(Label("Port of a served model", "body"), self.port)
        self.add_row(Label("Models are added, loaded and measured on their own page.", "small",
                           "text2"), self.open_models)  # fmt: skip


def _limits(now: int, total: int) -> list[Option]:
    usual = MachineSettings().memory_limit(total)
    automatic = f"Automatic, {size_words(usual)}" if total else "Automatic"
    sizes = {gb * GIB for gb in LIMITS_GB if not total or gb * GIB <= total} | ({now} - {0})
    return [Option("0", automatic), *(Option(str(n), size_words(n)) for n in sorted(sizes))]
