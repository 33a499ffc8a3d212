"""The tiers agree, and a patient's curves depend on nobody else in the problem."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from morrow.pharmacology import fast
from tests.pharmacology.kernels_problems import course_r1, course_racemate
from tests.pharmacology.kernels_reference import Array, relative_error
from tests.pharmacology.kernels_warm import TIERS, needs_numba

Maker = Callable[[int], tuple[fast.Problem, object]]
# A curve that starts at zero is a difference of larger terms, and at a thousandth of its peak has
# lost some of their digits; two rates close together take some more.
SITES = 1e-9


@needs_numba
@pytest.mark.parametrize(("maker", "parents"), [(course_r1, 1), (course_racemate, 2)])
def test_both_tiers_say_the_same(maker: Maker, parents: int) -> None:
    problem, _ = maker(150)
    numpy, numba = (fast.simulate(problem, tier=tier) for tier in fast.Tier)
    assert (numpy.tier, numba.tier) == tuple(fast.Tier)
    error = relative_error(numba.concentration, numpy.concentration)
    assert error[:, :parents].max() < 1e-12
    assert error.max() < SITES
    assert relative_error(numba.outcome, numpy.outcome).max() < 1e-9


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("maker", [course_r1, course_racemate])
def test_size_of_chunk_and_number_of_workers_change_nothing(maker: Maker, tier: fast.Tier) -> None:
    problem, _ = maker(130)
    whole = fast.simulate(problem, tier=tier)
    for options in ({"chunk": 7}, {"chunk": 64}, {"chunk": 33, "workers": 2}):
        other = fast.simulate(problem, tier=tier, **options)
        assert relative_error(other.concentration, whole.concentration).max() < SITES
        assert relative_error(other.outcome, whole.outcome).max() < 1e-12


@pytest.mark.parametrize("tier", TIERS)
def test_a_patient_alone_is_the_same_as_among_others(tier: fast.Tier) -> None:
    problem, _ = course_racemate(70)
    among = fast.simulate(problem, tier=tier)
    effect = problem.effect
    for i in (0, 33, 69):
        one = slice(i, i + 1)
        alone = replace(
            problem,
            modes=problem.modes.of(one),
            effect=replace(
                effect, parameters=effect.parameters[:, one], inflow=effect.inflow[:, one],
                outflow=effect.outflow[:, one],
            ),
        )  # fmt: skip
        curves = fast.simulate(alone, tier=tier)
        assert relative_error(curves.concentration[0], among.concentration[i]).max() < SITES
        assert relative_error(curves.outcome[0], among.outcome[i]).max() < 1e-12


# ── plasma is linear in the doses, and knows no calendar ─────────────────────────────────────

_RACEMATE, _ = course_racemate(3)
AT = np.array([17.0, 80.0, 300.0, 1500.0, 4000.0])
doses = st.lists(
    st.tuples(
        st.integers(0, 3000).map(float), st.sampled_from([0.0, 15.0, 40.0, 360.0]),
        st.floats(0.0, 100.0),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda dose: dose[0],
)  # fmt: skip


def plasma(given: list[tuple[float, float, float]], at: Array = AT) -> Array:
    start, duration, amount = (np.array(part) for part in zip(*given, strict=True))
    schedule = fast.Schedule(start=start, duration=duration, amount=amount)
    problem = replace(_RACEMATE, schedules=(schedule,), samples=at, outcomes=at[-1:])
    return fast.simulate(problem, tier=fast.Tier.NUMPY).concentration


@settings(deadline=None, max_examples=25)
@given(doses)
def test_the_curve_of_many_doses_is_the_sum_of_their_curves(
    given: list[tuple[float, float, float]],
) -> None:
    together, apart = plasma(given), sum(plasma([dose]) for dose in given)
    assert np.allclose(together, apart, rtol=1e-9, atol=1e-13)


@settings(deadline=None, max_examples=25)
@given(doses, st.integers(1, 2000).map(float))
def test_a_later_clock_moves_the_curve_and_nothing_else(
    given: list[tuple[float, float, float]], shift: float
) -> None:
    later = [(start + shift, duration, amount) for start, duration, amount in given]
    assert np.allclose(plasma(later, AT + shift), plasma(given), rtol=1e-9, atol=1e-13)
