"""Statistics read off the share lifted: by hand, from the normal distribution's tables.

Phi(-1) = 0.1587, Phi(0.5) = 0.6915, Phi(1) = 0.8413.
"""

from typing import Any

import numpy as np
import pytest

from morrow.outcomes.cells import definition
from morrow.outcomes.mood.expected import Reading, Readings, patient_sd, reading, scale_of
from morrow.outcomes.mood.relapse import Course, relapsed
from morrow.outcomes.predicting import Unanswerable
from morrow.outcomes.trials import StartState, Statistic
from tests.outcomes.mood.ask import ask, with_arm

P = {"spread": np.array(0.2), "spread_amid": np.array(0.0)}


def expected(read: Reading, u: float, other: float = 0.0) -> float:
    return float(Readings([read]).expected(np.array([u]), np.array([other]), P)[0])


@pytest.mark.parametrize(
    ("statistic", "u", "number"),
    [
        (Statistic.RESPONSE_PCT, 0.3, 15.87),  # (0.3 - 0.5) / 0.2 = -1
        (Statistic.RESPONSE_PCT, 0.6, 69.15),
        (Statistic.RESPONSE_PCT, 0.7, 84.13),
        (Statistic.MEAN, 0.4, 18.0),  # 30 x 0.6
        (Statistic.MEAN_CHANGE, 0.4, -12.0),
        (Statistic.DIFF_VS_CONTROL, 0.4, -9.0),  # 30 x (0.4 - 0.1)
    ],
)
def test_a_number_by_hand(statistic: Statistic, u: float, number: float) -> None:
    read = Reading(statistic=statistic, baseline=30.0, baseline_sd=5.0)
    assert expected(read, u, other=0.1) == pytest.approx(number, abs=0.005)


def test_remission_by_hand_with_the_scatter_of_baselines() -> None:
    """SD of what is left: hypot(0.2, 0.25 x 0.6) = 0.25; (0.75 - 0.5) / 0.25 = 1."""
    read = Reading(
        statistic=Statistic.REMISSION_PCT,
        lifted=0.5,
        by_score=True,
        baseline=30.0,
        baseline_sd=18.0,
    )
    assert expected(read, 0.75) == pytest.approx(84.13, abs=0.005)


def test_patients_scatter_most_amid() -> None:
    """By hand: sqrt(0.2^2 + 0.3^2 x 4 x 0.5 x 0.5) = 0.3606 amid, 0.2 at either end."""
    p = {"spread": np.array(0.2), "spread_amid": np.array(0.3)}
    found = patient_sd(np.array([0.0, 0.5, 1.0]), p)
    assert found == pytest.approx([0.2, 0.36056, 0.2], abs=1e-5)


@pytest.mark.parametrize(
    ("statistic", "typed", "lifted"),
    [
        (Statistic.RESPONSE_PCT, "", 0.5),
        (Statistic.RESPONSE_PCT, ">=30%", 0.3),
        (Statistic.RESPONSE_PCT, "<=50%", 0.5),
        (Statistic.REMISSION_PCT, "<=30%", 0.7),
        (Statistic.REMISSION_PCT, ">=70%", 0.7),
        (Statistic.RESPONSE_PCT, "<=10", 1 - 10.5 / 33),
        (Statistic.REMISSION_PCT, "<=10", 1 - 10.5 / 33),
        (Statistic.REMISSION_PCT, "<10", 1 - 9.5 / 33),
        (Statistic.REMISSION_PCT, "", 1 - 10.5 / 33),
    ],
)
def test_what_counts_as_typed(statistic: Statistic, typed: str, lifted: float) -> None:
    found = reading(ask(statistic, definition=definition(typed)))
    assert isinstance(found, Reading)
    assert found.lifted == pytest.approx(lifted)


@pytest.mark.parametrize("statistic", [Statistic.RESPONSE_PCT, Statistic.REMISSION_PCT])
def test_a_high_score_defines_no_remission(statistic: Statistic) -> None:
    assert isinstance(reading(ask(statistic, definition=definition(">=22"))), Unanswerable)


def test_the_baseline_of_an_arm_that_starts_well_is_not_that_of_its_illness() -> None:
    question = with_arm(ask(), baseline_mean=5.0, start_state=StartState.REMITTER)
    found = scale_of(question, question.arm)
    assert found is not None
    assert (found.mean, found.given) == (34.5, False)


@pytest.mark.parametrize(("start", "lost"), [(0.5, 0.5), (0.7, 0.4)])
@pytest.mark.parametrize("later", [0.6, 0.3])
def test_relapse_is_that_of_simulated_patients(start: float, lost: float, later: float) -> None:
    p: dict[str, Any] = P | {"stays": np.array(0.8), "drifts_d": np.array(20.0)}
    days = np.array([0.0, 20.0])
    of = Course(points=(), days=days, start_share=start, lost_share=lost, notes=())
    found = relapsed(of, np.array([0.6, later]), p)[-1]
    rng = np.random.default_rng(1)
    first, other = rng.standard_normal((2, 400_000))
    second = 0.4 * first + np.sqrt(1 - 0.4**2) * other  # 0.8 halves in 20 days
    responders = 0.6 + 0.2 * first >= start
    share = (later + 0.2 * second < lost)[responders].mean()
    assert found == pytest.approx(share, abs=0.004)


def test_relapse_never_falls_with_time() -> None:
    p: dict[str, Any] = P | {"stays": np.array(0.8), "drifts_d": np.array(20.0)}
    of = Course(
        points=(), days=np.array([0.0, 5, 10, 15]), start_share=0.5, lost_share=0.5, notes=()
    )
    assert (np.diff(relapsed(of, np.array([0.6, 0.3, 0.7, 0.5]), p)) >= 0).all()
