"""Both tiers against compartment matrices and against an ODE solver, neither of which they use."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from morrow.pharmacology import fast
from tests.pharmacology.kernels_problems import COURSE, course_r1, course_racemate
from tests.pharmacology.kernels_reference import Course, System, by_matrix, by_radau, relative_error
from tests.pharmacology.kernels_warm import TIERS

# Two infusions at odd times, the second longer than a panel; few looks, so that the slow
# reference stays quick.
SHORT = Course(
    start=np.array([0.0, 2903.5]),
    duration=np.array([40.0, 95.0]),
    amount=np.array([35.0, 60.0]),
    samples=np.array([5.0, 40.0, 41.0, 120.0, 2900.0, 2950.0, 3000.0, 3300.0]),
    outcomes=np.array([300.0, 1440.0, 2880.0, 4320.0, 7200.0, 14400.0]),
)
PLASMA, OUTCOME = 1e-10, 1e-5  # what the package promises

Maker = Callable[..., tuple[fast.Problem, Callable[[int], System]]]


def worst(curves: fast.Curves, system: System, course: Course, patient: int) -> tuple[float, float]:
    plasma, outcome = by_matrix(system, course)
    return (
        float(relative_error(curves.concentration[patient], plasma).max()),
        float(relative_error(curves.outcome[patient], outcome).max()),
    )


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("maker", [course_r1, course_racemate])
def test_the_curves_are_those_of_the_compartments(maker: Maker, tier: fast.Tier) -> None:
    problem, system = maker(12, course=SHORT)
    curves = fast.simulate(problem, tier=tier)
    for patient in (0, 11):
        plasma, outcome = worst(curves, system(patient), SHORT, patient)
        assert plasma < PLASMA
        assert outcome < OUTCOME


@pytest.mark.parametrize("tier", TIERS)
def test_a_metabolite_may_form_without_a_transit(tier: fast.Tier) -> None:
    problem, system = course_racemate(3, course=SHORT, transit=False)
    plasma, outcome = worst(fast.simulate(problem, tier=tier), system(2), SHORT, 2)
    assert plasma < PLASMA
    assert outcome < OUTCOME


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("nearness", [0.0, 1e-9, 1e-4, 0.2])
def test_filters_of_one_rate_are_as_exact_as_any(nearness: float, tier: fast.Tier) -> None:
    """Equal rates leave no sum of exponentials: the chain is computed by divided differences."""
    problem, system = course_r1(2, course=SHORT)
    rates = 0.002 * np.array([1.0, 1.0 + nearness, 1.0 - nearness])
    effect = replace(problem.effect, inflow=rates[:, None], outflow=rates[:, None])
    curves = fast.simulate(replace(problem, effect=effect), tier=tier)
    same = replace(system(1), inflow=rates, outflow=rates)
    assert worst(curves, same, SHORT, 1)[1] < OUTCOME


@pytest.mark.parametrize("tier", TIERS)
def test_a_bolus_is_the_limit_of_a_short_infusion(tier: fast.Tier) -> None:
    problem, _ = course_racemate(4, course=SHORT)
    shapes = [replace(problem.schedules[0], duration=np.full(2, t)) for t in (0.0, 1e-4)]
    bolus, short = (
        fast.simulate(replace(problem, schedules=(shape,)), tier=tier) for shape in shapes
    )
    assert relative_error(short.concentration, bolus.concentration).max() < 1e-3
    assert relative_error(short.outcome, bolus.outcome).max() < 1e-4


@pytest.mark.parametrize("tier", TIERS)
def test_each_patient_may_follow_a_schedule_of_their_own(tier: fast.Tier) -> None:
    """Grouped, and with the amounts of each patient: the same as one problem for each."""
    problem, _ = course_r1(6, course=SHORT)
    other = fast.Schedule(
        start=[60.0, 700.0, 5000.0], duration=[40.0, 0.0, 200.0],
        amount=np.outer([10.0, 5.0, 80.0], np.arange(1.0, 7.0)),
    )  # fmt: skip
    group = np.array([0, 1, 1, 0, 1, 0])
    mixed = fast.simulate(
        replace(problem, schedules=(problem.schedules[0], other), group=group), tier=tier
    )
    for number, schedule in enumerate((problem.schedules[0], other)):
        alone = fast.simulate(replace(problem, schedules=(schedule,)), tier=tier)
        mine = group == number
        assert np.allclose(mixed.concentration[mine], alone.concentration[mine], rtol=1e-13)
        assert np.allclose(mixed.outcome[mine], alone.outcome[mine], rtol=1e-13)


def test_before_the_first_dose_there_is_nothing() -> None:
    problem, _ = course_r1(2, course=SHORT)
    late = replace(problem.schedules[0], start=np.array([500.0, 3000.0]))
    curves = fast.simulate(replace(problem, schedules=(late,)), tier=fast.Tier.NUMPY)
    assert not curves.concentration[:, :, SHORT.samples <= 500.0].any()
    assert not curves.outcome[:, SHORT.outcomes <= 500.0].any()
    assert (curves.outcome[:, SHORT.outcomes > 500.0] > 0.0).all()


@pytest.mark.long
@pytest.mark.parametrize("maker", [course_r1, course_racemate])
def test_the_whole_course_agrees_with_an_implicit_solver(maker: Maker) -> None:
    problem, system = maker(40)
    curves = fast.simulate(problem, tier=fast.Tier.NUMPY)
    for patient in (0, 7, 23):
        plasma, outcome = by_radau(system(patient), COURSE)
        assert relative_error(curves.concentration[patient], plasma).max() < 1e-10
        assert relative_error(curves.outcome[patient], outcome).max() < OUTCOME


@pytest.mark.parametrize("maker", [course_r1, course_racemate])
def test_the_grid_is_fine_enough_for_every_patient(
    maker: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Worst of 400 patients over the whole course, against a grid of many times the nodes."""
    from morrow.pharmacology import _graded

    problem, _ = maker(400, seed=3)
    coarse = fast.simulate(problem, tier=fast.Tier.NUMPY).outcome
    monkeypatch.setattr(_graded, "WIDENING", 2.5)
    monkeypatch.setattr(_graded, "NODES", 12)
    monkeypatch.setattr(_graded, "FIRST", 1.5)
    monkeypatch.setattr(_graded, "REACH", 40.0)
    _graded.graded.cache_clear()
    fine = fast.simulate(problem, tier=fast.Tier.NUMPY).outcome
    monkeypatch.undo()
    _graded.graded.cache_clear()
    assert relative_error(coarse, fine).max() < 5e-6
