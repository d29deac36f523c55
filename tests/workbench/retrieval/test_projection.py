import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from workbench.retrieval.projection import plane

VECTORS = arrays(
    np.float32,
    st.tuples(st.integers(2, 20), st.integers(2, 8)),
    elements=st.floats(-1, 1, width=32),
)


def test_points_in_a_plane_keep_their_distances():
    square = np.array([[0, 0, 5], [0, 2, 5], [4, 0, 5], [4, 2, 5]], np.float32)
    made = plane(square, [[2, 1, 5]])
    assert made.explained == pytest.approx(1.0)
    assert made.extra[0] == pytest.approx((0.0, 0.0))
    sides = np.linalg.norm(made.places[0] - made.places[[1, 2]], axis=1)
    assert sides[1] / sides[0] == pytest.approx(2.0)
    assert np.linalg.norm(made.places, axis=1).max() == pytest.approx(1.0)


@given(VECTORS)
def test_nothing_lies_outside_and_two_axes_never_show_more_than_all(vectors):
    made = plane(vectors)
    assert made.places.shape == (len(vectors), 2)
    assert np.linalg.norm(made.places, axis=1).max() <= 1 + 1e-9
    assert -1e-9 <= made.explained <= 1 + 1e-9


def test_the_same_vectors_give_the_same_plane():
    vectors = np.random.default_rng(3).normal(size=(50, 6)).astype(np.float32)
    assert np.array_equal(plane(vectors).places, plane(vectors.copy()).places)


def test_equal_vectors_are_one_point():
    assert plane(np.ones((3, 4), np.float32)).places.tolist() == [[0, 0]] * 3
