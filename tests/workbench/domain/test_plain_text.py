"""JSON values as short lines."""

from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.plain_text import brief, flat_lines

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)


def test_nested_objects_become_names_of_several_words():
    record = {"id": "LT-1", "plan": {"name": "Focus", "renews_on": "2026-12-03"}}
    assert flat_lines(record) == "id: LT-1\nplan name: Focus\nplan renews on: 2026-12-03"


def test_lists_take_one_line_an_item():
    record = {"invoices": [{"id": "A", "paid_on": None}, {"id": "B", "lines": [{"text": "x"}]}]}
    assert flat_lines(record) == "invoices: id A\ninvoices: id B, lines text x"


def test_nulls_are_left_out_and_an_empty_list_is_none():
    assert flat_lines({"a": None, "b": {"c": None}, "tickets": []}) == "tickets: none"


def test_truth_values_are_yes_and_no():
    assert flat_lines({"locked": True, "two_factor": False}) == "locked: yes\ntwo factor: no"


def test_a_bare_value_stands_alone():
    assert flat_lines("79.00") == "79.00"
    assert flat_lines([1, 2]) == "1\n2"
    assert flat_lines(None) == ""


@given(JSON)
def test_any_json_becomes_lines_without_blank_ones(value):
    lines = flat_lines(value).split("\n")
    assert lines == [""] or all(line.strip() for line in lines)


def test_a_brief_record_has_no_lists_inside_of_lists():
    record = {"id": "A-1", "plan": {"name": "Focus"}, "invoices": [{"id": "I", "lines": [1]}, 7]}
    assert brief(record) == {"id": "A-1", "plan": {"name": "Focus"}, "invoices": [{"id": "I"}, 7]}
