"""The next visit's peaks: the population's without visits, pulled by them, scaled by the dose."""

from dataclasses import replace

import pytest

from morrow.outcomes.forecast import Given, Peak, Visit, next_peaks
from morrow.outcomes.forecast.course import CourseError, CourseRefused
from morrow.outcomes.forecast.mood import NOT_CHECKED
from morrow.outcomes.forecast.reading import read_visits
from morrow.outcomes.tables import Unusable
from morrow.pharmacology import Route
from morrow.pharmacology.model import Drug

DOSE = Given(day=0, drug=Drug.KETAMINE, route=Route.IV, mg=35, minutes=40)
Z = 1.281552


def peaks(*visits: Visit, planned: Given = DOSE) -> dict[str, Peak]:
    return {peak.key: peak for peak in next_peaks(70, visits, planned)}


def visit(seen: dict[str, float], given: Given = DOSE) -> Visit:
    return Visit(given=given, peaks=seen)


def test_without_visits_the_next_peak_is_the_published_one() -> None:
    """By hand: 16 mmHg, and 16 -/+ 1.281552 x 11.2."""
    sbp = peaks()["sbp"]
    assert (sbp.value, sbp.low80, sbp.high80) == pytest.approx((16, 1.6466, 30.3534), abs=1e-2)
    assert (sbp.visits, sbp.note) == (0, NOT_CHECKED)


def test_earlier_visits_pull_the_next_peak_halfway_and_narrow_it() -> None:
    """By hand: one visit of 30 with equal variances: 16 + (30 - 16)/2; SD sqrt(3/4) x 11.2."""
    one = peaks(visit({"sbp": 30}))["sbp"]
    assert one.value == pytest.approx(23.0, abs=1e-2)
    assert one.high80 - one.low80 == pytest.approx(2 * Z * 0.75**0.5 * 11.2, rel=1e-3)


def test_the_planned_dose_scales_the_patients_own_part() -> None:
    """By hand: twice the dose doubles the mean; variance 11.2^2 x (4 + 1)/2."""
    double = peaks(planned=replace(DOSE, mg=70))["sbp"]
    assert double.value == pytest.approx(32, rel=1e-3)
    assert double.high80 - double.low80 == pytest.approx(2 * Z * 11.2 * 2.5**0.5, rel=1e-3)


def test_a_peak_after_a_small_dose_foretells_more_of_a_usual_one() -> None:
    """By hand: 20 after half a dose. Precision 1 + 1/4, mean (16 + 20/2)/1.25 = 20.8."""
    half = replace(DOSE, mg=17.5)
    assert peaks(visit({"sbp": 20}, half))["sbp"].value == pytest.approx(20.8, rel=1e-3)


def test_a_pressure_moves_no_rating_and_no_other_effect() -> None:
    usual, after = peaks(), peaks(visit({"sbp": 40}), visit({"sbp": 45}))
    assert {**usual, "sbp": None} == {**after, "sbp": None}


def test_ratings_and_heart_rate_follow_their_own_visits() -> None:
    usual, after = peaks(), peaks(visit({"cadss": 30, "heart-rate": 25}))
    for key in ("cadss", "heart-rate"):
        assert after[key].value > usual[key].value
    assert peaks(visit({"cadss": 0}))["cadss"].low80 >= 0


def test_every_route_has_peaks() -> None:
    sprayed = Given(day=0, drug=Drug.ESKETAMINE, route=Route.NASAL, mg=84)
    assert peaks(planned=sprayed)["sbp"].value == pytest.approx(8, rel=1e-2)


@pytest.mark.parametrize(
    ("seen", "said"), [({"qt": 1.0}, "no peak of 'qt'"), ({"sbp": float("nan")}, "number")]
)
def test_a_peak_that_is_not_known_says_so(seen: dict[str, float], said: str) -> None:
    with pytest.raises(CourseError, match=said):
        peaks(visit(seen))


def test_a_planned_dose_that_cannot_be_says_so() -> None:
    with pytest.raises(CourseError, match="at most 315 mg") as error:
        peaks(planned=replace(DOSE, mg=35_000))
    assert error.value.about == "planned"
    with pytest.raises(CourseRefused, match="200 kg"):
        next_peaks(200, (), DOSE)


HEAD = "day,sbp_before,sbp_peak,dbp_before,dbp_peak,hr_before,hr_peak,cadss\n"


def test_charted_values_become_rises_and_empty_cells_stay_unknown() -> None:
    found = read_visits((HEAD + "0,128,160,80,95,80,100,22\n").encode(), file="p", doses=(DOSE,))
    assert found[0].peaks == {"sbp": 32, "dbp": 15, "heart-rate": 25, "cadss": 22}
    some = read_visits(b"day,cadss\n0,\n", file="p", doses=(DOSE,))
    assert some[0].peaks == {}


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (HEAD + "1,128,160,,,,,\n", "no dose was given on day 1; right: a day of the doses: 0"),
        (HEAD + "0,128,160,,,,,\n0,,,,,,,3\n", "day 0 comes twice"),
        (HEAD + "0,128,,,,,,\n", "sbp_peak: the cell is empty beside the other"),
        (HEAD + "0,128,301,,,,,\n", "301 cannot be; right: 40 to 300 mmHg"),
        (HEAD + "0,,,,,,,93\n", "93 cannot be; right: 0 to 92 points"),
        ("day,sbp\n0,150\n", "sbp: the column is unknown"),
    ],
)
def test_a_table_of_peaks_that_cannot_be_says_why(table: str, said: str) -> None:
    with pytest.raises(Unusable, match=said):
        read_visits(table.encode(), file="p", doses=(DOSE,))


def test_what_the_model_refuses_of_the_planned_dose_is_about_that_one() -> None:
    """Effects are told up to 2.5 times the dose at which they were measured."""
    with pytest.raises(CourseRefused, match="PK7") as error:
        next_peaks(70, (), replace(DOSE, mg=300.0))
    assert error.value.about == "planned"
