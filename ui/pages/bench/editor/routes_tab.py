"""Routes: when a stronger model answers, and which answers are given again."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from ui.pages.bench.editor.cache_fields import CacheFields
from ui.pages.bench.editor.fields import NumberField, TextField, WholeField, kept, labelled
from ui.pages.bench.editor.tab import EditorTab
from ui.theme.theme import Theme
from ui.widgets.drop_down import DropDown, Option
from ui.widgets.label import Label, horizontal_line
from ui.widgets.layouts import row
from ui.widgets.toggle import Toggle
from workbench.domain.bot import Bot, ModelSpec, Routes

_NO_OTHER = "There is no other model yet. Add a stronger one on the tab Model."
_NO_RULE = "No rule is on, so the bot's own model answers all. Turn one on."


class RoutesTab(EditorTab):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._models: dict[str, ModelSpec] = {}
        self._own = ""
        self._has_intents = False
        self._before: Routes | None = None
        self.is_routing = Toggle(theme, "Route hard questions")
        self.strong = DropDown(theme, "Strong model")
        self.strong.max_width = 440
        self.note = Label("", "caption", "warn").wrapped()
        self.tools = Toggle(theme, "Questions that need a tool")
        self.longer_than = WholeField("More words than, 0 is off", 0, 2_000)
        self.confidence = NumberField("Own model less sure than, 0 is off", 0.0, 1.0, 0.05)
        self.unlike_intents = NumberField("Intent less near than, 0 is off", 0.0, 1.0, 0.05)
        self.hard = TextField("Hard questions, one a line", 3)
        self.easy = TextField("Easy questions, one a line", 3)
        self.similarity = NumberField("Near from", 0.0, 1.0, 0.05)
        self.cache = CacheFields(theme)
        self._lay_out()
        self._connect()

    def show_models(self, models: Sequence[ModelSpec]) -> None:
        self._models = {model.name: model for model in models}

    def fill(self, bot: Bot) -> None:
        routes = self._before = bot.routes
        self._own = bot.model.name
        self._show_choices(routes)
        self.is_routing.setChecked(routes is not None)
        shown = routes or Routes(bot.model)
        self.tools.setChecked(shown.tools)
        self.longer_than.setValue(shown.longer_than)
        self.confidence.setValue(shown.confidence)
        self.unlike_intents.setValue(shown.unlike_intents)
        self.hard.set_text("\n".join(shown.hard))
        self.easy.set_text("\n".join(shown.easy))
        self.similarity.setValue(shown.similarity)
        self._has_intents = bool(bot.intents)
        self.cache.fill(bot.cache)
        self._enable()

    def applied(self, bot: Bot) -> Bot:
        return self.cache.applied(_with_routes(bot, self._routes()))

    def _routes(self) -> Routes | None:
        strong = self._models.get(self.strong.value)
        if not self.is_routing.isChecked() or strong is None:
            return None
        before = self._before or Routes(strong)
        return Routes(
            strong=strong,
            tools=self.tools.isChecked(),
            longer_than=self.longer_than.value(),
            unlike_intents=kept(before.unlike_intents, self.unlike_intents),
            hard=_lines(self.hard),
            easy=_lines(self.easy),
            similarity=kept(before.similarity, self.similarity),
            confidence=kept(before.confidence, self.confidence),
        )

    def _show_choices(self, routes: Routes | None) -> None:
        known = self._models | ({routes.strong.name: routes.strong} if routes else {})
        self._models = known
        others = [name for name in known if name != self._own]
        self.strong.set_options([Option(name, name) for name in others])
        if routes:
            self.strong.set_value(routes.strong.name)
        self.is_routing.setEnabled(bool(others) or routes is not None)

    def _enable(self) -> None:
        on = self.is_routing.isChecked()
        for field in self._rules():
            field.setEnabled(on)
        self.unlike_intents.setEnabled(on and self._has_intents)
        routes = self._routes()
        missing = "" if self.is_routing.isEnabled() else _NO_OTHER
        self.note.setText(missing or (_NO_RULE if routes and not has_rule(routes) else ""))
        self.note.setVisible(bool(self.note.text()))

    def _rules(self) -> tuple[QWidget, ...]:
        return (
            self.strong, self.tools, self.longer_than, self.confidence, self.unlike_intents,
            self.hard, self.easy, self.similarity,
        )  # fmt: skip

    def _lay_out(self) -> None:
        title = Label("Route hard questions to a stronger model", "label", "text", 600)
        self.column.addLayout(row(title, None, self.is_routing))
        self.column.addWidget(self.strong)
        self.column.addWidget(self.note)
        self.column.addWidget(Label("Hard is what fits one of these", "caption", "text3"))
        needs = Label("Questions that need a tool", "small")
        self.column.addLayout(row(needs, None, self.tools))
        self.column.addLayout(
            row(
                labelled("More words than", self.longer_than, "0 is off"),
                labelled(
                    "Less sure than", self.confidence,
                    "How sure the bot's own model is of its words (mean token probability),"
                    " where it says so; then the strong one answers anew. 0 is off",
                ),
                labelled(
                    "Intent less near than", self.unlike_intents,
                    "Of a router: the cosine to the nearest intent. 0 is off",
                ),
                gap=12,
            )
        )  # fmt: skip
        self.column.addLayout(labelled("Like one of these hard questions", self.hard))
        self.column.addLayout(labelled("Unlike all of these easy questions", self.easy))
        tip = "From this cosine on a question is like an example"
        self.column.addLayout(row(labelled("Alike from", self.similarity, tip), None))
        self.column.addWidget(horizontal_line())
        self.column.addWidget(self.cache)
        self.column.addStretch(1)

    def _connect(self) -> None:
        self.is_routing.clicked.connect(self._on_changed)
        self.tools.clicked.connect(self._on_changed)
        self.strong.value_chosen.connect(self._on_changed)
        self.longer_than.valueChanged.connect(self._on_changed)
        for number in (self.confidence, self.unlike_intents, self.similarity):
            number.valueChanged.connect(self._on_changed)
        for text in (self.hard, self.easy):
            text.textChanged.connect(self._on_changed)
        self.cache.edited.connect(self._on_edited)

    def _on_changed(self) -> None:
        if not self._is_filling:
            self._enable()
            self._on_edited()


def has_rule(routes: Routes) -> bool:
    return bool(
        routes.tools or routes.longer_than or routes.unlike_intents or routes.confidence
        or routes.hard or routes.easy
    )  # fmt: skip


def _with_routes(bot: Bot, routes: Routes | None) -> Bot:
    """A strong model that is the bot's own is none."""
    if routes and routes.strong.name == bot.model.name:
        routes = None
    return bot if routes == bot.routes else replace(bot, routes=routes)


def _lines(field: TextField) -> tuple[str, ...]:
    lines = (line.strip() for line in field.toPlainText().splitlines())
    return tuple(line for line in lines if line)
