"""The Models page: what fits, what is loaded, how fast it is; providers; downloads; calculators."""

from PySide6.QtCore import QPoint, QTimer, QUrl
from PySide6.QtGui import (
    QDesktopServices,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFileDialog,
    QMenu,
    QStackedWidget,
)

from ui.page_spec import Page, PageCommand
from ui.pages.models.actions import ModelActions
from ui.pages.models.calculators_area import CalculatorsArea
from ui.pages.models.columns import HelperRow
from ui.pages.models.downloads_area import DownloadsArea
from ui.pages.models.helpers import helper_rows
from ui.pages.models.local_area import LocalArea
from ui.pages.models.panel import ModelPanel
from ui.pages.models.providers import ProviderRow, provider_rows
from ui.pages.models.rows import ModelRow
from ui.pages.models.state import ModelsState
from ui.session import Session
from ui.widgets.button import Button
from ui.widgets.key_dialog import KeyDialog
from ui.widgets.segmented import SegmentedControl
from workbench.domain.bot import ModelSpec
from workbench.messages import Message, Refused
from workbench.model_commands import (
    DownloadModel,
    ListLocalModels,
    ListSpeedTests,
    MeasureMemory,
)
from workbench.provider_commands import ListKeys

SLOW_MS, QUICK_MS = 2_000, 300
VIEWS = (("local", "Local and API"), ("downloads", "Downloads"), ("calculators", "Calculators"))
ENDING = ".gguf"


