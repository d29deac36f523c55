"""The design tokens: colours by role, type styles, sizes, read from `tokens.json`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Shade = Literal["light", "dark"]
SHADES: tuple[Shade, Shade] = ("light", "dark")
VARIANTS = "ABCD"


@dataclass(frozen=True, slots=True)
class TypeStyle:
    """Sizes are pixels."""

    size: int
    line: int
    weight: int


@dataclass(frozen=True, slots=True)
class Tokens:
    """Colours are `#RRGGBB` or `#RRGGBBAA`; `ramp0` to `4`, `hue0` to `5`, `A` to `D` are roles."""

    colors: Mapping[Shade, Mapping[str, str]]
    dashes: Mapping[str, tuple[int, ...]]
    types: Mapping[str, TypeStyle]
    sizes: Mapping[str, int]
    radii: Mapping[str, int]
    families: Mapping[str, tuple[str, ...]]
    motion: Mapping[str, int]


def _roles(data: Mapping[str, Any], shade: Shade) -> dict[str, str]:
    colors = dict(data["color"][shade])
    ramp = {f"ramp{step}": value for step, value in enumerate(colors.pop("ramp"))}
    hues = {f"hue{step}": value for step, value in enumerate(data["groups"][shade])}
    return {**colors, **ramp, **hues, **data["series"][shade]}


@cache
def load_tokens() -> Tokens:
    data = json.loads(files("ui.theme").joinpath("tokens.json").read_text(encoding="utf-8"))
    styles = {name: value for name, value in data["type"].items() if isinstance(value, dict)}
    return Tokens(
        colors={shade: _roles(data, shade) for shade in SHADES},
        dashes={letter: tuple(dash) for letter, dash in data["series"]["dash"].items()},
        types={name: TypeStyle(**value) for name, value in styles.items()},
        sizes=data["size"],
        radii=data["radius"],
        families={name: tuple(data["font"][name]) for name in ("ui", "mono")},
        motion={name: value for name, value in data["motion"].items() if isinstance(value, int)},
    )
