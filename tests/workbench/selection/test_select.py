from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.workbench.selection.candidates import candidates, chunk
from workbench.domain.bot import RetrievalSettings
from workbench.domain.document import Candidates
from workbench.selection.select import Reranked, select

FOUND = candidates(("a", 0.9), ("b", 0.8), ("c", 0.5), ("d", 0.1))
ALL = RetrievalSettings(top_k=10)


def ids(retrieved):
    return [each.id for each in retrieved.chunks]


def names(retrieved):
    return [each.name for each in retrieved.steps]


def test_without_any_step_the_best_are_taken_as_they_come():
    found = select(FOUND, RetrievalSettings(top_k=2))
    assert (ids(found), names(found), found.no_evidence) == (["a", "b"], [], "")


def test_a_reranker_decides_and_its_scores_are_kept():
    reranked = Reranked("bge", {"c": 0.99, "a": 0.2, "b": 0.1, "d": 0.0}, is_absolute=True)
    found = select(FOUND, replace(ALL, top_k=2), (), reranked)
    assert [(each.id, each.score) for each in found.chunks] == [("c", 0.99), ("a", 0.2)]
    assert [each.chunk_id for each in found.steps[0].placings] == ["c", "a", "b", "d"]


def test_below_the_minimum_nothing_is_evidence_and_it_says_so():
    found = select(FOUND, replace(ALL, min_score=0.95))
    assert found.chunks == ()
    assert found.no_evidence == "The best passage scores 0.900, below the minimum of 0.95."
    assert len(found.steps[0].dropped) == 4


def test_the_minimum_is_the_reranker_s_score_if_it_has_a_scale():
    sure = Reranked("bge", {"a": 0.1, "b": 0.7, "c": 0.2, "d": 0.2}, is_absolute=True)
    assert ids(select(FOUND, replace(ALL, min_score=0.5), (), sure)) == ["b"]
    only_order = replace(sure, is_absolute=False)
    assert ids(select(FOUND, replace(ALL, min_score=0.5), (), only_order)) == ["b", "c", "a"]


def test_nothing_found_is_no_evidence_either():
    assert select(Candidates(()), ALL).no_evidence == "Nothing that may be read matches."


def test_of_near_duplicates_the_better_one_stays():
    found = select(FOUND, replace(ALL, deduplicate=0.7))
    assert ids(found) == ["a", "c", "d"]
    assert found.steps[0].dropped[0].reason == "says nearly the same as a"


def test_variety_puts_what_is_unlike_before_what_repeats():
    same, other = (1.0, 0.99, 0.1, 0.1), (0.1, 0.1, 1.0, 0.1)
    found = replace(FOUND, likeness=(same, (0.99, 1.0, 0.1, 0.1), other, (0.1, 0.1, 0.1, 1.0)))
    assert ids(select(found, replace(ALL, top_k=2, mmr_lambda=0.5))) == ["a", "c"]
    assert ids(select(found, replace(ALL, top_k=2, mmr_lambda=1.0))) == ["a", "b"]


def test_neighbours_go_along_in_reading_order_and_once():
    before, after = chunk("a0", path="a.md"), chunk("a2", path="a.md")
    a, b = FOUND.chunks[:2]
    found = replace(FOUND, context=(("a", (before, a, after)), ("b", (after, b))))
    chosen = select(found, RetrievalSettings(top_k=2, neighbours=1))
    assert ids(chosen) == ["a0", "a", "a2", "b"]
    assert [each.score for each in chosen.chunks] == [0.0, 0.9, 0.0, 0.8]
    assert names(chosen) == ["context"]


def test_a_parent_goes_in_the_place_of_its_chunks_once_and_with_the_best_score():
    parent = chunk("whole", path="a.md", text="All of it.")
    found = replace(FOUND, context=(("a", (parent,)), ("b", (parent,))))
    chosen = select(found, RetrievalSettings(top_k=3))
    assert [(each.id, each.score) for each in chosen.chunks] == [("whole", 0.9), ("c", 0.5)]


PATHS = st.permutations("abcd")


@given(PATHS, st.permutations("abcd"), st.sampled_from([0.0, 0.5, 1.0]), st.integers(1, 4))
def test_what_is_to_come_never_stands_before_what_it_will_replace(order, scores, weight, top_k):
    """Whatever a reranker or variety makes of it."""
    found = candidates(*((key, 1.0 - n / 4) for n, key in enumerate(order)))
    square = tuple(tuple(float(i == j) for j in range(4)) for i in range(4))
    found = replace(found, not_yet=(("a.md", ("b.md", "c.md")),), likeness=square)
    reranked = Reranked("any", {key: float(n) for n, key in enumerate(scores)})
    settings = RetrievalSettings(top_k=top_k, mmr_lambda=weight)
    got = ids(select(found, settings, (), reranked))
    if "a" in got:
        assert all(key in got and got.index(key) < got.index("a") for key in "bc")


@given(
    st.lists(st.tuples(st.sampled_from("abcdefgh"), st.floats(0, 1)), unique_by=lambda x: x[0]),
    st.builds(
        RetrievalSettings,
        top_k=st.integers(1, 8),
        min_score=st.sampled_from([0.0, 0.5]),
        deduplicate=st.sampled_from([0.0, 0.6]),
        mmr_lambda=st.sampled_from([0.3, 1.0]),
    ),
)
def test_a_choice_is_made_of_candidates_only_and_the_same_each_time(ranked, settings):
    found = candidates(*sorted(ranked, key=lambda item: -item[1]))
    chosen = select(found, settings)
    assert chosen == select(found, settings)
    assert len(chosen.chunks) <= settings.top_k
    assert set(ids(chosen)) <= {chunk.id for chunk in found.chunks}
    assert bool(chosen.chunks) != bool(chosen.no_evidence)