class ModelsPage(Page):
    def __init__(self, session: Session) -> None:
        super().__init__(session.theme, "Models")
        self.session = session
        self.state = ModelsState(servers=session.state.servers)
        self.actions_ = ModelActions(session, self.state, self)
        self._listed = session.state.models
        self._is_stale = True
        self._panel_waits = False
        self.views = SegmentedControl(self.theme, "View", VIEWS)
        self.folder = Button(self.theme, "Open models folder", icon="folder-open")
        self.add = Button(self.theme, "Add model", "primary", "plus")
        self.local = LocalArea(session)
        self.downloads = DownloadsArea(self.theme)
        self.calculators = CalculatorsArea(self.theme)
        self.panel = ModelPanel(self.theme)
        self._stack = QStackedWidget()
        self._look = QTimer(self, interval=SLOW_MS)
        self.setAcceptDrops(True)
        self._lay_out()
        self._connect()

    # What the shell asks

    def commands(self) -> tuple[PageCommand, ...]:
        return (
            PageCommand("Load or unload", "Space", self.act, "cpu"),
            PageCommand("Run speed test", "T", self.test, "timer"),
            PageCommand("Add a GGUF file", "Ctrl+N", self.choose_file, "plus"),
            PageCommand("Add a model of a provider", "", self.show_form, "plus"),
            PageCommand("Download from the Hugging Face hub", "", self.show_downloads,
                        "download-simple"),
            PageCommand("Calculators", "", self.show_calculators, "calculator"),
            PageCommand("Open models folder", "", self.open_folder, "folder-open"),
            PageCommand("Copy speed figures", "", self.panel.speed.copy_button.click, "copy"),
        )  # fmt: skip

    def show_target(self, target: dict[str, object]) -> None:
        """`model`: choose it. `view`: `local`, `downloads` or `calculators`."""
        if view := str(target.get("view", "")):
            self.show_view(view)
        if name := str(target.get("model", "")):
            self.local.table.select_key(name)

    def on_shown(self) -> None:
        self._look.start()
        self.measure()
        if self._is_stale:
            self.ask()

    def focus_first(self) -> None:
        self.local.table.setFocus()

    def is_running(self) -> bool:
        return self.state.is_testing

    def stop(self) -> None:
        """The speed test, and downloads: what arrived is kept."""
        if self.state.is_testing:
            self.actions_.stop_test()
        for told in self.state.downloads.values():
            if told.state in {"waiting", "fetching", "checking"}:
                self.actions_.stop_download(told.name)

    def on_escape(self) -> None:
        """Esc stops a speed test only: a download is stopped by its button."""
        if self.state.is_testing:
            self.actions_.stop_test()
        elif self.panel_area and self.panel_area.is_open:
            self.panel_area.close_panel()

    # What a person does

    def act(self) -> None:
        """Space: a focused button is pressed, as everywhere; else the chosen model."""
        focus = QApplication.focusWidget()
        if isinstance(focus, QAbstractButton):
            focus.click()
        elif row := self.local.table.current_row():
            self._on_acted(row)

    def test(self) -> None:
        row = self.local.table.current_row()
        if row and row.model.spec:
            self._on_test_requested()

    def choose_file(self) -> None:
        folder = str(self.state.settings.folder)
        chosen, _ = QFileDialog.getOpenFileNames(
            self, "Add GGUF files", folder, "GGUF models (*.gguf)"
        )
        self.actions_.add_files(chosen)

    def show_form(self) -> None:
        self.show_view("local")
        self.local.show_form()

    def show_downloads(self) -> None:
        self.show_view("downloads")
        self.downloads.repository.setFocus()

    def show_calculators(self) -> None:
        self.show_view("calculators")

    def show_view(self, key: str) -> None:
        """The panel belongs to the list: elsewhere it is away until the list is back."""
        self.views.set_current(key)
        area = self.panel_area
        if area and key != "local" and area.is_open:
            self._panel_waits = True
            area.close_panel()
        elif area and key == "local" and self._panel_waits:
            self._panel_waits = False
            area.open_panel()
        place = [each for each, _ in VIEWS].index(key)
        self._stack.setCurrentIndex(place)

    def open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.state.settings.folder)))

    # Asking

    def ask(self) -> None:
        self._is_stale = False
        self.session.ask(ListLocalModels, self._on_answer)
        self.session.ask(ListSpeedTests, self._on_answer)
        self.session.send(ListKeys())

    def measure(self) -> None:
        """Asked again and again, so not by `ask`, which keeps who asked."""
        self.session.send(MeasureMemory("memory"))

    def _on_answer(self, answer: Message) -> None:
        if isinstance(answer, Refused):
            self._on_failed(answer.line)
        elif self.state.take(answer):
            self._show()

    # Showing

    def _show(self) -> None:
        state = self.state
        self._look.setInterval(QUICK_MS if state.is_loading else SLOW_MS)
        self.local.show_state(state)
        self.local.show_helpers(self._helpers())
        self._show_providers()
        self.downloads.show_downloads(tuple(state.downloads.values()))
        self.calculators.set_models(state.models or ())
        self._show_engine()
        self._choose_first()
        self._show_panel()

    def _show_providers(self) -> None:
        known = self.session.state
        keys = known.keys.keys if known.keys else ()
        is_offline = bool(known.network and known.network.is_offline)
        checked = self.actions_.checked
        rows = provider_rows(known.models, checked, keys, is_offline=is_offline)
        self.local.show_providers(rows)
        self.local.offline.setChecked(is_offline)

    def _helpers(self) -> tuple[HelperRow, ...]:
        return helper_rows(self.session.state, self.state.memory)

    def _show_engine(self) -> None:
        host = self.state.host
        if host and host.engine:
            device = host.devices[0].name if host.devices else "CPU"
            self.header.set_subtitle(f"{device}, llama.cpp for Python {host.engine}")

    def _choose_first(self) -> None:
        """One model is always chosen; its panel opens where there is room beside the list."""
        if not self.local.rows.rows or self.local.table.current_row():
            return
        self.local.table.selectRow(0)
        if self.panel_area and not self.panel_area.floats:
            self.panel_area.open_panel()

    def _show_panel(self) -> None:
        if row := self.local.table.current_row():
            self.panel.show_row(self.state.row(row.model), self.state)

    # News

    def _on_messages(self, messages: list[Message]) -> None:
        taken = [self.state.take(message) for message in messages]
        if any(taken) and self.isVisible():
            self._show()

    def _on_workspace_changed(self) -> None:
        state = self.session.state
        self.state.servers = state.servers
        if state.models != self._listed:
            self._listed = state.models
            self._is_stale = True
        if not self.isVisible():
            return
        if self._is_stale:
            self.ask()
        self._show()

    def _on_look(self) -> None:
        if self.isVisible():
            self.measure()
        else:
            self._look.stop()

    def _on_acted(self, row: ModelRow) -> None:
        if not self.actions_.act(row):
            self._open(row)

    def _on_row_selected(self, row: ModelRow | None) -> None:
        if row:
            self._show_panel()

    def _open(self, row: ModelRow) -> None:
        self.local.table.select_key(row.name)
        self._show_panel()
        if self.panel_area:
            self.panel_area.open_panel()

    def _on_provider_acted(self, row: ProviderRow) -> None:
        if row.lacks_key:
            self._ask_for_key(row)
        else:
            self.actions_.check_provider(row.spec)

    def _ask_for_key(self, row: ProviderRow) -> None:
        listed = self.session.state.keys
        if row.key and listed:
            dialog = KeyDialog(self.theme, row.key, listed, self)
            dialog.given.connect(self._on_key_given)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

    def _on_key_given(self, name: str, key: str, place: str) -> None:
        self.actions_.save_key(name, key, "keychain" if place == "keychain" else "session")

    def _on_offline_chosen(self, on: bool) -> None:  # noqa: FBT001 - a slot
        self.session.set_offline(is_on=on)

    def _on_failed(self, sentence: str) -> None:
        self.local.bar.show_message("fail", sentence)
        self.downloads.bar.show_message("fail", sentence)

    def _on_begun(self, command: DownloadModel) -> None:
        self.downloads.remember(command, command.name)

    def _name(self) -> str:
        row = self.local.table.current_row()
        return row.name if row else ""

    def _on_test_requested(self) -> None:
        self.actions_.start_test(self._name())

    def _on_keep_requested(self, kept: bool) -> None:  # noqa: FBT001 - a slot
        self.actions_.keep_warm(self._name(), kept=kept)

    def _on_serve_requested(self, on: bool) -> None:  # noqa: FBT001 - a slot
        self.actions_.serve(self._name(), on=on)

    def _on_remove_requested(self) -> None:
        self.actions_.remove(self._name())

    def _on_told(self, sentence: str) -> None:
        self.session.told.emit(sentence, "")

    def _on_add(self) -> None:
        menu = QMenu(self)
        for text, run in (
            ("GGUF file…", self.choose_file),
            ("From the Hugging Face hub…", self.show_downloads),
            ("Model of a provider…", self.show_form),
        ):
            menu.addAction(text).triggered.connect(run)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.add.mapToGlobal(QPoint(0, self.add.height() + 2)))

    # Qt overrides: files that are dropped

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped(event):
            event.acceptProposedAction()
            self.local.bar.show_message("info", "Drop it here to add it to the models.")

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        self.local.bar.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self.local.bar.hide()
        self.show_view("local")
        self.actions_.add_files(_dropped(event))
        event.acceptProposedAction()

    # Making

    def _lay_out(self) -> None:
        self.header.add_left(self.views)
        self.header.add_action(self.folder, self.add)
        for view in (self.local, self.downloads, self.calculators):
            self._stack.addWidget(view)
        self.set_main(self._stack)
        self.set_panel(self.panel)

    def _connect(self) -> None:
        self.session.workspace_changed.connect(self._on_workspace_changed)
        self.session.messages_arrived.connect(self._on_messages)
        self.views.current_changed.connect(self.show_view)
        self.folder.clicked.connect(self.open_folder)
        self.add.clicked.connect(self._on_add)
        self._look.timeout.connect(self._on_look)
        self.local.acted.connect(self._on_acted)
        self.local.table.row_selected.connect(self._on_row_selected)
        self.local.table.row_opened.connect(self._open)
        self.local.provider_acted.connect(self._on_provider_acted)
        self.local.offline_chosen.connect(self._on_offline_chosen)
        self.local.provider_table.link_pressed.connect(self.show_form)
        self.local.form.submitted.connect(self._on_server_submitted)
        self.local.form.given_up.connect(self.local.hide_form)
        self.downloads.wanted.connect(self.actions_.download)
        self.downloads.stop_requested.connect(self.actions_.stop_download)
        self.actions_.failed.connect(self._on_failed)
        self.actions_.changed.connect(self.ask)
        self.actions_.news.connect(self._show)
        self.actions_.begun.connect(self._on_begun)
        self._connect_panel()

    def _connect_panel(self) -> None:
        panel = self.panel
        panel.form.save_requested.connect(self.actions_.save_settings)
        panel.keep_requested.connect(self._on_keep_requested)
        panel.remove_requested.connect(self._on_remove_requested)
        panel.serve.serve_requested.connect(self._on_serve_requested)
        panel.serve.told.connect(self._on_told)
        panel.speed.test_requested.connect(self._on_test_requested)
        panel.speed.stop_requested.connect(self.actions_.stop_test)
        panel.speed.told.connect(self._on_told)

    def _on_server_submitted(self, model: ModelSpec) -> None:
        self.local.hide_form()
        self.actions_.add_server(model)


def _dropped(event: QDropEvent) -> list[str]:
    paths = [url.toLocalFile() for url in event.mimeData().urls()]
    return [path for path in paths if path.lower().endswith(ENDING)]
