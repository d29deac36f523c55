"""Light, dark, or as the system."""

from PySide6.QtCore import QSettings

from ui.pages.settings.section import Section
from ui.theme.theme import MODES, Mode, Theme
from ui.widgets.segmented import SegmentedControl

_WORDS: dict[Mode, str] = {"light": "Light", "dark": "Dark", "system": "System"}


class Appearance(Section):
    def __init__(self, theme: Theme, settings: QSettings) -> None:
        super().__init__(theme, "Appearance", "Takes effect at once.")
        self._settings = settings
        self.mode = SegmentedControl(theme, "Theme", [(mode, _WORDS[mode]) for mode in MODES])
        self.add_row(self.mode)
        self.body.addStretch(1)
        self.mode.current_changed.connect(self._on_mode)
        theme.theme_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """The theme may have been changed by a key."""
        self.mode.set_current(self.theme.mode)

    def _on_mode(self, key: str) -> None:
        chosen = next(mode for mode in MODES if mode == key)
        self._settings.setValue("theme", chosen)
        self.theme.set_mode(chosen)
