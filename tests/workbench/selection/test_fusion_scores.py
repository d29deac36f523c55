from hypothesis import given
from hypothesis import strategies as st

from workbench.selection.fusion import fuse_scores
from workbench.selection.ranked import scaled

RANKED = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.floats(-5, 5)), unique_by=lambda item: item[0]
)


def test_scores_are_scaled_and_weighted():
    rankings = {"bm25": [("a", 10.0), ("b", 5.0), ("c", 0.0)], "dense": [("b", 0.9), ("d", 0.8)]}
    assert fuse_scores(rankings, {"bm25": 0.5, "dense": 1.0}) == (
        ("b", 1.25),
        ("a", 0.5),
        ("c", 0.0),
        ("d", 0.0),
    )


@given(RANKED)
def test_scaled_scores_are_0_to_1_and_keep_their_order(ranked):
    found = scaled(ranked)
    assert all(0 <= score <= 1 for score in found.values())
    for one, score in ranked:
        for other, lower in ranked:
            assert not (score > lower and found[one] < found[other])


@given(RANKED, RANKED)
def test_a_weight_of_zero_leaves_the_other_s_order(one, other):
    fused = [key for key, _ in fuse_scores({"x": one, "y": other}, {"x": 1.0, "y": 0.0})]
    best = scaled(one)
    assert [best.get(key, 0.0) for key in fused] == sorted(
        (best.get(key, 0.0) for key in fused), reverse=True
    )
