"""Which answers a bot gives again: the fields of its caches."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.pages.bench.editor.fields import NumberField, kept, labelled
from ui.theme.theme import Theme
from ui.widgets.label import Label
from ui.widgets.layouts import column, row
from ui.widgets.toggle import Toggle
from workbench.domain.bot import Bot, CacheSettings

_MOST_HOURS = 24 * 365
_NOTE = "Only to the same account and role. Grids make every answer anew unless their suite reuses."


class CacheFields(QWidget):
    """Signals: edited."""

    edited = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._before = CacheSettings()
        self.exact = Toggle(theme, "Reuse the answer to the same request")
        self.semantic = Toggle(theme, "Reuse the answer to a similar question")
        self.similarity = NumberField("Similar from", 0.5, 1.0, 0.01)
        self.keep_h = NumberField("Keep for hours", 0.01, _MOST_HOURS, 1.0)
        title = Label("Give answers again", "label", "text", 600)
        self.setLayout(
            column(
                title,
                row(Label("To the very same request (exact cache)", "small"), None, self.exact),
                row(Label("To a similar question (semantic cache)", "small"), None, self.semantic),
                row(
                    labelled("Similar from", self.similarity, "The cosine of the two questions"),
                    labelled("Keep for, hours", self.keep_h, "Older answers are made anew"),
                    gap=12,
                ),
                Label(_NOTE, "caption", "text3").wrapped(),
            )
        )
        for toggle in (self.exact, self.semantic):
            toggle.clicked.connect(self._on_changed)
        for number in (self.similarity, self.keep_h):
            number.valueChanged.connect(self._on_changed)

    def fill(self, settings: CacheSettings) -> None:
        self._before = settings
        self.exact.setChecked(settings.exact)
        self.semantic.setChecked(settings.semantic)
        self.similarity.setValue(settings.similarity)
        self.keep_h.setValue(settings.keep_h)
        self._enable()

    def applied(self, bot: Bot) -> Bot:
        settings = CacheSettings(
            exact=self.exact.isChecked(),
            semantic=self.semantic.isChecked(),
            similarity=kept(self._before.similarity, self.similarity),
            keep_h=kept(self._before.keep_h, self.keep_h),
        )
        return bot if settings == bot.cache else replace(bot, cache=settings)

    def _enable(self) -> None:
        self.similarity.setEnabled(self.semantic.isChecked())
        self.keep_h.setEnabled(self.exact.isChecked() or self.semantic.isChecked())

    def _on_changed(self) -> None:
        self._enable()
        self.edited.emit()
