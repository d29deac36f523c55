"""What a person does with models: each asks the worker, and says what came of it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from ui.pages.models.providers import Checked, listed_words
from ui.pages.models.rows import ModelRow
from ui.pages.models.state import ModelsState
from ui.session import Session
from workbench.commands import AddModel, Command
from workbench.domain.bot import ModelSpec
from workbench.domain.key_state import KeyPlace
from workbench.messages import Message, Refused, Saved
from workbench.model_commands import (
    AddModelFile,
    ChangeMachine,
    ChangeModel,
    DownloadModel,
    LoadModel,
    RemoveModel,
    ServeModel,
    StartSpeedTest,
    StopDownload,
    StopServing,
    StopSpeedTest,
    UnloadModel,
)
from workbench.provider_commands import CheckProvider, SaveKey
from workbench.provider_messages import ProviderChecked


class ModelActions(QObject):
    """`checked`: how the last test of a provider went, by the model that it was tested with.

    Signals:
        failed: a sentence.
        changed: the list of models is to be asked for again.
        news: `checked` or the state changed.
        begun: a download; carries its `DownloadModel`.
    """

    failed = Signal(str)
    changed = Signal()
    news = Signal()
    begun = Signal(object)

    def __init__(self, session: Session, state: ModelsState, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._state = state
        self._asked: dict[str, str] = {}
        self.checked: dict[str, Checked] = {}

    def act(self, row: ModelRow) -> bool:
        """The one thing that the row's button does; False if it only opens the panel."""
        deeds: dict[str, Callable[[ModelRow], object]] = {
            "load": self._load,
            "unload": self._unload,
            "cancel": self._unload,
            "get": self._get,
            "stop get": self._stop_get,
            "add": self._add,
        }
        deed = deeds.get(row.act)
        if deed:
            deed(row)
        return deed is not None

    # Files and settings

    def add_files(self, paths: list[str]) -> None:
        for path in paths:
            self._add_file(path)

    def _add_file(self, path: str) -> None:
        self._ask(lambda request_id: AddModelFile(request_id, path))

    def add_server(self, model: ModelSpec) -> None:
        self._ask(lambda request_id: AddModel(request_id, model))

    def save_settings(self, model: ModelSpec) -> None:
        self._ask(lambda request_id: ChangeModel(request_id, model))

    def remove(self, name: str) -> None:
        self._ask(lambda request_id: RemoveModel(request_id, name))

    def keep_warm(self, name: str, *, kept: bool) -> None:
        settings = self._state.settings
        others = tuple(each for each in settings.keeps_warm if each != name)
        changed = replace(settings, keeps_warm=(*others, name) if kept else others)
        self._ask(lambda request_id: ChangeMachine(request_id, changed))
        if kept:
            self._ask(lambda request_id: LoadModel(request_id, name))

    # What takes a while

    def download(self, command: DownloadModel) -> None:
        self.begun.emit(command)
        self._session.send(command)

    def stop_download(self, name: str) -> None:
        self._session.send(StopDownload(name))

    def start_test(self, name: str) -> None:
        self._session.send(StartSpeedTest(name))

    def stop_test(self) -> None:
        if self._state.testing:
            self._session.send(StopSpeedTest(self._state.testing.name))

    def serve(self, name: str, *, on: bool) -> None:
        settings = self._state.settings
        if on:
            self._ask(
                lambda request_id: ServeModel(
                    request_id, name, settings.serve_port, settings.serves_network
                )
            )
        else:
            self._ask(lambda request_id: StopServing(request_id, name))

    def check_provider(self, model: ModelSpec) -> None:
        self.checked[model.name] = Checked("running", "Asking for its models")
        self.news.emit()
        request_id = self._session.ask(
            lambda request_id: CheckProvider(request_id, model), self._on_checked
        )
        self._asked[request_id] = model.name

    def save_key(self, name: str, key: str, place: KeyPlace) -> None:
        self._ask(lambda request_id: SaveKey(request_id, name, key, place))

    # Deeds of a row

    def _load(self, row: ModelRow) -> None:
        self._ask(lambda request_id: LoadModel(request_id, row.name))

    def _unload(self, row: ModelRow) -> None:
        self._ask(lambda request_id: UnloadModel(request_id, row.name))

    def _get(self, row: ModelRow) -> None:
        self.download(DownloadModel(row.name))

    def _stop_get(self, row: ModelRow) -> None:
        self.stop_download(row.name)

    def _add(self, row: ModelRow) -> None:
        self._ask(lambda request_id: AddModelFile(request_id, str(Path(row.model.path)), row.name))

    def _ask(self, make: Callable[[str], Command]) -> None:
        self._session.ask(make, self._on_answer)

    def _on_answer(self, answer: Message) -> None:
        match answer:
            case Saved(sentence=sentence, change_id=change):
                self._session.told.emit(sentence, change)
                self.changed.emit()
            case Refused():
                self.failed.emit(answer.line)
            case _:
                if not self._state.take(answer):
                    self.changed.emit()
                else:
                    self.news.emit()

    def _on_checked(self, answer: Message) -> None:
        model = self._asked.pop(getattr(answer, "request_id", ""), "")
        match answer:
            case ProviderChecked(models=models):
                said = listed_words([each.name for each in models])
                self.checked[model] = Checked("pass", said)
            case Refused():
                self.checked[model] = Checked("fail", answer.line)
        self.news.emit()
