"""Model: choose one of the workspace, who takes over, or add a GGUF file or an API model."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog

from ui.pages.bench.editor.fallback_row import FallbackRow
from ui.pages.bench.editor.fields import LineField, labelled
from ui.pages.bench.editor.tab import EditorTab
from ui.theme.theme import Theme
from ui.widgets.button import Button
from ui.widgets.drop_down import DropDown, Option
from ui.widgets.label import Label, horizontal_line
from ui.widgets.layouts import row
from ui.widgets.message_bar import MessageBar
from ui.widgets.remote_model_fields import RemoteModelFields
from workbench.domain.abilities import WORDS, Ability, abilities_of
from workbench.domain.bot import Bot, ModelSpec

# What a bot may need; that a setting is not taken is told where it is left out.
_TOLD: tuple[Ability, ...] = ("tools", "structured_output", "logprobs", "system_prompt")
_NOT_IN_NAME = re.compile(r"[^\w.-]+")


def gguf_model(path: str) -> ModelSpec:
    """A model of that file, named after it."""
    return ModelSpec(_NOT_IN_NAME.sub("-", PurePath(path).stem) or "model", path=path)


class ModelTab(EditorTab):
    """Signals: add_requested(ModelSpec)."""

    add_requested = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._models: dict[str, ModelSpec] = {}
        self.bar = MessageBar(theme)
        self.model = DropDown(theme, "Model")
        self.model.max_width = 440
        self.about = Label("", "small", "text2").wrapped().selectable()
        self.path = LineField("Path of a GGUF file", "/models/qwen3-4b-instruct-q4_k_m.gguf")
        self.browse = Button(theme, "Choose a file", icon="folder-open", small=True)
        self.add_file = Button(theme, "Add file", icon="plus", small=True)
        self.fallback = FallbackRow(theme)
        self.remote = RemoteModelFields(theme)
        self.add_server = Button(theme, "Add API model", icon="plus", small=True)
        self._lay_out()
        self.model.value_chosen.connect(self._on_chosen)
        self.browse.clicked.connect(self._on_browse)
        self.add_file.clicked.connect(self._on_add_file)
        self.add_server.clicked.connect(self._on_add_server)
        self.remote.submitted.connect(self._on_add_server)
        self.fallback.chosen.connect(self._on_edited)

    def show_models(self, models: Sequence[ModelSpec]) -> None:
        self._models = {model.name: model for model in models}

    def fill(self, bot: Bot) -> None:
        known = self._models | {bot.model.name: bot.model}
        self._models = known
        self.model.set_options(
            [Option(each.name, each.name, _kind(each)) for each in known.values()]
        )
        self.model.set_value(bot.model.name)
        self.fallback.show_chain(known, bot.model.name, bot.fallback)
        self._tell()

    def applied(self, bot: Bot) -> Bot:
        model = self._models.get(self.model.value, bot.model)
        others = tuple(each for each in self.fallback.chain() if each.name != model.name)
        return replace(bot, model=model, fallback=others)

    def take_file(self, path: str) -> None:
        """A file that was chosen or dropped."""
        self.path.set_text(path)
        self._on_add_file()

    def choose(self, model: ModelSpec) -> None:
        """The model that was just added."""
        self._models[model.name] = model
        self.model.set_options(
            [Option(each.name, each.name, _kind(each)) for each in self._models.values()]
        )
        self.model.set_value(model.name)
        self._on_chosen()

    def _lay_out(self) -> None:
        column = self.column
        column.addWidget(self.model)
        column.addWidget(self.about)
        column.addWidget(self.fallback)
        column.addWidget(horizontal_line())
        column.addWidget(self.bar)
        column.addWidget(Label("Add a local model", "label", "text", 600))
        column.addLayout(labelled("GGUF file", self.path, "Or drop the file on the window"))
        column.addLayout(row(self.browse, None, self.add_file))
        column.addWidget(horizontal_line())
        column.addWidget(Label("Add an API model", "label", "text", 600))
        column.addWidget(self.remote)
        column.addLayout(row(None, self.add_server))
        column.addStretch(1)

    def _tell(self) -> None:
        chosen = self._models.get(self.model.value)
        self.about.setText(_about(chosen) if chosen else "")

    def _on_chosen(self) -> None:
        self._tell()
        self._on_edited()

    def _on_browse(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "Choose a model", "", "GGUF (*.gguf)")
        if chosen:
            self.take_file(chosen)

    def _on_add_file(self) -> None:
        path = self.path.text().strip()
        if path:
            self.add_requested.emit(gguf_model(path))
        else:
            self.bar.show_message("fail", "No file is named. Choose a GGUF file first.")

    def _on_add_server(self) -> None:
        if said := self.remote.problem():
            self.bar.show_message("fail", f"{said} Nothing was added.")
        else:
            self.add_requested.emit(self.remote.spec())


def _kind(model: ModelSpec) -> str:
    return "local" if model.is_local else "network"


def _about(model: ModelSpec) -> str:
    where = model.address or model.path or "Bundled with the app"
    who = f"{model.who.title}, " if model.who.name else ""
    key = f"Key from {model.key_env}. " if model.key_env else ""
    context = f"Context of {model.context_tokens:,} tokens."
    cannot = ", ".join(WORDS[each] for each in _TOLD if each not in abilities_of(model))
    lacks = f" It takes no {cannot}." if cannot else ""
    return f"{who}{where}. {key}{context}{lacks}"
