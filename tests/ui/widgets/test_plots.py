import subprocess
import sys
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt

from ui.widgets.plots.front import FrontPlot, FrontPoint
from ui.widgets.plots.lines import Moment, TimeLine, TimeLines, words_apart
from ui.widgets.plots.scatter import QualityPlot, ScatterPoint, front, letter_sides
from ui.widgets.plots.stack import StackBar, StackedBars
from ui.widgets.plots.strip import StripGroup, StripPlot
from ui.widgets.plots.ticks import nice_ticks, short_number, with_unit_at_end

A = ScatterPoint("A", "Baseline", 3.4, 0.67, 0.55, 0.77)
B = ScatterPoint("B", "Terse", 2.8, 0.75, 0.63, 0.84)
C = ScatterPoint("C", "Agent loop", 11.4, 0.91, 0.81, 0.96)


def shown(qtbot, plot):
    qtbot.addWidget(plot)
    plot.resize(360, 260)
    plot.show()
    return plot


def colors_of(widget):
    image = widget.grab().toImage()
    return {
        image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())
    }


def test_the_front_are_the_points_that_nobody_beats():
    assert [point.letter for point in front([A, B, C])] == ["B", "C"]


@pytest.mark.parametrize("high", [0.003, 0.7, 1, 9.4, 11.2, 64, 999, 21_300])
def test_ticks_are_round_three_to_six_and_reach_the_end(high):
    ticks = nice_ticks(high, str)
    assert 3 <= len(ticks) <= 7
    assert ticks[0][0] == 0
    assert high <= ticks[-1][0] <= 2 * high


def test_numbers_are_short_in_tight_places_and_the_unit_stands_at_the_end():
    assert [short_number(each) for each in (0, 950, 9400, 21_300)] == ["0", "950", "9.4k", "21.3k"]
    assert with_unit_at_end([(0, "0"), (3, "3")], "s") == [(0, "0"), (3, "3 s")]


