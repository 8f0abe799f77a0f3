"""Exponentials, logarithms and sums: close to the true value, never decreasing, and to the last bit what Python's own floats give."""

import hashlib
import math
from decimal import Decimal, localcontext

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from kg.extract.elementary import exp, log, times, total
from kg.extract.weights import Weights

exponent = st.floats(-745, 709.7)
positive = st.floats(min_value=0, exclude_min=True, allow_infinity=False)
value = st.floats(-1e6, 1e6)


def units_off(found, true):
    """Return how many units in the last place a number is off."""
    return abs(float((Decimal(found) - true) / Decimal(math.ulp(found))))


@given(exponent)
def test_exp_is_within_a_unit_in_the_last_place(x):
    with localcontext(prec=60):
        assert units_off(float(exp(x)), Decimal(x).exp()) < 1


@given(positive | st.floats(0.9, 1.1))
@example(1.0)
@example(0.5**0.5)
def test_log_is_within_a_unit_in_the_last_place(x):
    with localcontext(prec=60):
        assert units_off(float(log(x)), Decimal(x).ln()) < 1


@given(st.lists(exponent, min_size=1, max_size=50), st.lists(positive, min_size=1, max_size=50))
def test_the_larger_never_gets_the_smaller_value(exponents, positives):
    for function, points in ((exp, exponents), (log, positives)):
        nearby = sorted([*points, *(math.nextafter(x, math.inf) for x in points if x < 1e308)])
        assert (np.diff(function(nearby)) >= 0).all()


@pytest.mark.parametrize(
    ("function", "edges"),
    [
        (exp, [(k + 0.5) * math.log(2) for k in range(-1074, 1023)]),
        (log, [math.ldexp(0.5**0.5, k) for k in range(-1060, 1020)]),
    ],
    ids=["exp", "log"],
)
def test_nothing_decreases_where_one_piece_meets_the_next(function, edges):
    points = np.array(edges)
    for _ in range(40):
        points = np.nextafter(points, -np.inf)
    before = function(points)
    for _ in range(80):
        points = np.nextafter(points, np.inf)
        after = function(points)
        assert (after >= before).all()
        before = after


def test_special_values():
    with np.errstate(over="ignore"):
        assert exp([0.0, -0.0, -math.inf, math.inf, -746.0, 710.0]).tolist() == [
            1,
            1,
            0,
            math.inf,
            0,
            math.inf,
        ]
    assert log([1.0]).tolist() == [0]
    assert exp(np.zeros((0, 3))).shape == log(np.ones((0, 3))).shape == (0, 3)


def test_every_bit_is_the_same_on_every_processor():
    exponents, positives = np.arange(-74_400, 70_900) / 100, np.arange(1, 100_000) / 1_000
    digests = [
        hashlib.sha256(found.astype("<f8").tobytes()).hexdigest()[:16]
        for found in (exp(exponents), log(positives))
    ]
    assert digests == ["0199bd778203aa1c", "1f4e06d0c2a999da"]


tables = arrays.arrays(np.float64, st.tuples(st.integers(1, 20), st.integers(1, 20)), elements=value)


@given(tables)
def test_a_total_adds_from_left_to_right(table):
    assert total(table).tolist() == [[in_order(row)] for row in table.tolist()]
    assert total(np.asfortranarray(table)).tolist() == total(table).tolist()


@given(st.data(), st.integers(1, 12), st.integers(1, 3), st.integers(1, 20))
def test_a_product_adds_from_first_to_last(data, count, k, n):
    table = data.draw(arrays.arrays(np.float64, (count, k, n), elements=value))
    matrices = data.draw(arrays.arrays(np.float64, (n, k, n), elements=value))
    for i in range(k):
        columns = matrices[:, i].T.tolist()
        expected = [
            [in_order(x * y for x, y in zip(row, column, strict=True)) for column in columns]
            for row in table[:, i].tolist()
        ]
        assert times(table, matrices)[:, i].tolist() == expected
        assert times(np.asfortranarray(table), np.asfortranarray(matrices))[:, i].tolist() == expected


def in_order(values):
    """Return the sum, added one after the other: Python's own sum corrects what it adds from 3.12 on."""
    first, *rest = values
    for each in rest:
        first += each
    return first


@given(st.lists(st.floats(-60, 60, width=16), min_size=1, max_size=300), st.randoms(use_true_random=False))
def test_sums_of_weights_are_exact(weights, random):
    names = [f"f{i}" for i in range(len(weights))]
    model = Weights.of(("x", "y"), {(name, "x"): weight for name, weight in zip(names, weights, strict=True)})
    random.shuffle(names)
    kept = [weight for weight in weights if abs(weight) >= 1e-4]
    assert model.sums([names]).tolist() == [[math.fsum(kept), 0.0]]
