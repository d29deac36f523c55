"""Phosphor glyphs (MIT, see icons/LICENSE) drawn in any colour, sharp at any scale."""

import atexit
import shutil
from functools import cache
from importlib.resources import files
from pathlib import Path
from tempfile import mkdtemp

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

SCALES = (1, 2, 3)
GAP = 3


@cache
def glyph_names() -> frozenset[str]:
    entries = files("ui.theme").joinpath("icons").iterdir()
    return frozenset(entry.name[:-4] for entry in entries if entry.name.endswith(".svg"))


@cache
def _source(name: str) -> str:
    return files("ui.theme").joinpath("icons", f"{name}.svg").read_text(encoding="utf-8")


@cache
def pixmap(name: str, color: str, size: int, scale: float) -> QPixmap:
    """One glyph of `size` logical pixels in a colour like `#RRGGBB`."""
    drawing = QSvgRenderer(QByteArray(_source(name).replace("currentColor", color).encode()))
    image = QPixmap(round(size * scale), round(size * scale))
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    drawing.render(painter, QRectF(image.rect()))
    painter.end()
    image.setDevicePixelRatio(scale)
    return image


@cache
def image_file(name: str, color: str, size: int) -> str:
    """The glyph as a file, for a style sheet: its path, with sharper ones beside it."""
    path = _folder() / f"{name}-{color.removeprefix('#')}-{size}.png"
    for scale in SCALES:
        sharper = path if scale == 1 else path.with_stem(f"{path.stem}@{scale}x")
        pixmap(name, color, size, scale).save(str(sharper))
    return path.as_posix()


@cache
def _folder() -> Path:
    made = mkdtemp(prefix="workbench-glyphs-")
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return Path(made)


@cache
def _before_words(name: str, color: str, size: int, scale: float) -> QPixmap:
    """With room at its right: a style sheet cannot part a button's icon from its words."""
    glyph = pixmap(name, color, size, scale)
    image = QPixmap(round((size + GAP) * scale), round(size * scale))
    image.fill(Qt.GlobalColor.transparent)
    image.setDevicePixelRatio(scale)
    painter = QPainter(image)
    painter.drawPixmap(0, 0, glyph)
    painter.end()
    return image


def icon(
    name: str, color: QColor, disabled: QColor, size: int = 16, *, has_words: bool = False
) -> QIcon:
    """`has_words`: it stands before words, and is wider by `GAP`."""
    made, draw = QIcon(), _before_words if has_words else pixmap
    for scale in SCALES:
        made.addPixmap(draw(name, color.name(), size, scale))
        made.addPixmap(draw(name, disabled.name(), size, scale), QIcon.Mode.Disabled)
    return made
