"""The third view: how large a cache is, and which GPUs serve a model under targets."""

from dataclasses import dataclass, replace
from typing import get_args

from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout, QWidget

from ui.pages.models.number_field import NumberField
from ui.theme.theme import Theme
from ui.widgets.card import Card
from ui.widgets.drop_down import DropDown, Option
from ui.widgets.fit_bar import Fit, FitBar
from ui.widgets.label import Label, surface
from ui.widgets.layouts import column, holder, row
from workbench.domain.bot import KvType
from workbench.domain.local_model import LocalModel
from workbench.domain.model_shape import ModelShape
from workbench.sizing.formula import Formula
from workbench.sizing.gpus import GPUS, find_gpu
from workbench.sizing.kv_cache import KV_ELEMENT_BYTES, kv_bytes_a_token, kv_formula
from workbench.sizing.serving import ServingPlan, fewest_gpus, plan_serving
from workbench.sizing.serving_task import ServingTask
from workbench.sizing.typical import TYPICAL
from workbench.sizing.words import formula_words, size_words

_COUNTS = (0, 1, 2, 4, 8, 16, 32)
_MOST_GPUS = 64


@dataclass(frozen=True, slots=True)
class Choice:
    """A shape to calculate with, and its bits a weight as stored."""

    name: str
    shape: ModelShape
    bits: float


def choices(models: tuple[LocalModel, ...]) -> tuple[Choice, ...]:
    """The models of the list, then well-known larger ones."""
    listed = [
        Choice(each.name, each.shape, 8 * each.shape.weight_bytes / each.shape.parameters)
        for each in models
        if each.shape and each.shape.parameters
    ]
    return (*listed, *(Choice(each.name, each.shape, 16.0) for each in TYPICAL[4:]))


