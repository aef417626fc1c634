"""BM25F against a value computed by hand, and against the formula written out."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repochat.search.postings import Bm25fParameters, Postings, build_postings

PARAMETERS = Bm25fParameters(weights=(4.0, 2.0, 1.0), b=(0.3, 0.4, 0.6), k1=1.4)
FIELDS = 3
Units = list[dict[int, tuple[int, int, int]]]  # unit -> term -> occurrences by field


def build(units: Units, parameters: Bm25fParameters = PARAMETERS) -> Postings:
    rows = [(unit, term, counts) for unit, terms in enumerate(units) for term, counts in terms.items()]
    return build_postings(
        units=np.array([row[0] for row in rows], np.int32),
        terms=np.array([row[1] for row in rows], np.uint32),
        frequencies=np.array([row[2] for row in rows], np.uint8).reshape(-1, FIELDS),
        lengths=np.array([lengths_of(terms) for terms in units], np.int32).reshape(-1, FIELDS),
        parameters=parameters,
    )


def lengths_of(terms: dict[int, tuple[int, int, int]]) -> list[int]:
    return [sum(counts[field] for counts in terms.values()) for field in range(FIELDS)]


def score_slowly(units: Units, asked: list[int], parameters: Bm25fParameters = PARAMETERS) -> list[float]:
    """The formula of Robertson, Zaragoza and Taylor (2004), term by term and unit by unit."""
    lengths = [lengths_of(terms) for terms in units]
    means = [max(sum(length[field] for length in lengths) / max(len(units), 1), 1.0) for field in range(FIELDS)]
    scores = [0.0] * len(units)
    for term in asked:
        found = sum(term in terms for terms in units)
        idf = math.log(1 + (len(units) - found + 0.5) / (found + 0.5))
        for unit, terms in enumerate(units):
            weighted = sum(
                weight * terms[term][field] / (1 - b + b * lengths[unit][field] / means[field])
                for field, (weight, b) in enumerate(zip(parameters.weights, parameters.b, strict=True))
                if term in terms
            )
            scores[unit] += idf * weighted * (parameters.k1 + 1) / (parameters.k1 + weighted)
    return scores


def test_a_value_computed_by_hand() -> None:
    """One field, b = 0.5, k1 = 1: lengths 2 and 4, mean 3; the term stands once in the first of two units.

    idf = ln(1 + 1.5 / 1.5) = 0.693147; weighted = 1 / (0.5 + 0.5 * 2 / 3) = 1.2; impact = idf * 1.2 * 2 / 2.2.
    """
    postings = build_postings(
        units=np.array([0, 0, 1], np.int32),
        terms=np.array([7, 8, 9], np.uint32),
        frequencies=np.array([[1], [1], [4]], np.uint8),
        lengths=np.array([[2], [4]], np.int32),
        parameters=Bm25fParameters(weights=(1.0,), b=(0.5,), k1=1.0),
    )
    assert postings.score([7]).tolist() == pytest.approx([0.7561605, 0.0])


TERM_COUNTS = st.dictionaries(st.sampled_from([0, 1, 7, 2**31, 2**32 - 1]), st.tuples(*[st.integers(0, 255)] * FIELDS))


@settings(max_examples=80, deadline=None)
@given(units=st.lists(TERM_COUNTS, max_size=6), asked=st.lists(st.sampled_from([0, 1, 7, 5, 2**32 - 1]), max_size=4))
def test_scores_equal_the_formula_written_out(units: Units, asked: list[int]) -> None:
    """For any units, fields that are empty, terms that nobody has, and the greatest term."""
    postings = build(units)
    assert postings.score(asked).tolist() == pytest.approx(score_slowly(units, asked), rel=1e-4, abs=1e-5)


@settings(max_examples=40, deadline=None)
@given(units=st.lists(TERM_COUNTS, max_size=6))
def test_every_term_knows_its_units(units: Units) -> None:
    postings = build(units)
    for term in (0, 1, 7, 5, 2**31, 2**32 - 1):
        assert postings.units_of(term).tolist() == [unit for unit, terms in enumerate(units) if term in terms]


def test_a_weight_scales_a_terms_part() -> None:
    postings = build([{1: (0, 0, 1), 2: (0, 0, 1)}, {2: (0, 0, 3)}])
    expected = postings.score([1]) * 0.5 + postings.score([2])
    assert postings.score([1, 2], [0.5, 1.0]).tolist() == pytest.approx(expected.tolist())


def test_a_rarer_term_and_a_heavier_field_count_more() -> None:
    postings = build([{1: (0, 0, 1), 2: (0, 0, 1)}, {2: (0, 0, 1)}, {2: (1, 0, 0)}])
    assert postings.score([1])[0] > postings.score([2])[0]
    assert postings.score([2])[2] > postings.score([2])[1]


def test_an_unknown_term_is_as_rare_as_can_be() -> None:
    postings = build([{1: (0, 0, 1)}, {2: (0, 0, 1)}])
    assert postings.idf_of([99])[0] > postings.idf_of([1])[0]


def test_no_units_score_nothing() -> None:
    assert build([]).score([1, 2]).tolist() == []
