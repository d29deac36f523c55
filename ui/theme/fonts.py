"""The bundled fonts, Inter and JetBrains Mono, and one QFont for each type style."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.util import find_spec

from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF

from ui.theme.tokens import load_tokens

FONT_PACKAGES = ("fontpkg_inter", "fontpkg_jetbrains_mono")
_INTER_OPTICAL_SIZE = 14.0


@dataclass(frozen=True, slots=True)
class Ink:
    """How a piece of text is written.

    style: metric, title, heading, body, label, small, caption or mono. tone: a colour role.
    """

    style: str = "body"
    tone: str = "text"
    weight: int | None = None
    strike: bool = False


@cache
def load_fonts() -> frozenset[str]:
    """Make the bundled families known to Qt, once a process; gives their names.

    Where a font package is missing, the system's font of that kind stands in.
    """
    families: set[str] = set()
    for package in FONT_PACKAGES:
        if find_spec(package) is None:
            continue
        for entry in (files(package) / "files").iterdir():
            if "Italic" not in entry.name:
                font_id = QFontDatabase.addApplicationFontFromData(entry.read_bytes())
                families.update(QFontDatabase.applicationFontFamilies(font_id))
    return frozenset(families)


@cache
def font(style: str = "body", weight: int | None = None, *, strike: bool = False) -> QFont:
    """The font of a type style; treat it as a constant, it is shared."""
    tokens = load_tokens()
    look = tokens.types[style]
    kind = "mono" if style == "mono" else "ui"
    made = QFont(list(tokens.families[kind]))
    made.setPixelSize(look.size)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    made.setStyleHint(QFont.StyleHint.Monospace if kind == "mono" else QFont.StyleHint.SansSerif)
    if kind == "mono":
        made.setFeature(QFont.Tag("calt"), 0)
    else:
        made.setFeature(QFont.Tag("tnum"), 1)
    _set_weight(made, kind, weight or look.weight)
    made.setStrikeOut(strike)
    return made


def metrics(style: str = "body", weight: int | None = None) -> QFontMetricsF:
    return QFontMetricsF(font(style, weight))


def text_width(text: str, style: str = "body", weight: int | None = None) -> float:
    return metrics(style, weight).horizontalAdvance(text)


def _set_weight(made: QFont, kind: str, weight: int) -> None:
    """Variable fonts take their weight from the axis: QFont's own would be faked on top of it."""
    if load_tokens().families[kind][0] not in load_fonts():
        made.setWeight(QFont.Weight(weight))
        return
    made.setVariableAxis(QFont.Tag("wght"), float(weight))
    if kind == "ui":
        made.setVariableAxis(QFont.Tag("opsz"), _INTER_OPTICAL_SIZE)
