"""The inline polynomials against numpy's functions, over all that they may be given."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tests.pharmacology.kernels_reference import Array
from tests.pharmacology.kernels_warm import needs_numba

pytestmark = needs_numba


def along(function: Any) -> Callable[[Array], Array]:
    """The helper of one number, compiled over an array as the kernels do it."""
    import numba

    @numba.njit(error_model="numpy", fastmath={"contract"})
    def loop(x: Array, y: Array) -> None:
        for i in range(len(x)):
            y[i] = function(x[i])

    def call(x: Array) -> Array:
        y = np.empty_like(x)
        loop(x, y)
        return y

    return call


def ulps(found: Array, expected: Array) -> float:
    return float(np.max(np.abs(found - expected) / np.spacing(np.abs(expected))))


def test_exp_is_within_two_units_and_is_held_at_its_ends() -> None:
    from morrow.pharmacology import _elementary

    exp = along(_elementary.exp)
    near = np.random.default_rng(1).normal(size=200_000)
    for x in (np.linspace(-700.0, 700.0, 400_001), near, near * 1e-9, np.array([0.0, -0.0])):
        assert ulps(exp(x), np.exp(x)) <= 2.0
    low, high = exp(np.array([-1e300, 1e300]))
    assert low == pytest.approx(math.exp(-700.0))
    assert high == pytest.approx(math.exp(700.0))


def test_log_is_within_two_units_for_every_normal_number() -> None:
    from morrow.pharmacology import _elementary

    log = along(_elementary.log)
    tiny, huge = np.log(np.finfo(float).tiny), np.log(np.finfo(float).max)
    near = 1.0 + np.random.default_rng(2).normal(size=200_000) * 1e-3
    for x in (np.exp(np.linspace(tiny + 1e-9, huge - 1e-9, 400_001)), near, np.sqrt([0.5, 2.0])):
        assert ulps(log(x), np.log(x)) <= 2.0
    assert log(np.array([1.0]))[0] == 0.0


def test_the_series_of_the_chain_joins_its_quotient() -> None:
    """Divided differences of exp against 40 terms of their definition, across the join."""
    from morrow.pharmacology import _vector

    for gap in (0.0, 1e-12, 1e-3, 0.3, 0.499, 0.501, 0.999, 1.001, 3.0):
        points = -np.array([1.0, 1.0 + gap / 2.0, 1.0 + gap])
        table = _vector.chain(-points[:, None], np.array([1.0]))[:, 0, 0]
        assert table[1] == pytest.approx(divided(points[:2]), rel=1e-13)
        assert table[3] == pytest.approx(divided(points), rel=1e-13)


def divided(points: Array) -> float:
    """The sum of complete symmetric polynomials over factorials: the definition, as a series."""
    order = len(points) - 1
    powers = np.zeros(60)
    powers[0] = 1.0
    for point in points:
        for k in range(1, 60):
            powers[k] += point * powers[k - 1]
    return math.fsum(powers[k] / math.factorial(k + order) for k in range(60))
