"""The view Map: the chunks as points of a plane, with the query among them."""

from typing import cast

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.pages.knowledge.map.groups import GroupBy, MapGroup, groups_of, hider
from ui.pages.knowledge.map.legend import MapLegend
from ui.pages.knowledge.map.library import MapLibrary
from ui.pages.knowledge.map.plot import AT_ONCE, MapPlot
from ui.pages.knowledge.map.state import MapState
from ui.pages.knowledge.map.steps import Steps
from ui.pages.knowledge.map.tip import MapTip
from ui.pages.knowledge.map.words import PointWords
from ui.pages.knowledge.rows import Roles
from ui.theme.theme import Theme
from ui.widgets.badge import Icon
from ui.widgets.button import Button, IconButton
from ui.widgets.drop_down import DropDown, Option
from ui.widgets.label import ElidedLabel, Label, horizontal_line, vertical_line
from ui.widgets.layouts import holder, row
from ui.widgets.message_bar import MessageBar
from ui.widgets.search_field import SearchField
from ui.widgets.segmented import SegmentedControl
from workbench.domain.embedding_map import MapPoint

COLOURED = (("area", "Area"), ("audience", "Audience"))
EVERYTHING = Option("", "The whole index")
NOTHING = "Choose a point: drag to move, turn the wheel to zoom"
_NEARER, _FARTHER = 0.7, 1 / 0.7


class MapArea(QWidget):
    """Signals: shown(): it is seen, and wants points."""

    shown = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._state = MapState()
        self._roles: Roles = ()
        self._groups: tuple[MapGroup, ...] = ()
        self._steps = Steps(self)
        self.bar = MessageBar(theme, closable=True)
        self.query = SearchField(theme, "Drop a query in")
        self.role = DropDown(theme, "Read as", (EVERYTHING,), "lock-simple")
        self.by = SegmentedControl(theme, "Coloured by", COLOURED)
        self.nearer = IconButton(theme, "plus", "Zoom in (+)")
        self.farther = IconButton(theme, "minus", "Zoom out (−)")
        self.whole = Button(theme, "Show all", "ghost", "arrow-counter-clockwise")
        self.plot = MapPlot(theme)
        self.legend = MapLegend(theme)
        self.tip = MapTip(self.plot)
        self.icon = Icon(theme, "note", "text2", 14)
        self.words = ElidedLabel(NOTHING, "label", "text2")
        self.detail = ElidedLabel("", "small", "text2")
        self.open_button = Button(theme, "Open its chunks", icon="square", small=True)
        self.library = MapLibrary(self)
        self._lay_out()
        self._connect()
        self.plot.set_empty("No map yet")
        self.plot.set_loading(loading=True)
        self.tell_chosen(None)

    @property
    def coloured_by(self) -> GroupBy:
        return cast("GroupBy", self.by.current)

    def hidden_from(self, point: MapPoint) -> str:
        """The role that the map is read as, if it may not read this; or empty."""
        is_hidden = hider(self.role.value, self._roles)(point.audience)
        return self.role.value if is_hidden else ""

    def show_roles(self, roles: Roles) -> None:
        if roles != self._roles:
            self._roles = roles
            self.role.set_options((EVERYTHING, *(Option(name, name) for name, _ in roles)))
            self._show_points()

    def show_map(self, state: MapState) -> None:
        self._state = state
        if state.problem:
            self.bar.show_message("fail", state.problem, "Try again")
        self.plot.set_loading(loading=state.is_loading and not state.points)
        if state.points is not None:
            self.plot.set_empty("No chunk is indexed yet", "Update index")
            self._show_points()

    def tell_hovered(self, words: PointWords | None, at: QPoint | None) -> None:
        if words:
            self.tip.tell(words, at)
        else:
            self.tip.hide()

    def tell_chosen(self, words: PointWords | None) -> None:
        """The line below the map."""
        is_hidden = bool(words and words.is_hidden)
        self.icon.set_icon("lock-simple" if is_hidden else "note", "text2")
        self.words.setText(words.title if words else NOTHING)
        self.words.set_tone("text" if words and not is_hidden else "text2")
        self.detail.setText(words.detail if words else "")
        self.open_button.setEnabled(bool(words) and not is_hidden)
        self.plot.describe(f"{self._state.summary()}. {words.title if words else 'None chosen'}")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.library.load()
        self.shown.emit()

    def _show_points(self) -> None:
        """Many points in steps, so that the window answers between them."""
        if self._state.points is None or not self.library.is_loaded:
            return
        is_few = len(self._state.points) <= AT_ONCE
        self._steps.start([self._group, self._draw], at_once=is_few)

    def _group(self) -> None:
        points = self._state.points or ()
        self._groups = groups_of(points, self.coloured_by, self.role.value, self._roles)
        self.plot.set_note(self._state.summary())
        self.plot.show_query(self._state.query)
        self.legend.show_groups(dict(COLOURED)[self.by.current], self._groups)
        self.legend.query.setVisible(self._state.query is not None)

    def _draw(self) -> None:
        self.plot.show_points(self._state.places, self._groups)

    def _on_loaded(self) -> None:
        self.plot.prepare()
        self._show_points()

    def _on_by(self) -> None:
        self.plot.show_alone("")
        self._show_points()

    def _on_nearer(self) -> None:
        self.plot.zoom(_NEARER)

    def _on_farther(self) -> None:
        self.plot.zoom(_FARTHER)

    def _connect(self) -> None:
        self.library.loaded.connect(self._on_loaded)
        self.by.current_changed.connect(self._on_by)
        self.role.value_chosen.connect(self._on_by)
        self.legend.group_chosen.connect(self.plot.show_alone)
        self.nearer.clicked.connect(self._on_nearer)
        self.farther.clicked.connect(self._on_farther)
        self.whole.clicked.connect(self.plot.fit)

    def _lay_out(self) -> None:
        self.query.setFixedWidth(260)
        self.whole.setToolTip("All points (Home)")
        label = Label("Coloured by", "small", "text3")
        controls = row(self.query, self.role, label, self.by, None, self.nearer, self.farther,
                       self.whole, margins=(16, 8, 12, 8))  # fmt: skip
        foot = row(self.icon, self.words, self.detail, None, self.open_button, gap=10,
                   margins=(16, 6, 12, 6))  # fmt: skip
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        layout.addLayout(controls)
        layout.addWidget(horizontal_line())
        middle = row(self.plot, vertical_line(), self.legend, gap=0)
        middle.setStretch(0, 1)
        layout.addWidget(holder(middle), 1)
        layout.addWidget(horizontal_line())
        layout.addLayout(foot)
