"""What a leak test asks: as whom, through whom, with or without access control."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.pages.knowledge.choice_menu import ChoiceMenu
from ui.pages.knowledge.rows import Roles
from ui.theme.theme import Theme
from ui.widgets.button import Button
from ui.widgets.drop_down import DropDown, Option
from ui.widgets.label import Label
from ui.widgets.layouts import row
from ui.widgets.toggle import Toggle
from workbench.domain.bot import Bot
from workbench.retrieval_commands import StartLeakTest

ON, OFF = "on", "off"
_RUN = "Run leak test"
_ACCESS = (
    Option(ON, "On", "does anything get through?"),
    Option(OFF, "Off, retrieval alone", "would the questions find it?"),
)
_WRITES = "The default bot's model writes one more question for each hidden document. Takes longer."
_IS_AWAY = (
    "The default bot's model is not on this machine, so it is not given hidden documents to read."
)
_UNFILTERED = "Without access control retrieval alone is asked: no bot sees a hidden document."


class LeakControls(QWidget):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._has_writer = True
        self._hindrance = ""
        self.roles = ChoiceMenu(theme, "As", _role_words)
        self.bots = ChoiceMenu(theme, "Through", _bot_words)
        self.access = DropDown(theme, "Access control", _ACCESS)
        self.paraphrase = Toggle(theme, "Also ask in other words", checked=True)
        self._paraphrase = Label("Also ask in other words", "small", "text2")
        self.export = Button(theme, "Export", icon="download-simple")
        self.run = Button(theme, _RUN, icon="shield-check")
        self._lay_out()
        self.access.value_chosen.connect(self._show)
        self._show()

    def show_choices(self, roles: Roles, bots: Sequence[Bot], default_bot: str) -> None:
        """All roles and all bots of local models are chosen at first: others may cost money."""
        named = {bot.name: bot for bot in bots}
        self.roles.set_choices([Option(name, name) for name, _ in roles], lambda _: True)
        self.bots.set_choices(
            [Option(bot.name, bot.title or bot.name, "" if bot.model.is_local else "may cost money")
             for bot in bots],
            lambda option: named[option.key].model.is_local,
        )  # fmt: skip
        writer = named.get(default_bot)
        self._has_writer = writer is not None and writer.model.is_local
        self._show()

    def command(self, request_id: str) -> StartLeakTest:
        return StartLeakTest(
            request_id,
            () if self.roles.is_all else self.roles.chosen,
            self.bots.chosen,
            paraphrase=self._has_writer and self.paraphrase.isChecked(),
            is_filtered=self.access.value == ON,
        )

    def set_hindrance(self, words: str) -> None:
        """Why no test can begin now; empty if one can."""
        self._hindrance = words
        self.run.setToolTip(words)
        self.run.setEnabled(not words or self.run.text() != _RUN)

    def show_running(self, *, is_running: bool, is_stopping: bool) -> None:
        self.run.set_text("Stop leak test" if is_running else _RUN)
        self.run.set_icon("stop" if is_running else "shield-check")
        self.run.setEnabled(not is_stopping and (is_running or not self._hindrance))
        for each in (self.roles, self.access):
            each.setEnabled(not is_running)
        self._show(is_running=is_running)

    def _show(self, *_: object, is_running: bool = False) -> None:
        is_on = self.access.value == ON
        self.bots.setEnabled(is_on and not is_running)
        self.paraphrase.setEnabled(self._has_writer and not is_running)
        self.bots.setToolTip(self.bots.value_text() if is_on else _UNFILTERED)
        tip = _WRITES if self._has_writer else _IS_AWAY
        self.paraphrase.setToolTip(tip)
        self._paraphrase.setToolTip(tip)
        self._paraphrase.set_tone("text2" if self._has_writer else "disabled")

    def _lay_out(self) -> None:
        switch: QHBoxLayout = row(self.paraphrase, self._paraphrase, gap=4)
        whole = row(self.roles, self.bots, self.access, switch, None, self.export, self.run,
                    margins=(16, 8, 16, 8))  # fmt: skip
        self.setLayout(whole)


def _role_words(chosen: Sequence[Option], options: Sequence[Option]) -> str:
    if len(chosen) in {0, len(options)}:
        return "All roles"
    return chosen[0].text if len(chosen) == 1 else f"{len(chosen)} of {len(options)} roles"


def _bot_words(chosen: Sequence[Option], options: Sequence[Option]) -> str:
    if not chosen:
        return "Retrieval alone"
    if len(chosen) == 1:
        return f"Retrieval and {chosen[0].text}"
    many = "all" if len(chosen) == len(options) else f"{len(chosen)} of"
    return f"Retrieval, {many} {len(options)} bots"
