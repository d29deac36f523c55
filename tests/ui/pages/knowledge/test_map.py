"""The view Map: points by groups, the query among them, hover, choice, zoom; nothing forbidden."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt

from tests.ui.fake_bridge import workspace
from tests.ui.pages.knowledge.test_page import LIMITS, REFUNDS, SECRET, answer, last
from ui.pages.knowledge import PAGE
from ui.pages.knowledge.map.groups import groups_of
from ui.pages.knowledge.map.index import MapIndex
from ui.pages.knowledge.map.words import point_words
from workbench.domain.document import Chunk
from workbench.domain.embedding_map import EmbeddingMap, MapPoint
from workbench.domain.knowledge_settings import EmbedderSpec, IndexSpec
from workbench.knowledge_commands import ListChunks, ListDocuments, ListIndexes, UpdateIndex
from workbench.knowledge_messages import ChunksListed, DocumentsListed, IndexesListed, IndexRow
from workbench.messages import Refused
from workbench.retrieval_commands import MapEmbeddings, ReadDocument
from workbench.retrieval_messages import EmbeddingsMapped

ROLES = (("customer", ("customer",)), ("agent", ("customer", "agent")))
POINTS = (
    MapPoint("refunds#1", REFUNDS.path, "customer", -0.8, 0.1),
    MapPoint("refunds#2", REFUNDS.path, "customer", -0.6, 0.2),
    MapPoint("limits#1", LIMITS.path, "agent", 0.7, -0.3),
    MapPoint("plan#1", SECRET.path, "board", 0.2, 0.9),
)


def mapped(bridge, points=POINTS, query=None, total=0):
    asked = last(bridge, MapEmbeddings).request_id
    half = len(points) // 2
    whole = total or len(points)
    for some, first, final in ((points[:half], True, False), (points[half:], False, True)):
        made = EmbeddingMap(tuple(some), whole, 0.23, query)
        bridge.tell(EmbeddingsMapped(asked, made, first, final))


@pytest.fixture
def page(build, bridge, qtbot):
    bridge.tell(*workspace())
    made = build(PAGE)
    bridge.tell(*workspace())
    answer(bridge)
    made.show_view("map")
    qtbot.waitUntil(lambda: made.map.area.library.is_loaded)
    return made


@pytest.fixture
def view(page, bridge, qtbot):
    """The map with its four points, laid out."""
    mapped(bridge)
    view = page.map.area
    qtbot.waitUntil(lambda: view.plot.is_drawn)
    view.plot.fit()
    return view


def groups(view):
    return {group.name: len(group.places) for group in view.plot._groups}


def over(view, number):
    """The pointer goes to a point."""
    view.plot._on_moved(view.plot.scene_place(number))


def read_as(view, role):
    view.role.set_value(role)
    view.role.value_chosen.emit(role)


def click(view, qtbot, number):
    plot = view.plot._plot
    at = plot.mapFromScene(view.plot.scene_place(number))
    qtbot.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=at)


def test_the_map_is_asked_for_when_it_is_seen_and_told_in_a_sentence(view, bridge):
    assert last(bridge, MapEmbeddings).query == ""
    assert len(bridge.sent_of(MapEmbeddings)) == 1
    assert view.plot._note.text() == "4 chunks, on two axes that show 23% of how they differ"
    assert not view.grab().isNull()


def test_a_sample_says_of_how_many(page, bridge):
    mapped(bridge, total=50_000)
    assert page.map.area.plot._note.text().startswith("4 of 50,000 chunks")


def test_points_are_coloured_by_area_or_by_audience_with_a_legend(view):
    assert groups(view) == {"Policies": 2, "Board": 1, "Desk": 1}
    view.by.set_current("audience")
    view.by.current_changed.emit("audience")
    assert groups(view) == {"customer": 2, "agent": 1, "board": 1}
    said = [key.accessibleName() for key in view.legend._keys]
    assert said == ["customer, 2 chunks", "agent, 1 chunk", "board, 1 chunk"]


def test_more_groups_than_colours_share_one_that_says_so():
    points = [MapPoint(str(n), f"area{n}/x.md", "customer", 0, 0) for n in range(9)]
    made = groups_of(points, "area", "", ROLES)
    assert [group.key for group in made] == [*(f"hue{n}" for n in range(6)), "other"]
    assert (made[-1].name, made[-1].places) == ("3 more", (6, 7, 8))


def test_a_group_of_the_legend_stands_out_alone_and_lets_go(view):
    view.legend._keys[1].click()
    opacities = {key: item.opacity() for key, item in view.plot._items.items()}
    assert opacities["hue1"] == 1.0
    assert opacities["hue0"] < 0.5
    view.legend._keys[1].click()
    assert {item.opacity() for item in view.plot._items.values()} == {1.0}


def test_a_query_falls_among_the_points_with_a_mark_of_its_own(view, bridge):
    view.query.setText("money back")
    view.query.returnPressed.emit()
    assert last(bridge, MapEmbeddings).query == "money back"
    before = view.plot.view
    mapped(bridge, query=(-0.7, 0.15))
    assert "query" in view.plot._items
    assert view.legend.query.isVisible()
    assert view.plot.view == before
    view.query.clear()
    view.query.returnPressed.emit()
    mapped(bridge)
    assert "query" not in view.plot._items


def test_a_query_is_placed_once_when_the_person_pauses(view, bridge, qtbot):
    for text in ("m", "mo", "money"):
        view.query.setText(text)
        view.query.search_changed.emit(text)
    qtbot.waitUntil(lambda: len(bridge.sent_of(MapEmbeddings)) > 1)
    assert [each.query for each in bridge.sent_of(MapEmbeddings)] == ["", "money"]


def test_many_points_are_drawn_in_steps_and_are_all_there(page, bridge, qtbot):
    many = [MapPoint(str(n), f"a{n % 3}/x.md", "customer", (n % 99) / 99, n / 3000)
            for n in range(3000)]  # fmt: skip
    mapped(bridge, many)
    plot = page.map.area.plot
    assert not plot.is_drawn
    qtbot.waitUntil(lambda: plot.is_drawn)
    assert sum(len(item.data) for key, item in plot._items.items()) == 3000


def test_ctrl_f_goes_to_the_field_of_the_view(page, view):
    page.find_here()
    assert page.window().focusWidget() is view.query
    page.show_view("access")
    page.find_here()
    assert page.views.current == "documents"


def test_a_late_answer_to_an_earlier_query_is_not_shown(view, bridge):
    view.query.setText("one")
    view.query.returnPressed.emit()
    first = last(bridge, MapEmbeddings).request_id
    view.query.setText("two")
    view.query.returnPressed.emit()
    mapped(bridge, query=(0.5, 0.5))
    bridge.tell(EmbeddingsMapped(first, EmbeddingMap(POINTS, 4, 0.2, (0.1, 0.1)), True, True))
    assert view.plot._query == (0.5, 0.5)


def test_hover_tells_document_and_heading(view, bridge, qtbot):
    over(view, 0)
    assert (view.tip.title.whole_text(), view.tip.isVisible()) == ("Refunds", True)
    qtbot.waitUntil(lambda: bool(bridge.sent_of(ListChunks)))
    chunk = Chunk("refunds#1", REFUNDS.path, "Refunds", "When you moved", "Text", 0, 4, "customer")
    bridge.tell(ChunksListed(last(bridge, ListChunks).request_id, REFUNDS.path, (chunk,)))
    assert view.tip.detail.whole_text() == "When you moved, for customer"
    view.plot._set_hover(None)
    assert not view.tip.isVisible()


def test_a_click_chooses_the_document_and_a_double_click_opens_its_chunks(
    page, view, bridge, qtbot
):
    click(view, qtbot, 2)
    assert page.panel.path.whole_text() == LIMITS.path
    assert view.words.whole_text() == "Refund limits"
    assert page.views.current == "map"
    view.plot.opened.emit(0)
    assert page.views.current == "chunks"
    assert last(bridge, ReadDocument).path == REFUNDS.path


def test_all_points_of_the_chosen_document_are_ringed(view):
    view.plot.chosen.emit(1)
    assert view.plot._ringed == (0, 1)
    assert len(view.plot._rings.data) == 2


def test_query_and_rings_are_there_after_the_theme_changed(view, theme, bridge):
    view.plot.chosen.emit(1)
    view.query.setText("money back")
    view.query.returnPressed.emit()
    mapped(bridge, query=(-0.7, 0.15))
    before = view.plot.view
    theme.set_mode("dark")
    assert len(view.plot._rings.data) == 2
    assert "query" in view.plot._items
    assert view.plot.view == before


def test_keys_go_from_point_to_point_zoom_and_come_back(page, view, qtbot, bridge):
    whole = view.plot.view
    qtbot.keyClick(view.plot, Qt.Key.Key_Right)
    started = view.plot._current
    assert started is not None
    view.plot.chosen.emit(0)
    qtbot.keyClick(view.plot, Qt.Key.Key_Right)
    assert view.plot._current == 1
    qtbot.keyClick(view.plot, Qt.Key.Key_Plus)
    assert view.plot.view[0][1] - view.plot.view[0][0] < whole[0][1] - whole[0][0]
    qtbot.keyClick(view.plot, Qt.Key.Key_Home)
    assert view.plot.view[0] == pytest.approx(whole[0])
    qtbot.keyClick(view.plot, Qt.Key.Key_Return)
    assert page.views.current == "chunks"


def test_dragging_moves_the_map_and_does_not_choose(page, view, qtbot):
    port = view.plot._plot.viewport()
    before, chosen = view.plot.view, view.plot._current
    qtbot.mousePress(port, Qt.MouseButton.LeftButton, pos=QPoint(200, 200))
    for x in range(210, 300, 10):
        qtbot.mouseMove(port, QPoint(x, 200))
    qtbot.mouseRelease(port, Qt.MouseButton.LeftButton, pos=QPoint(300, 200))
    assert view.plot._current == chosen
    view.nearer.click()
    assert view.plot.view != before
    view.whole.click()
    assert view.plot.view[0] == pytest.approx(before[0])


def test_what_a_role_may_not_read_is_told_by_id_and_reason_alone(page, view, bridge, qtbot):
    before = page.panel.path.whole_text()
    read_as(view, "customer")
    assert groups(view) == {"Policies": 2, "Hidden from customer": 2}
    over(view, 2)
    assert view.tip.title.whole_text() == "Hidden from customer. Needs agent"
    assert view.tip.detail.whole_text() == "limits#1"
    click(view, qtbot, 2)
    assert view.words.whole_text() == "Hidden from customer. Needs agent"
    assert not view.open_button.isEnabled()
    view.plot.opened.emit(2)
    qtbot.wait(200)
    assert page.views.current == "map"
    assert page.panel.path.whole_text() == before
    assert not bridge.sent_of(ListChunks)
    shown = f"{view.tip.title.text()} {view.words.text()} {view.plot.accessibleDescription()}"
    assert LIMITS.title not in shown
    assert LIMITS.path not in shown


def test_headings_of_what_nobody_may_read_are_not_asked_for(view, bridge, qtbot):
    over(view, 3)
    view.plot.chosen.emit(3)
    qtbot.wait(200)
    assert not bridge.sent_of(ListChunks)
    assert view.words.whole_text() == "Plan"


def test_a_chosen_point_is_told_anew_when_the_role_changes(view):
    view.plot.chosen.emit(2)
    assert view.words.whole_text() == "Refund limits"
    read_as(view, "customer")
    assert view.words.whole_text() == "Hidden from customer. Needs agent"
    assert view.plot._ringed == ()


def test_a_hidden_point_is_worded_without_its_document():
    words = point_words(POINTS[2], None, "Amounts over 500", "customer")
    assert (words.title, words.detail) == ("Hidden from customer. Needs agent", "limits#1")


def test_an_empty_index_and_a_refusal_say_what_to_do(page, bridge):
    view = page.map.area
    mapped(bridge, ())
    assert view.plot.accessibleDescription().startswith("No chunk is indexed yet")
    view.plot.link_pressed.emit()
    assert bridge.sent_of(UpdateIndex)
    page.map.ask()
    asked = last(bridge, MapEmbeddings).request_id
    bridge.tell(Refused(asked, "The embedder is away.", "Load it."))
    assert "The embedder is away." in view.bar.text()
    view.bar.button.click()
    assert len(bridge.sent_of(MapEmbeddings)) == 3


def test_other_documents_are_mapped_anew(page, view, bridge):
    page.ask()
    asked = last(bridge, ListDocuments).request_id
    bridge.tell(DocumentsListed(asked, "default", (REFUNDS,)))
    assert len(bridge.sent_of(MapEmbeddings)) == 2
    mapped(bridge, POINTS[:2])
    assert groups(view) == {"Policies": 2}


places = st.tuples(st.floats(-1, 1), st.floats(-1, 1))


@given(st.lists(places, min_size=1, max_size=40), places, st.floats(0.001, 3))
def test_the_nearest_point_is_what_looking_at_all_finds(points, at, reach):
    found = MapIndex(points).nearest(*at, reach)
    far = [math.dist(point, at) for point in points]
    if found is None:
        assert min(far) > reach * 0.999999
    else:
        assert far[found] == pytest.approx(min(far))


@given(st.lists(places, min_size=2, max_size=40))
def test_a_step_goes_in_its_direction(points):
    found = MapIndex(points).towards(0, (1, 0))
    ahead = [place for place, point in enumerate(points) if point[0] > points[0][0]]
    assert (found in ahead) if ahead else found is None


def test_the_same_documents_with_another_embedder_are_mapped_anew(page, view, bridge):
    before = len(bridge.sent_of(MapEmbeddings))
    page.ask()
    answer(bridge)
    assert len(bridge.sent_of(MapEmbeddings)) == before
    page.ask()
    other = IndexSpec(embedder=EmbedderSpec("openai_compatible", "e5", base_url="http://here"))
    bridge.tell(
        IndexesListed(last(bridge, ListIndexes).request_id, (IndexRow(other, 20, is_stale=False),))
    )
    assert len(bridge.sent_of(MapEmbeddings)) == before + 1


def test_an_engine_that_ends_leaves_no_map_on_its_way(page, bridge):
    assert page.map.state.is_loading
    page.session.worker_stopped.emit(None)
    assert not page.map.state.is_loading
    assert "stopped" in page.map.area.bar.text()
