"""The marks of groups on the map and in its legend: a shape for each colour."""

from math import cos, pi, sin

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath, QPolygonF

from ui.pages.knowledge.map.groups import HIDDEN, OTHER

_CORNERS = {"hue1": (4, 45), "hue2": (3, 90), "hue3": (4, 0), "hue4": (3, -90), "hue5": (5, 90)}


def mark(key: str) -> QPainterPath:
    """In a square from -0.5 to 0.5, y down."""
    path = QPainterPath()
    if key == OTHER:
        path.addRect(-0.5, -0.16, 1, 0.32)
        path.addRect(-0.16, -0.5, 0.32, 1)
        path.setFillRule(path.fillRule().WindingFill)
    elif key in _CORNERS:
        path.addPolygon(_regular(*_CORNERS[key]))
        path.closeSubpath()
    else:
        path.addEllipse(QPointF(0, 0), 0.46, 0.46)
    return path


def star() -> QPainterPath:
    """The query's, which no group has."""
    path, points = QPainterPath(), QPolygonF()
    for turn in range(10):
        far = 0.5 if turn % 2 == 0 else 0.21
        angle = pi / 2 + turn * pi / 5
        points.append(QPointF(far * cos(angle), -far * sin(angle)))
    path.addPolygon(points)
    path.closeSubpath()
    return path


def role_of(key: str) -> str:
    """The colour of a group."""
    return {OTHER: "text3", HIDDEN: "text3"}.get(key, key)


def is_hollow(key: str) -> bool:
    return key == HIDDEN


def _regular(corners: int, first_degrees: float) -> QPolygonF:
    turns = (first_degrees * pi / 180 + turn * 2 * pi / corners for turn in range(corners))
    return QPolygonF([QPointF(0.5 * cos(angle), -0.5 * sin(angle)) for angle in turns])
