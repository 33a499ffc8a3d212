"""Input that is no model is refused in a sentence; a patient who cannot be summed is named."""

from dataclasses import replace

import numpy as np
import pytest

from morrow.pharmacology import fast
from tests.pharmacology.kernels_problems import course_r1
from tests.pharmacology.kernels_warm import TIERS

PROBLEM, _ = course_r1(3)
EFFECT, SCHEDULE = PROBLEM.effect, PROBLEM.schedules[0]
NOT_NUMBERS = [np.nan, np.inf, -np.inf]


def with_rate(value: float) -> fast.Problem:
    rate = PROBLEM.modes.rate.copy()
    rate[1, 2] = value
    return replace(PROBLEM, modes=replace(PROBLEM.modes, rate=rate))


def with_ec50(value: float) -> fast.Problem:
    parameters = EFFECT.parameters.copy()
    parameters[0, 0] = value
    return replace(PROBLEM, effect=replace(EFFECT, parameters=parameters))


def with_turnover(value: float) -> fast.Problem:
    return replace(PROBLEM, effect=replace(EFFECT, outflow=np.array([[0.1], [value], [0.1]])))


def with_amount(value: float) -> fast.Problem:
    return replace(PROBLEM, schedules=(replace(SCHEDULE, amount=np.array([35.0] * 5 + [value])),))


def with_start(value: float) -> fast.Problem:
    return replace(PROBLEM, schedules=(replace(SCHEDULE, start=np.array([0.0] * 5 + [value])),))


@pytest.mark.parametrize("value", NOT_NUMBERS)
@pytest.mark.parametrize("make", [with_rate, with_ec50, with_turnover, with_amount, with_start])
def test_what_is_no_number_is_refused(make: object, value: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        fast.simulate(make(value))  # type: ignore[operator]


@pytest.mark.parametrize("make", [with_rate, with_ec50, with_turnover])
def test_a_rate_or_a_scale_of_zero_is_refused(make: object) -> None:
    with pytest.raises(ValueError, match="above zero"):
        fast.simulate(make(0.0))  # type: ignore[operator]


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (with_amount(-1.0), "below zero"),
        (replace(PROBLEM, samples=np.array([5.0, 5.0])), "samples must ascend"),
        (replace(PROBLEM, outcomes=np.array([9.0, 5.0])), "outcomes must ascend"),
        (replace(PROBLEM, samples=np.array([]), outcomes=np.array([])), "nothing to look at"),
        (replace(PROBLEM, schedules=(SCHEDULE, SCHEDULE)), "without a group"),
        (replace(PROBLEM, group=np.array([0, 1, 0])), "must name one of 1 schedules"),
        (replace(PROBLEM, schedules=(replace(SCHEDULE, amount=[1.0]),)), "amounts of shape"),
        (replace(PROBLEM, schedules=(replace(SCHEDULE, start=[1.0]),)), "a start and a duration"),
        (replace(PROBLEM, effect=replace(EFFECT, parameters=np.ones((1, 1)))), "parameters of"),
        (replace(PROBLEM, effect=replace(EFFECT, inflow=np.ones((3, 2)))), "into the filters"),
        (
            replace(
                PROBLEM, effect=replace(EFFECT, inflow=np.ones((4, 1)), outflow=np.ones((4, 1)))
            ),
            "4 filters",
        ),
    ],
)
def test_what_is_no_model_is_refused_in_a_sentence(problem: fast.Problem, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        fast.simulate(problem)


@pytest.mark.parametrize("tier", TIERS)
def test_a_patient_whose_rates_coincide_is_named_and_the_others_have_their_curves(
    tier: fast.Tier,
) -> None:
    separation = np.array([1.0, 1e-12, 1.0])
    problem = replace(PROBLEM, modes=replace(PROBLEM.modes, separation=separation))
    curves = fast.simulate(problem, tier=tier)
    assert curves.refused.tolist() == [1]
    assert "matrix exponential" in curves.explain()
    assert np.isnan(curves.outcome[1]).all()
    assert np.isnan(curves.concentration[1]).all()
    assert np.isfinite(curves.outcome[[0, 2]]).all()
    assert not fast.simulate(PROBLEM, tier=tier).explain()


@pytest.mark.parametrize("tier", TIERS)
def test_arrays_of_any_kind_make_no_second_variant(tier: fast.Tier) -> None:
    """Read-only, strided and integer arrays are made plain, or each would compile for 10 s."""
    turnover = np.broadcast_to(EFFECT.outflow, (3, 3))
    odd = replace(
        PROBLEM,
        effect=replace(EFFECT, inflow=turnover, outflow=turnover),
        samples=np.arange(0.0, 100.0, 10.0),
        schedules=(replace(SCHEDULE, amount=[35] * 6),),
    )
    curves = fast.simulate(odd, tier=tier)
    assert np.isfinite(curves.outcome).all()
    if tier is fast.Tier.NUMBA:
        from morrow.pharmacology import _kernels

        assert len(_kernels.play.signatures) == 1  # type: ignore[attr-defined]
