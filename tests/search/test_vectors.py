"""Products of vectors on a grid are exact, so that they are the same wherever a row stands."""

import numpy as np
import pytest

from repochat.llm.embedding import normalise_rows
from repochat.search.slots import make_plain_slots, order_slots
from repochat.search.vectors import QUESTION_STEPS, SlotVectors, advance_vectors, make_vectors, round_to_grid


@pytest.fixture
def rows() -> np.ndarray:
    drawn = np.random.default_rng(7).normal(size=(700, 256)).astype(np.float32)
    return round_to_grid(normalise_rows(drawn))


def test_a_product_is_exact(rows: np.ndarray) -> None:
    """That of whole numbers, divided by both grids."""
    products = make_vectors(rows, make_plain_slots(len(rows))) @ rows[3]
    question = np.rint(rows[3].astype(np.float64) * QUESTION_STEPS).astype(np.int64)
    whole = np.rint(rows.astype(np.float64) * 2048).astype(np.int64) @ question
    assert products.astype(np.float64).tolist() == (whole / (2048 * QUESTION_STEPS)).tolist()


def test_a_product_does_not_depend_on_where_its_row_stands(rows: np.ndarray) -> None:
    whole = make_vectors(rows, make_plain_slots(len(rows))) @ rows[0]
    for first, end in ((1, 2), (3, 700), (5, 42), (699, 700)):
        part = make_vectors(rows[first:end], make_plain_slots(end - first)) @ rows[0]
        assert part.tolist() == whole[first:end].tolist()


def test_rows_are_counted_by_their_slots_order(rows: np.ndarray) -> None:
    """Rows 0 and 2 are gone, and the added one comes first."""
    slots = order_slots(np.array([5, 4, 1, 3], np.int32), 6)
    vectors = advance_vectors(make_vectors(rows[:5], make_plain_slots(5)), rows[5:6], slots)
    expected = rows[[5, 4, 1, 3]]
    assert vectors.read_rows().tolist() == expected.tolist()
    assert (vectors @ rows[9]).tolist() == (make_vectors(expected, make_plain_slots(4)) @ rows[9]).tolist()


def test_the_grid_moves_a_likeness_by_less_than_anybody_sees(rows: np.ndarray) -> None:
    exact = np.random.default_rng(8).normal(size=(300, 256)).astype(np.float32)
    exact = normalise_rows(exact)
    vectors = SlotVectors(blocks=(round_to_grid(exact),), slots=make_plain_slots(300))
    assert np.abs((vectors @ exact[0]) - exact @ exact[0]).max() < 0.001
