from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from workbench.selection.fusion import fuse

IDS = st.lists(st.sampled_from("abcdefgh"), unique=True)


def test_scores_are_those_of_the_formula():
    assert fuse([["a", "b"], ["b"]]) == (("b", 1 / 62 + 1 / 61), ("a", 1 / 61))


def test_equal_scores_are_ordered_by_id():
    assert [name for name, _ in fuse([["b"], ["a"]])] == ["a", "b"]


def test_a_single_ranking_keeps_its_order():
    assert [name for name, _ in fuse([["c", "a", "b"]])] == ["c", "a", "b"]


@given(st.lists(IDS, max_size=4))
def test_each_id_appears_once_and_best_first(rankings):
    fused = fuse(rankings)
    assert sorted(name for name, _ in fused) == sorted({one for ids in rankings for one in ids})
    scores = [score for _, score in fused]
    assert scores == sorted(scores, reverse=True)


@given(st.lists(IDS, min_size=1, max_size=4), st.randoms())
def test_the_order_of_the_rankings_does_not_matter(rankings, random):
    shuffled = list(rankings)
    random.shuffle(shuffled)
    assert [name for name, _ in fuse(shuffled)] == [name for name, _ in fuse(rankings)]


def test_equal_shares_are_equal_scores_whatever_the_order_of_the_rankings():
    rankings = [["a", "h"], ["h", "a"], ["a", "b", "h"], ["h", "b", "a"]]
    for order in permutations(rankings):
        assert [name for name, _ in fuse(order)] == ["a", "h", "b"]


@given(IDS.filter(len), st.integers(min_value=1, max_value=4))
def test_who_is_first_everywhere_stays_first(ids, copies):
    assert fuse([ids] * copies)[0][0] == ids[0]