def test_a_plot_without_runs_says_so_and_offers_the_way_out(qtbot, theme):
    plot = shown(qtbot, QualityPlot(theme))
    plot.set_empty("No runs yet", "Run the grid")
    plot.redraw()
    assert plot.accessibleDescription() == "No runs yet"
    with qtbot.waitSignal(plot.link_pressed):
        qtbot.mouseClick(plot._blank, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(plot.link_pressed):
        qtbot.keyClick(plot._blank, Qt.Key.Key_Return)


def test_quality_against_latency_is_drawn_in_the_colours_of_its_variants(qtbot, theme):
    plot = shown(qtbot, QualityPlot(theme))
    plot.set_points([A, B, C])
    assert plot.accessibleName() == "Quality against p95 latency"
    assert plot.accessibleDescription().startswith("Baseline 67% at 3.4 s")
    assert {theme.color(letter).name() for letter in "ABC"} <= colors_of(plot)
    plot.set_points([])
    assert plot.accessibleDescription() == "No runs yet"


def test_the_theme_redraws_a_plot_that_has_data(qtbot, theme):
    plot = shown(qtbot, QualityPlot(theme))
    plot.set_points([A])
    theme.set_mode("dark")
    shades = colors_of(plot._plot)
    assert theme.color("surface").name() in shades
    assert "#ffffff" not in shades


@pytest.mark.parametrize("count", [3, 60, 400])
def test_a_strip_shows_dots_or_a_histogram_and_says_its_median(qtbot, theme, count):
    plot = shown(qtbot, StripPlot(theme))
    plot.set_groups([StripGroup("B", "Terse", tuple(1 + n / count for n in range(count)))])
    assert f"of {count} runs" in plot.accessibleDescription()
    texts = [item.toPlainText() for item in plot._plot.items() if hasattr(item, "toPlainText")]
    assert any("no interval" in text for text in texts) == (count < 5)
    assert theme.color("text").name() in colors_of(plot._plot)


def test_stacks_start_at_zero_and_have_one_row_of_keys(qtbot, theme):
    plot = shown(qtbot, StackedBars(theme, "Tokens per case"))
    parts = ("System", "Evidence", "Answer")
    plot.set_bars(parts, [StackBar("A", (600, 4000, 300)), StackBar("B", (600, 7000, 300))])
    assert plot.accessibleDescription() == "A 4.9k, B 7.9k"
    assert {theme.color(role).name() for role in ("ramp0", "ramp1", "text2")} <= colors_of(plot)
    assert plot._plot.getPlotItem().getViewBox().viewRange()[1][0] == 0


def test_lines_carry_their_names_target_and_incident(qtbot, theme):
    plot = shown(qtbot, TimeLines(theme, "Latency per turn", "hourly"))
    xs = (0.0, 1.0, 2.0)
    plot.set_moments([Moment("Refund stub slow", 0.5, 1.0), Moment("Reranker on", 1.5)], 4)
    lines = [TimeLine("p50", xs, (1, 1, 1)), TimeLine("p95", xs, (3, 3, 3.25))]
    plot.set_lines(lines, [(0.0, "Mon"), (2.0, "Wed")])
    texts = {item.toPlainText() for item in plot._plot.items() if hasattr(item, "toPlainText")}
    expected = {"p50 1.0", "p95 3.2", "target 4 s", "Reranker on", "Refund stub slow"}
    assert expected <= texts
    assert plot.accessibleDescription() == "p50 1.0 s, p95 3.2 s"


def test_a_clicked_point_tells_its_letter(qtbot, theme):
    plot = shown(qtbot, QualityPlot(theme))
    plot.set_points([C])
    dots = next(item for item in plot._plot.items() if type(item).__name__ == "ScatterPlotItem")
    with qtbot.waitSignal(plot.key_pressed) as pressed:
        dots.sigClicked.emit(dots, dots.points(), None)
    assert pressed.args == ["C"]


LAZY = """
import sys
from PySide6.QtWidgets import QApplication
from ui.theme.theme import Theme
from ui.widgets.plots.scatter import QualityPlot
app = QApplication([])
plot = QualityPlot(Theme("light"))
plot.show()
app.processEvents()
sys.exit(", ".join({"pyqtgraph", "numpy"} & sys.modules.keys()) or 0)
"""


def test_an_empty_plot_loads_no_plot_library():
    done = subprocess.run([sys.executable, "-c", LAZY], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_words_at_the_ends_of_lines_keep_apart_and_below_the_top():
    assert words_apart([1.0, 5.0, 9.0], 10.0, 0.8) == [1.0, 5.0, 9.0]
    assert words_apart([5.0, 5.0, 5.1], 10.0, 0.8) == pytest.approx([5.0, 5.8, 6.6])
    assert words_apart([9.8, 9.9, 10.0], 10.0, 0.8) == pytest.approx([8.4, 9.2, 10.0])
    assert words_apart([], 10.0, 0.8) == []


def boxes_of(plot, texts):
    """Where these words are painted, in pixels."""
    # Only painting gives them their place.
    plot._plot.grab()
    return [item.mapRectToScene(item.boundingRect()) for item in plot._plot.items()
            if type(item).__name__ == "TextItem" and item.toPlainText() in texts]  # fmt: skip


@pytest.mark.parametrize("height", [160, 260])
def test_the_words_of_lines_do_not_cover_each_other_however_small_the_plot(qtbot, theme, height):
    plot = shown(qtbot, TimeLines(theme, "Latency", "hourly"))
    plot.resize(360, height)
    xs = (0.0, 1.0)
    plot.set_lines([TimeLine(name, xs, (9, 5 + n / 10)) for n, name in
                    enumerate(("p50", "p95", "p99"))], [])  # fmt: skip
    boxes = sorted(boxes_of(plot, {"p50 5.0", "p95 5.1", "p99 5.2"}), key=lambda box: box.top())
    assert len(boxes) == 3
    # A text has two pixels of space of its own above and below.
    assert all(box.bottom() - 6 <= after.top() for box, after in pairwise(boxes))


def test_letters_of_points_that_are_near_stand_on_different_sides():
    right_above, left_above = (-0.5, 1.0), (1.5, 1.0)
    assert letter_sides([(50, 50), (150, 90)], 300) == [right_above, right_above]
    near = letter_sides([(50, 50), (58, 44)], 300)
    assert len(set(near)) == 2
    assert letter_sides([(290, 50)], 300) == [left_above]
    assert len(set(letter_sides([(50, 50)] * 4, 300))) == 4


def test_a_front_plot_names_its_points_and_tells_which_one_was_clicked(qtbot, theme):
    plot = shown(qtbot, FrontPlot(theme, "nDCG@10 against time", "p50"))
    plot.set_points(
        [
            FrontPoint("words", 2.0, 0.8, is_on_front=True),
            FrontPoint("slow", 40.0, 0.7, is_on_front=False),
            FrontPoint("both", 30.0, 0.9, is_on_front=True),
        ]
    )
    assert plot.accessibleDescription() == ("On the front: words 0.80 at 2 ms, both 0.90 at 30 ms")
    plot.choose("slow")
    (dots,) = (
        item for item in plot._plot.getPlotItem().items if type(item).__name__ == "ScatterPlotItem"
    )
    spots = list(dots.points())
    assert [spot.data() for spot in spots] == ["words", "both", "slow"]
    assert dots.opts["tip"](2.0, 0.8, "words") == "words\n0.800 at 2.0 ms"
    with qtbot.waitSignal(plot.key_pressed) as clicked:
        dots.sigClicked.emit(dots, spots[:1], None)
    assert clicked.args == ["words"]
    assert theme.color("accent").name() in colors_of(plot)


def test_one_point_alone_is_its_own_front(qtbot, theme):
    plot = shown(qtbot, FrontPlot(theme, "nDCG@10 against time", "p50"))
    plot.set_points([FrontPoint("words", 0.0, 1.0, is_on_front=True)])
    assert not plot.grab().isNull()
    plot.set_points([])
    assert not plot.has_data()
