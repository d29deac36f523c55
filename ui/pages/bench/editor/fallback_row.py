"""Who is asked when the bot's model fails: up to two others, in order."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.theme.theme import Theme
from ui.widgets.drop_down import DropDown, Option
from ui.widgets.label import Label
from ui.widgets.layouts import row
from workbench.domain.bot import ModelSpec

_NOBODY = ""
_TIP = "Asked when the model before it fails, never in the middle of an answer. The trace says so"


class FallbackRow(QWidget):
    """A longer chain, written in the file, is kept. Signals: chosen()."""

    chosen = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._models: dict[str, ModelSpec] = {}
        self._rest: tuple[ModelSpec, ...] = ()
        self.first = DropDown(theme, "If it fails, ask")
        self.second = DropDown(theme, "then")
        self.more = Label("", "small", "text3")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row(self.first, self.second, self.more, None))
        for each in (self.first, self.second):
            each.value_chosen.connect(self._on_chosen)

    def show_chain(
        self, models: Mapping[str, ModelSpec], own: str, chain: tuple[ModelSpec, ...]
    ) -> None:
        """`own` is the bot's model, which cannot take over from itself."""
        others = dict(models) | {spec.name: spec for spec in chain}
        self._models = {name: spec for name, spec in others.items() if name != own}
        kept = [spec for spec in chain if spec.name != own]
        self._rest = tuple(kept[2:])
        names = [spec.name for spec in kept[:2]] + [_NOBODY, _NOBODY]
        self.first.set_options(self._options(()))
        self.first.set_value(names[0])
        self.second.set_options(self._options((names[0],)))
        self.second.set_value(names[1])
        self._tell()

    def chain(self) -> tuple[ModelSpec, ...]:
        wanted = dict.fromkeys((self.first.value, self.second.value))
        return (*(self._models[name] for name in wanted if name in self._models), *self._rest)

    def _options(self, taken: tuple[str, ...]) -> list[Option]:
        names = [name for name in self._models if name not in taken]
        return [Option(_NOBODY, "nobody"), *(Option(name, name) for name in names)]

    def _on_chosen(self) -> None:
        self.second.set_options(self._options((self.first.value,)))
        self._tell()
        self.chosen.emit()

    def _tell(self) -> None:
        self.second.setVisible(bool(self.first.value))
        self.more.setText(f"and {len(self._rest)} more" if self._rest else "")
        # A drop-down tells its value there; here the meaning helps more.
        self.first.setToolTip(_TIP)
