"""Exponentials, logarithms and sums that are the same to the last bit on every processor.

NumPy, BLAS and the C library choose their instructions, and so the order of sums, by the processor, and
differ in the last digit. These use only what IEEE 754 fixes for every element (+, -, *, /, rounding to an
integer, scaling by a power of two), in a fixed order.
"""

__all__ = ["exp", "log", "times", "total"]

from math import factorial, sqrt

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_LN2_HIGH = float.fromhex("0x1.62e42fee00000p-1")  # 33 bits, so that its product with an exponent is exact
_LN2_LOW = float.fromhex("0x1.a39ef35793c76p-33")
_EXP = tuple(
    1 / factorial(n) for n in range(13, 1, -1)
)  # of the Taylor series; the next term is below 2**-57
_LOG = tuple(
    2 / n for n in range(23, 1, -2)
)  # of the series of 2 artanh, where |s| <= 0.172; the next term is below 2**-60
_ROOT = sqrt(0.5)


def exp(x: npt.ArrayLike) -> Floats:
    """Return e to the power of each element, within one unit in the last place; no element may be NaN."""
    clipped = np.minimum(
        np.maximum(np.asarray(x, np.float64), -746.0), 710.0
    )  # beyond these it is zero and infinity
    power = np.rint(clipped * (1 / (_LN2_HIGH + _LN2_LOW)))
    rest = (clipped - power * _LN2_HIGH) - power * _LN2_LOW
    return np.asarray(np.ldexp(1 + (rest + rest * rest * _polynomial(_EXP, rest)), power.astype(np.int32)))


def log(x: npt.ArrayLike) -> Floats:
    """Return the natural logarithm of each element, within one unit in the last place; all must be positive and finite."""
    part, power = np.frexp(np.asarray(x, np.float64))
    small = part < _ROOT
    part, power = np.where(small, 2 * part, part), power - small  # from the root of a half to the root of two
    f = part - 1
    s = f / (part + 1)
    square = s * s
    return np.asarray(
        power * _LN2_HIGH + (f - (s * (f - square * _polynomial(_LOG, square)) - power * _LN2_LOW))
    )


def total(table: Floats) -> Floats:
    """Return the sums over the last axis, which is kept, added from left to right; NumPy's own sum adds in blocks."""
    return np.add.accumulate(table, axis=-1)[..., -1:]


def times(table: Floats, matrices: Floats) -> Floats:
    """Return the products of (rows, k, n) with k square matrices, given as (n, k, n), each sum added from first to last."""
    products = np.multiply(table.transpose(2, 0, 1)[..., None], matrices[:, None], order="C")
    summed: Floats = np.add.reduce(products, axis=0)  # along an outer axis NumPy adds row after row
    return summed


def _polynomial(coefficients: tuple[float, ...], x: Floats) -> Floats:
    """Return the polynomial with these coefficients, the highest power first, by Horner's rule."""
    value = np.full_like(x, coefficients[0])
    for coefficient in coefficients[1:]:
        value *= x
        value += coefficient
    return value
