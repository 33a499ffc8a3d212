"""Numbers of different scales on one, and back."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from morrow.outcomes import crosswalk
from morrow.outcomes.common_scale import Baseline, Placed, Way, place, way_back
from morrow.outcomes.predicting import Unanswerable, Unit
from morrow.outcomes.trials import Observation, Question
from tests.outcomes.tables import ARMS, questions

TYPICAL = Baseline(mean=34.0, sd=2.0)
HEADER = "trial_id,arm_id,time_h,measure,statistic,comparator_arm\n"


def question(ask: str, *, arms: str = ARMS) -> Question:
    return questions(asks=f"{HEADER}Rowan,ket,24,{ask}\n", arms=arms)[0]


def observed(ask: str, value: float, se: float, *, arms: str = ARMS) -> Observation:
    return Observation(
        question=question(ask, arms=arms),
        value=value,
        se=se,
        n=40,
        weight=1,
        family="Rowan",
        overlaps=frozenset(),
        study="Rowan",
    )


def placed(ask: str, value: float, se: float = 1.0, *, arms: str = ARMS) -> Placed:
    found = place(observed(ask, value, se, arms=arms), TYPICAL)
    assert isinstance(found, Placed)
    return found


def way(ask: str, *, arms: str = ARMS) -> Way:
    found = way_back(question(ask, arms=arms), TYPICAL)
    assert isinstance(found, Way)
    return found


@pytest.mark.parametrize(
    ("ask", "value", "y"),
    [
        ("MADRS,mean_change,", -16.5, -0.5),  # by hand, of Rowan's 33
        ("MADRS,mean,", 16.5, -0.5),
        ("MADRS,diff_vs_control,mdz", -6.6, -0.2),
        ("MADRS,response_pct,", 50.0, 0.0),
        ("SBP,mean_change,", 16.0, 16.0),
        ("MADRS,median_days_to_relapse,", math.e, 1.0),
        ("HAMD17,mean_change,", -33 / 1.3 / 2, -0.5),  # 33 MADRS is 33/1.3 HAMD17, by Leucht 2018
    ],
)
def test_a_number_has_its_place(ask: str, value: float, y: float) -> None:
    assert placed(ask, value).y == pytest.approx(y)


def test_an_error_moves_with_its_number() -> None:
    """By hand: 1.65 of 33 points is 0.05; p(1 - p) at 50 % of 40 is a quarter, over 42."""
    assert placed("MADRS,mean_change,", -16.5, 1.65).variance == pytest.approx(0.05**2)
    assert placed("MADRS,response_pct,", 50.0).variance == pytest.approx(4 / 42)


def test_a_baseline_that_is_not_given_is_typical_and_adds_its_spread() -> None:
    """By hand: -17 of 34 is -0.5; (1/34)^2 + (0.5 x 2/34)^2."""
    arms = ARMS.replace("MADRS,33,5", "MADRS,,")
    found = placed("MADRS,mean_change,", -17.0, 1.0, arms=arms)
    assert found.y == pytest.approx(-0.5)
    assert found.variance == pytest.approx(2 / 34**2)
    back = way("MADRS,mean_change,", arms=arms)
    assert back.back(-0.5) == pytest.approx(-17)
    assert back.extra == pytest.approx((2 / 34) ** 2)
    assert back.why == "the baseline is not given: 34.0 as in a typical trial"


def test_a_scale_without_a_crosswalk_is_percent_of_its_own_baseline() -> None:
    arms = ARMS.replace("MADRS,33,5", "CAPS5,40,6")
    back = way("CAPS5,mean_change,", arms=arms)
    assert back.back(-0.25) == pytest.approx(-10)
    assert (back.widen, back.unit) == (1.5, Unit.ASKED)
    assert back.why == "no crosswalk for CAPS5: taken as percent change"


def test_a_scale_without_crosswalk_and_baseline_is_answered_in_percent() -> None:
    back = way("CAPS5,mean_change,")
    assert back.back(-0.25) == pytest.approx(-25)
    assert (back.widen, back.unit) == (1.5, Unit.PERCENT)
    assert "percent of the baseline, which is not given" in back.why


def test_what_has_neither_cannot_be_placed_nor_given_as_a_mean() -> None:
    assert isinstance(place(observed("CAPS5,mean_change,", -10, 1), TYPICAL), Unanswerable)
    assert isinstance(way_back(question("CAPS5,mean,"), TYPICAL), Unanswerable)


def test_no_score_falls_by_more_than_it_had_but_a_difference_may() -> None:
    assert way("MADRS,mean_change,").back(-1.5) == pytest.approx(-33)
    assert way("MADRS,mean,").back(-1.5) == 0
    assert way("MADRS,diff_vs_control,mdz").back(-1.5) == pytest.approx(-49.5)


@pytest.mark.parametrize("measure", ["HAMD17", "HAMD21", "HAMD24", "QIDS-SR16", "PHQ9", "IDS-SR30"])
@pytest.mark.parametrize("share", [0.25, 0.5, 0.75])
def test_scales_have_the_share_of_the_baseline_in_common(measure: str, share: float) -> None:
    """By the published tables, within four points of percent from a typical baseline."""
    start = crosswalk.convert(34.0, "MADRS", measure)
    end = crosswalk.convert(34.0 * share, "MADRS", measure)
    assert isinstance(start, crosswalk.Converted)
    assert isinstance(end, crosswalk.Converted)
    assert end.score / start.score == pytest.approx(share, abs=0.04)


@given(
    st.sampled_from(
        ["MADRS,mean_change,", "MADRS,mean,", "QIDS,mean_change,", "MADRS,diff_vs_control,mdz"]
    ),
    st.floats(-20, 20),
)
def test_there_and_back_is_the_number(ask: str, change: float) -> None:
    value = change + 33 if ask == "MADRS,mean," else change
    back = way(ask)
    if back.back(-1) <= value or "diff" in ask:
        assert back.back(placed(ask, value).y) == pytest.approx(value)


@given(st.floats(0, 100), st.integers(1, 1000))
def test_a_percentage_comes_back_up_to_its_shrinkage(percentage: float, n: int) -> None:
    y = placed("MADRS,response_pct,", percentage).y
    shrunk = (percentage / 100 * 40 + 0.5) / 41
    assert way("MADRS,response_pct,").back(y) == pytest.approx(100 * shrunk)
