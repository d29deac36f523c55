from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from workbench.model_server.stops import PieceDecoder, StopCutter

FEW_LETTERS = st.text("ab<", max_size=30)
STOPS = st.lists(st.text("ab<", min_size=1, max_size=4), max_size=3)


def cut(pieces, stops):
    """What is shown piece by piece, and whether it was stopped."""
    cutter, shown = StopCutter(stops), []
    for piece in pieces:
        shown.append(cutter.feed(piece))
        if cutter.is_stopped:
            return shown, True
    return [*shown, cutter.finish()], False


@given(FEW_LETTERS, STOPS)
def test_text_ends_before_the_first_stop_that_is_complete(text, stops):
    shown, is_stopped = cut(text, stops)
    ends = [end for end in range(len(text) + 1) if any(text[:end].endswith(s) for s in stops)]
    expected = text
    if ends:
        upto = text[: ends[0]]
        expected = upto[: min(upto.index(stop) for stop in stops if stop in upto)]
    assert ("".join(shown), is_stopped) == (expected, bool(ends))


@given(st.lists(FEW_LETTERS), STOPS)
def test_no_stop_is_ever_shown(pieces, stops):
    shown, _ = cut(pieces, stops)
    assert not any(stop in "".join(shown) for stop in stops)


def test_text_that_cannot_become_a_stop_is_shown_at_once():
    cutter = StopCutter(["\nUser:"])
    assert cutter.feed("Hello") == "Hello"
    assert cutter.feed("\nUs") == ""
    assert cutter.feed("ed car") == "\nUsed car"


@given(st.text(), st.data())
def test_characters_survive_being_cut_into_bytes(text, data):
    raw = text.encode("utf-8", "replace")
    cuts = sorted(data.draw(st.lists(st.integers(0, len(raw)))))
    decoder = PieceDecoder()
    edges = [0, *cuts, len(raw)]
    shown = [decoder.feed(raw[start:end]) for start, end in pairwise(edges)]
    assert "".join(shown) + decoder.finish() == raw.decode()


def test_a_character_that_is_never_finished_is_marked():
    decoder = PieceDecoder()
    assert decoder.feed("€".encode()[:2]) == ""
    assert decoder.finish() == "\N{REPLACEMENT CHARACTER}"
