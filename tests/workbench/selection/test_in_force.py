from workbench.selection.in_force import in_force_first

PATHS = {key: f"{key[0]}.md" for key in ("a1", "a2", "b1", "b2", "c1")}


def order(*ids, **not_yet):
    ranked = [(key, 1.0) for key in ids]
    rules = {f"{new}.md": tuple(f"{old}.md" for old in olds) for new, olds in not_yet.items()}
    return [key for key, _ in in_force_first(ranked, PATHS, rules)[0]]


def test_all_chunks_of_a_successor_go_behind_all_of_what_it_replaces():
    assert order("b1", "a1", "b2", "a2", "c1", b="a") == ["a1", "a2", "b1", "b2", "c1"]


def test_what_stands_behind_already_stays():
    assert order("a1", "c1", "b1", b="a") == ["a1", "c1", "b1"]


def test_what_replaces_nothing_that_was_found_stays():
    assert order("b1", "c1", b="a") == ["b1", "c1"]


def test_a_chain_ends_with_the_last_of_it():
    assert order("c1", "b1", "a1", b="a", c=("a", "b")) == ["a1", "b1", "c1"]


def test_a_circle_is_put_into_some_order():
    assert sorted(order("b1", "a1", b="a", a="b")) == ["a1", "b1"]
