"""How a model is loaded: context, layers on the GPU, cache, threads, parallel answers."""

import os
from collections.abc import Sequence
from dataclasses import replace
from typing import get_args

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.pages.models.state import ModelsState
from ui.theme.theme import Theme
from ui.widgets.button import Button
from ui.widgets.card import Inset
from ui.widgets.drop_down import DropDown, Option
from ui.widgets.fit_bar import Fit, FitBar
from ui.widgets.label import Label
from ui.widgets.layouts import row
from workbench.domain.bot import KvType, ModelSpec
from workbench.domain.local_model import LocalModel
from workbench.sizing.kv_cache import KV_ELEMENT_BYTES
from workbench.sizing.memory import (
    USUAL_CONTEXT,
    MemoryNeed,
    load_settings,
    longest_context,
    usual_contexts,
    verdict,
)
from workbench.sizing.words import gigabytes, of_words, size_words

PARALLEL = (0, 1, 2, 4, 8, 16)
_WIDE = 150
_CACHE_DETAILS = {"f16": "exact", "q8_0": "half the memory", "q4_0": "a quarter, less exact"}


class LoadForm(QWidget):
    """Shows a model's settings and what they need; edits are a draft until they are saved.

    Signals:
        save_requested: the model with its new settings.
    """

    save_requested = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setAccessibleName("Load settings")
        self._state = ModelsState()
        self._model: LocalModel | None = None
        self.draft = ModelSpec("")
        self.context = DropDown(theme, "", small=True)
        self.layers = DropDown(theme, "", small=True)
        self.cache = DropDown(theme, "", small=True)
        self.threads = DropDown(theme, "", small=True)
        self.parallel = DropDown(theme, "", small=True)
        self.template = Label("", "small", "text")
        self.needs = Label("", "label", "text", 600)
        self.bar = FitBar(theme, "Memory with these settings")
        self.parts = Label("", "caption", "text2").wrapped()
        self.remedy = Label("", "small", "warn").wrapped()
        self.save = Button(theme, "Save settings", small=True)
        self.back = Button(theme, "Discard", "ghost", small=True)
        self._lay_out()
        for box in self._boxes():
            box.value_chosen.connect(self._on_chosen)
        self.save.clicked.connect(self._on_save)
        self.back.clicked.connect(self._on_back)

    def show_model(self, model: LocalModel, state: ModelsState) -> None:
        """A draft of the same model stays; anything else is shown as it is."""
        is_same = self._model is not None and self._model.name == model.name
        has_edits = is_same and self.is_edited
        self._model, self._state = model, state
        if not has_edits:
            self.draft = _spec_of(model)
        self._show()

    @property
    def is_edited(self) -> bool:
        return self._model is not None and self.draft != _spec_of(self._model)

    @property
    def need(self) -> MemoryNeed | None:
        if self._model is None or self._model.shape is None:
            return None
        load = load_settings(self.draft, self._model.shape)
        return self._state.need(self._model, load)

    def _boxes(self) -> tuple[DropDown, ...]:
        return (self.context, self.layers, self.cache, self.threads, self.parallel)

    def _show(self) -> None:
        model = self._model
        if model is None:
            return
        trained = model.shape.context_tokens if model.shape else 0
        draft = self.draft
        _fill(self.context, _contexts(trained, draft.context_tokens), str(draft.context_tokens))
        self._show_layers(model)
        _fill(self.cache, _caches(), draft.kv_type)
        _fill(self.threads, _threads(draft.threads), str(draft.threads))
        _fill(self.parallel, _parallels(draft.parallel), str(draft.parallel))
        self.template.setText("from file" if model.has_template else "ChatML, the file has none")
        self.template.set_tone("text" if model.has_template else "warn")
        can_save = model.spec is not None and self.is_edited
        self.save.setVisible(can_save)
        self.back.setVisible(self.is_edited)
        self._show_need()

    def _show_layers(self, model: LocalModel) -> None:
        has_gpu = self._state.room.has_gpu
        layers = model.shape.layers + 1 if model.shape else 0
        options = _layers(layers, self.draft.gpu_layers) if has_gpu else [Option("-1", "No GPU")]
        _fill(self.layers, options, str(self.draft.gpu_layers) if has_gpu else "-1")
        self.layers.setEnabled(has_gpu)
        self.layers.setToolTip("Layers that the GPU computes" if has_gpu else
                               "llama.cpp finds no GPU on this machine")  # fmt: skip

    def _show_need(self) -> None:
        need, room = self.need, self._state.room.total
        if need is None or not room:
            self.needs.setText("–")
            self.parts.setText("")
            self.remedy.setVisible(False)
            return
        found = verdict(need.total, room)
        words = of_words(need.total, room)
        self.needs.setText(words)
        self.needs.set_tone({"fits": "text", "tight": "warn", "too large": "fail"}[found])
        fit = Fit(need.weights, need.total - need.weights, 0, max(room, need.total), found)
        self.bar.set_fit(fit, words)
        self.parts.setText(_parts(need, room))
        self.remedy.setText(self._remedy(need, room))
        self.remedy.set_tone("fail" if found == "too large" else "warn")
        self.remedy.setVisible(found != "fits")

    def _remedy(self, need: MemoryNeed, room: int) -> str:
        model = self._model
        if model is None or model.shape is None:
            return ""
        load = load_settings(self.draft, model.shape)
        context = longest_context(
            model.shape, load, int(0.85 * room), has_gpu=self._state.room.has_gpu
        )
        what = f"It needs {size_words(need.total)}, and models may use {size_words(room)}."
        if context:
            return f"{what} Use {context:,} context."
        if need.weights > room:
            return f"{what} Its weights alone are too large: take a smaller quantisation."
        return f"{what} Use a quantised cache or fewer parallel answers."

    def _on_chosen(self) -> None:
        self.draft = replace(
            self.draft,
            context_tokens=int(self.context.value),
            gpu_layers=int(self.layers.value),
            kv_type=_kv_type(self.cache.value),
            threads=int(self.threads.value),
            parallel=int(self.parallel.value),
        )
        self._show()

    def _on_save(self) -> None:
        self.save_requested.emit(self.draft)

    def _on_back(self) -> None:
        if self._model:
            self.draft = _spec_of(self._model)
            self._show()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(Label("Load settings", "label", "text", 600))
        for name, tip, box in (
            ("Context", "Tokens of prompt and answer together", self.context),
            ("GPU layers", "", self.layers),
            ("Key-value cache", "How the cache is stored (KV cache type)", self.cache),
            ("Threads", "Of the processor", self.threads),
            ("Parallel answers", "Written at once; each needs a cache of its own", self.parallel),
        ):
            label = Label(name, "small", "text2")
            label.setToolTip(tip)
            box.setFixedWidth(_WIDE)
            layout.addLayout(row(label, None, box))
            box.setAccessibleName(name)
        layout.addLayout(row(Label("Chat template", "small", "text2"), None, self.template))
        inset = Inset(margins=10, gap=4)
        inset.column.addLayout(row(Label("Needs with these settings", "small", "text2"), None,
                                   self.needs))  # fmt: skip
        inset.add(self.bar, self.parts, self.remedy)
        layout.addWidget(inset)
        layout.addLayout(row(self.save, self.back, None))


