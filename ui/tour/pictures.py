"""Pictures of the window: each page in both themes and both sizes."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ui.main_window import MainWindow
from ui.tour.waiting import let_live

SIZES = ((1440, 900), (1180, 720))
SHADES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
# Layouts that follow a new size, and plots that follow a new theme, take a moment.
SETTLE_MS = 250


@dataclass(frozen=True, slots=True)
class Picture:
    page: str
    shade: str
    size: str
    file: str


class Camera:
    def __init__(self, window: MainWindow, out: Path) -> None:
        self._window = window
        self._out = out
        self.pictures: list[Picture] = []

    def take(self, page: str) -> None:
        """The window as it stands, in every shade and size; then as it was."""
        for shade in SHADES:
            self._window.theme.set_mode(shade)
            for width, height in SIZES:
                self._window.resize(width, height)
                let_live(SETTLE_MS)
                size = f"{width}x{height}"
                file = f"{page}-{shade}-{width}.png"
                self._window.grab().save(str(self._out / file))
                self.pictures.append(Picture(page, shade, size, file))
        self._window.theme.set_mode("light")
        self._window.resize(*SIZES[0])
        let_live(SETTLE_MS)
