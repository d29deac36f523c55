"""The view Map with 20,000 points, told as the worker tells them; prints what it took."""

import gc
import itertools
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtWidgets import QApplication

from ui.pages.knowledge.map.area import MapArea
from ui.pages.knowledge.map.state import MapState
from ui.theme.theme import Theme
from ui.tour.waiting import wait_until
from workbench.domain.embedding_map import EmbeddingMap, MapPoint
from workbench.messages import decode_message, encode_message
from workbench.retrieval_messages import EmbeddingsMapped
from workbench.trace.event import TraceEvent

POINTS, A_MESSAGE, AREAS = 20_000, 400, 8
FRAMES, LEAST_TURNS = 120, 4
ROLES = (("customer", ("customer",)), ("agent", ("customer", "agent")))


def main() -> None:
    qt = QApplication(sys.argv[:1])
    # As in the app, which collects garbage while nobody waits.
    gc.freeze()
    gc.disable()
    theme = Theme("light")
    theme.apply()
    state, view = MapState(), MapArea(theme)
    view.resize(1272, 800)
    view.show()
    view.show_roles(ROLES)
    wait_until(lambda: view.library.is_loaded, "pyqtgraph", 60)
    lines = [encode_message(each) for each in pieces()]
    state.begin("map", "")
    took = [timed(partial(fold, state, line)) for line in lines]
    say(f"{len(lines)} messages of {sum(map(len, lines)) // 1024:,} KiB decoded and folded", took)
    print(f"the map is shown, step by step: {stepwise(view, lambda: view.show_map(state))}")
    say("pan", [timed(partial(pan, view, n)) for n in range(FRAMES)])
    say("zoom", [timed(partial(zoom, view, n)) for n in range(FRAMES)])
    view.plot.fit()
    say("hover", [timed(partial(hover, view, n)) for n in range(FRAMES)])
    say("arrow key", [timed(partial(step, view, n)) for n in range(FRAMES)])
    view.role.set_value("customer")
    print(f"another role: {stepwise(view, lambda: view.role.value_chosen.emit('customer'))}")
    view.close()
    qt.processEvents()


def pieces() -> Iterator[EmbeddingsMapped]:
    """Clouds that overlap, one an area."""
    dice = random.Random(7)
    middles = [(dice.uniform(-0.6, 0.6), dice.uniform(-0.6, 0.6)) for _ in range(AREAS)]
    points = []
    for number in range(POINTS):
        area = number % AREAS
        x, y = (dice.gauss(middle, 0.15) for middle in middles[area])
        audience = "agent" if area == 0 else "customer"
        path = f"area-{area}/document-{number // 12}.md"
        points.append(MapPoint(f"{number:016x}", path, audience, round(x, 4), round(y, 4)))
    for start in range(0, POINTS, A_MESSAGE):
        some, last = tuple(points[start : start + A_MESSAGE]), start + A_MESSAGE >= POINTS
        yield EmbeddingsMapped("map", EmbeddingMap(some, POINTS, 0.2), start == 0, last)


def fold(state: MapState, line: bytes) -> None:
    told = decode_message(line)
    assert not isinstance(told, TraceEvent)
    state.take(told)


def pan(view: MapArea, frame: int) -> None:
    box = view.plot._plot.getPlotItem().getViewBox()
    box.translateBy((0.01 if frame % 40 < 20 else -0.01, 0.004))
    paint(view)


def zoom(view: MapArea, frame: int) -> None:
    view.plot.zoom(0.95 if frame % 40 < 20 else 1 / 0.95)
    paint(view)


def hover(view: MapArea, frame: int) -> None:
    view.plot._on_moved(view.plot.scene_place(frame * 97))
    paint(view)


def step(view: MapArea, frame: int) -> None:
    found = view.plot._find_ways().towards(frame * 131, (1, 0))
    view.plot.ring((), found)
    paint(view)


def stepwise(view: MapArea, begin: Callable[[], object]) -> str:
    """All of it, and the longest that the window did not answer."""
    loop, steps = QApplication.instance(), (view._steps, view.plot._steps)
    assert loop
    times = [timed(begin)]
    while any(each.is_going for each in steps) or len(times) < LEAST_TURNS:
        times.append(timed(loop.processEvents))
    return f"{sum(times):.0f} ms, no turn longer than {max(times):.0f} ms"


def paint(view: MapArea) -> None:
    """The frame, now."""
    view.plot._plot.viewport().repaint()


def timed(do: Callable[[], object]) -> float:
    """Milliseconds."""
    started = time.perf_counter()
    do()
    return (time.perf_counter() - started) * 1000


def say(what: str, times_ms: list[float]) -> None:
    ordered = sorted(times_ms)
    p95 = ordered[int(len(ordered) * 0.95)]
    middle = statistics.median(ordered)
    total = list(itertools.accumulate(ordered))[-1]
    print(f"{what}: p50 {middle:.1f} ms, p95 {p95:.1f} ms, max {ordered[-1]:.1f} ms, "
          f"all {total:.0f} ms")  # fmt: skip


if __name__ == "__main__":
    main()