def _spec_of(model: LocalModel) -> ModelSpec:
    """One that is in no picker is tried with the usual settings."""
    if model.spec:
        return model.spec
    trained = model.shape.context_tokens if model.shape else USUAL_CONTEXT
    return ModelSpec(model.name, context_tokens=min(USUAL_CONTEXT, trained or USUAL_CONTEXT))


def _fill(box: DropDown, options: Sequence[Option], value: str) -> None:
    box.set_options(options)
    box.set_value(value)


def _contexts(trained: int, now: int) -> list[Option]:
    known = set(usual_contexts(trained)) | {now}
    return [Option(str(each), f"{each:,}") for each in sorted(known)]


def _layers(layers: int, now: int) -> list[Option]:
    counts = {round(layers * share) for share in (0, 0.25, 0.5, 0.75)} | (
        {now} if now >= 0 else set()
    )
    some = [Option(str(each), f"{each} of {layers}") for each in sorted(counts, reverse=True)]
    return [Option("-1", f"All {layers}"), *some]


def _caches() -> list[Option]:
    return [Option(kind, kind, _CACHE_DETAILS[kind]) for kind in KV_ELEMENT_BYTES]


def _threads(now: int) -> list[Option]:
    cores = os.cpu_count() or 1
    counts = sorted({*range(1, min(cores, 8) + 1), *range(8, cores + 1, 4), cores} | {now} - {0})
    return [Option("0", "Automatic"), *(Option(str(each), str(each)) for each in counts if each)]


def _parallels(now: int) -> list[Option]:
    counts = sorted(set(PARALLEL) | {now})
    return [Option(str(each), str(each) if each else "Automatic") for each in counts]


def _kv_type(value: str) -> KvType:
    return next(kind for kind in get_args(KvType) if kind == value)


def _parts(need: MemoryNeed, room: int) -> str:
    free = room - need.total
    rest = f"free {gigabytes(free)} GB" if free >= 0 else f"{gigabytes(-free)} GB too much"
    return (
        f"Weights {gigabytes(need.weights)}, key-value cache {gigabytes(need.kv_cache)}, "
        f"rest {gigabytes(need.compute + need.runtime)}, {rest}"
    )