class CalculatorsArea(QScrollArea):
    """`set_models(models)`; everything is computed as it is typed."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._choices: tuple[Choice, ...] = ()
        self.cache = _CacheCard(theme)
        self.serving = _ServingCard(theme)
        inner = surface("page")
        layout = QVBoxLayout(inner)
        layout.setContentsMargins(16, 14, 16, 16)
        layout.setSpacing(12)
        layout.addWidget(self.cache)
        layout.addWidget(self.serving)
        layout.addStretch(1)
        self.setWidget(inner)
        self.setWidgetResizable(True)
        self.set_models(())

    def set_models(self, models: tuple[LocalModel, ...]) -> None:
        found = choices(models)
        if found != self._choices:
            self._choices = found
            self.cache.set_choices(found)
            self.serving.set_choices(found)


class _ModelCard(Card):
    """What is computed for one of the models."""

    def __init__(self, theme: Theme, title: str) -> None:
        super().__init__(title)
        self._choices: dict[str, Choice] = {}
        self.model = DropDown(theme, "Model")
        self.model.value_chosen.connect(self.compute)

    def set_choices(self, found: tuple[Choice, ...]) -> None:
        self._choices = {each.name: each for each in found}
        self.model.set_options([Option(name, name) for name in self._choices])
        self.compute()

    def compute(self) -> None:
        """Subclasses show what comes of the fields; the base has none."""


class _CacheCard(_ModelCard):
    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Key-value cache")
        self.context = NumberField("Context, tokens", 8192)
        self.sequences = NumberField("Parallel answers", 4)
        self.kind = DropDown(theme, "Stored as", [Option(kind, kind) for kind in KV_ELEMENT_BYTES])
        self.total = Label("", "title")
        self.formula = Label("", "small", "text2").wrapped().selectable()
        self.add(Label("How large is the key-value cache?", "heading"))
        fields = row(self.model, self.kind, _named("Context", self.context),
                     _named("Parallel answers", self.sequences), None, gap=12)  # fmt: skip
        self.column.addLayout(fields)
        self.add(self.total, self.formula)
        self.kind.value_chosen.connect(self.compute)
        for field in (self.context, self.sequences):
            field.changed.connect(self.compute)

    def compute(self) -> None:
        choice = self._choices.get(self.model.value)
        if choice is None:
            return
        kind: KvType = next(each for each in get_args(KvType) if each == self.kind.value)
        line = kv_formula(choice.shape, self.context.count(), self.sequences.count(), kind)
        each = kv_bytes_a_token(choice.shape, kind)
        self.total.setText(f"{formula_words(line)}, {size_words(each)} a token")
        self.formula.setText(f"{line.expression}\nSource: {line.source}")


class _ServingCard(_ModelCard):
    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Serve a model under targets")
        self.gpu = DropDown(theme, "GPU", [Option(gpu.name, gpu.name) for gpu in GPUS])
        self.gpus = DropDown(
            theme, "Count", [Option(str(each), str(each) if each else "Fewest") for each in _COUNTS]
        )
        self.bits = NumberField("Bits a weight", None, "as stored")
        self.prompt = NumberField("Prompt, tokens", 1024)
        self.reply = NumberField("Answer, tokens", 256)
        self.concurrency = NumberField("Answers at once", 16)
        self.ttft = NumberField("First token, seconds", 1.0, "no target")
        self.tpot = NumberField("Each token, seconds", 0.05, "no target")
        self.price = NumberField("USD a GPU hour", None, "unknown")
        self.headline = Label("", "title").wrapped()
        self.bar = FitBar(theme, "Memory of the GPUs")
        self.limits = Label("", "small", "text").wrapped().selectable()
        self.lines = QGridLayout()
        self._lines: list[_Line] = []
        self.plan: ServingPlan | None = None
        self._lay_out()
        for box in (self.gpu, self.gpus):
            box.value_chosen.connect(self.compute)
        for field in self._fields():
            field.changed.connect(self.compute)

    def compute(self) -> None:
        task = self._task()
        if task is None:
            return
        count = int(self.gpus.value)
        plan = plan_serving(task) if count else fewest_gpus(task, _MOST_GPUS)
        self.plan = plan or plan_serving(replace(task, gpus=_MOST_GPUS))
        self._show(self.plan)

    def _task(self) -> ServingTask | None:
        choice, gpu = self._choices.get(self.model.value), find_gpu(self.gpu.value)
        if choice is None or gpu is None:
            return None
        return ServingTask(
            shape=choice.shape,
            gpu=gpu,
            gpus=max(1, int(self.gpus.value)),
            weight_bits=max(self.bits.value or choice.bits, 1.0),
            prompt_tokens=self.prompt.count(),
            reply_tokens=self.reply.count(),
            concurrency=self.concurrency.count(),
            ttft_target_s=max(self.ttft.value or 0.0, 0.0),
            tpot_target_s=max(self.tpot.value or 0.0, 0.0),
            price_usd=self.price.value,
        )

    def _show(self, plan: ServingPlan) -> None:
        task = plan.task
        found = "meets all targets" if plan.is_met else f"not enough: {plan.binding.name} binds"
        self.headline.setText(f"{task.gpus} × {task.gpu.name}, {plan.layout.words()}: {found}")
        self.headline.set_tone("text" if plan.is_met else "fail")
        fit = Fit(plan.weight_bytes, plan.kv_bytes, 0,
                  max(plan.room_bytes, plan.weight_bytes + plan.kv_bytes),
                  "fits" if plan.limits[0].is_met else "too large")  # fmt: skip
        self.bar.set_fit(fit, plan.limits[0].name)
        self.limits.setText("\n".join(_limit_words(plan)))
        self._show_lines(plan.formulas)

    def _show_lines(self, formulas: tuple[Formula, ...]) -> None:
        while len(self._lines) < len(formulas):
            self._lines.append(_Line(self.lines, len(self._lines)))
        for place, line in enumerate(self._lines):
            line.show(formulas[place] if place < len(formulas) else None)

    def _fields(self) -> tuple[NumberField, ...]:
        return (self.bits, self.prompt, self.reply, self.concurrency, self.ttft, self.tpot,
                self.price)  # fmt: skip

    def _lay_out(self) -> None:
        self.add(Label("Which GPUs serve it under these targets?", "heading"))
        self.column.addLayout(row(self.model, self.gpu, self.gpus, None, gap=12))
        for some in (self._fields()[:4], self._fields()[4:]):
            named = [_named(field.accessibleName(), field) for field in some]
            self.column.addLayout(row(*named, None, gap=12))
        self.add(self.headline, self.bar, self.limits)
        self.lines.setHorizontalSpacing(16)
        self.lines.setVerticalSpacing(6)
        self.lines.setColumnStretch(2, 1)
        self.column.addLayout(self.lines)
        self.add(
            Label(
                "An estimate by the roofline of the data sheet, not a measurement: servers reach "
                "60 % of the bandwidth and 50 % of the arithmetic here.",
                "caption", "text3",
            ).wrapped()
        )  # fmt: skip


class _Line:
    """A row of the grid of formulas."""

    def __init__(self, grid: QGridLayout, place: int) -> None:
        self._name = Label("", "small", "text")
        self._value = Label("", "small", "text", 600)
        self._expression = Label("", "small", "text2").wrapped().selectable()
        self._source = Label("", "caption", "text3").wrapped()
        grid.addWidget(self._name, place, 0)
        grid.addWidget(self._value, place, 1)
        grid.addWidget(holder(column(self._expression, self._source, gap=0)), place, 2)

    def show(self, line: Formula | None) -> None:
        texts = (line.name, formula_words(line), line.expression, line.source) if line else [""] * 4
        labels = (self._name, self._value, self._expression, self._source)
        for label, text in zip(labels, texts, strict=True):
            label.setText(text)
            label.setVisible(bool(text))


def _limit_words(plan: ServingPlan) -> list[str]:
    lines = []
    for limit in plan.limits:
        need, allowed = (
            formula_words(Formula("", "", value, limit.unit, ""))
            for value in (limit.need, limit.allowed)
        )
        binds = ", binds" if limit is plan.binding else ""
        lines.append(f"{limit.name}: {need} of {allowed}, {limit.use:.0%}{binds}")
    cost = "unknown without a price" if plan.cost_usd is None else f"${plan.cost_usd:,.2f}"
    lines.append(f"At most {plan.most_sequences:,} such answers fit at once")
    lines.append(f"A million written tokens: {cost}")
    return lines


def _named(name: str, field: NumberField) -> QWidget:
    return holder(column(Label(name, "caption", "text3", 500), field, gap=2))
