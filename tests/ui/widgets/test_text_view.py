import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.theme.theme import Theme
from ui.widgets.answer_markup import Piece, parse_line
from ui.widgets.follow_scroll import FollowScroll
from ui.widgets.text_view import TextView


@pytest.fixture
def view(qtbot, theme):
    made = TextView(theme)
    made.resize(280, 100)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.mark.parametrize(
    ("source", "marker", "pieces"),
    [
        ("It is **due** now", "", (("text", "It is "), ("bold", "due"), ("text", " now"))),
        (
            "- one `id` [2]",
            "•",
            (("text", "one "), ("code", "id"), ("text", " "), ("citation", "2")),
        ),
        ("2. second", "2.", (("text", "second"),)),
        ("## Refunds", "", (("bold", "Refunds"),)),
        ("half **open", "", (("text", "half **open"),)),
        ("", "", ()),
    ],
)
def test_a_line_is_read_as_its_markup_says(source, marker, pieces):
    line = parse_line(source)
    assert line.marker == marker
    assert line.pieces == tuple(Piece(*piece) for piece in pieces)


@given(st.text(alphabet="ab*`[]12 -.", max_size=60))
def test_no_letter_of_an_answer_is_lost(source):
    line = parse_line(source)
    shown = "".join(piece.text for piece in line.pieces)
    for letter in "ab":
        assert shown.count(letter) == source.count(letter)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(alphabet="ab *`[]1\n-", max_size=12), max_size=12))
def test_a_streamed_answer_looks_as_if_it_came_at_once(qapp, theme_for_hypothesis, parts):
    streamed, whole = TextView(theme_for_hypothesis), TextView(theme_for_hypothesis)
    for view in (streamed, whole):
        view.set_sources({1: "Refunds"})
    for part in parts:
        streamed.append(part)
        streamed._flush()
    streamed.finish()
    whole.set_text("".join(parts))
    assert streamed.toPlainText() == whole.toPlainText()
    assert streamed.text() == whole.text() == "".join(parts)


@pytest.fixture(scope="module")
def theme_for_hypothesis(qapp):
    return Theme("light")


def test_text_that_streams_is_drawn_in_one_go_after_33_ms(qtbot, view):
    for letter in "Your balance":
        view.append(letter)
    assert view.toPlainText() == ""
    qtbot.waitUntil(lambda: view.toPlainText() == "Your balance", timeout=1000)
    assert view.is_streaming
    view.finish()
    assert not view.is_streaming


def test_markup_and_links_stay_text_and_nothing_is_loaded(view):
    view.set_text('<img src="file:///etc/passwd"> <b>x</b> http://example.com')
    assert view.toPlainText() == '<img src="file:///etc/passwd"> <b>x</b> http://example.com'
    assert view.loadResource(2, "file:///etc/passwd") is None


def test_a_citation_with_a_source_is_a_chip_that_can_be_pressed(qtbot, view):
    view.set_sources({1: "Refunds: duplicate payments"})
    view.set_text("It is a duplicate. [1] So.")
    cursor = QTextCursor(view.document())
    cursor.setPosition("It is a duplicate. ".__len__())
    start = view.cursorRect(cursor)
    with qtbot.waitSignal(view.citation_pressed) as pressed:
        at = QPoint(start.left() + 5, start.center().y())
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert pressed.args == [1]


def test_a_number_without_a_source_is_shown_as_an_error(view, theme):
    view.set_sources({1: "Refunds"})
    view.set_text("So it is. [7]")
    cursor = QTextCursor(view.document())
    cursor.movePosition(QTextCursor.MoveOperation.End)
    assert view.toPlainText().endswith("[7]")
    assert cursor.charFormat().foreground().color() == theme.color("fail")


def test_an_answer_is_as_high_as_its_text(view):
    view.set_text("One line")
    one = view.height()
    view.set_text("\n".join(["One line"] * 10))
    assert view.height() >= one + 9 * 20


def test_the_theme_recolours_an_answer_that_stands(view, theme):
    view.set_text("Done")
    theme.set_mode("dark")
    cursor = QTextCursor(view.document())
    cursor.movePosition(QTextCursor.MoveOperation.End)
    assert cursor.charFormat().foreground().color() == theme.color("text")


def test_the_page_follows_the_stream_until_the_reader_scrolls_up(qtbot, theme):
    content, view = QWidget(), TextView(theme)
    QVBoxLayout(content).addWidget(view)
    area = FollowScroll(content)
    qtbot.addWidget(area)
    area.resize(200, 120)
    area.show()
    bar = area.verticalScrollBar()
    view.set_text("line\n" * 30)
    qtbot.waitUntil(lambda: bar.maximum() > 0 and bar.value() == bar.maximum())
    bar.setValue(40)
    view.set_text("line\n" * 60)
    qtbot.waitUntil(lambda: bar.maximum() > 800)
    assert bar.value() == 40
    area.follow()
    assert bar.value() == bar.maximum()
