"""The times of a picture and of a page: no peak between them, and never too many."""

import numpy as np
import pytest

from morrow.pharmacology import Dose, Drug, Patient, Regimen, Trace, infusion, models, simulate
from morrow.pharmacology.pictures.grid import MOST_DRAWN, drawn_times, left_out
from morrow.pharmacology.regimen import usual_times

ONCE = infusion(amount_mg=35, over_min=40)
COURSE = Regimen(drug=Drug.KETAMINE, doses=(ONCE,)).repeated([0, 2, 4, 7, 9, 11])


def bolus(at_min: float) -> Dose:
    return infusion(amount_mg=1, over_min=0, at_min=at_min)


def test_a_picture_shows_the_same_peak_for_each_of_six_equal_infusions() -> None:
    times = drawn_times(COURSE.doses, 0, 20_000)
    found = simulate(models.ALL["assembled_racemic"], Patient(weight_kg=70), COURSE, times)
    assert isinstance(found, Trace)
    values = found.ng_per_ml["S-ketamine"]
    peaks = [
        values[(times >= dose.at_min) & (times < dose.at_min + 1440)].max() for dose in COURSE.doses
    ]
    assert peaks == pytest.approx([peaks[0]] * 6, rel=0.02)


def test_a_step_is_drawn_as_a_step() -> None:
    times = drawn_times([bolus(60)], 0, 240)
    before, at = times[times < 60].max(), times[times >= 60].min()
    assert at == 60
    assert at - before < 0.01


@pytest.mark.parametrize("doses", [1, 12, 300, 10_000])
def test_a_picture_never_has_more_times_than_its_memory_is_bounded_for(doses: int) -> None:
    """200 patients x 2,000 times x 8 compounds x 8 bytes: 26 MB."""
    times = drawn_times([bolus(day * 1440.0) for day in range(doses)], 0, doses * 1440.0)
    assert 200 < len(times) <= MOST_DRAWN == 2_000
    assert (np.diff(times) > 0).all()
    assert times[0] == 0
    assert times[-1] == doses * 1440


def test_what_does_not_fit_a_picture_is_said() -> None:
    assert not left_out(COURSE.doses, 0, 20_000)
    many = [bolus(day * 1440.0) for day in range(10_000)]
    assert "one in 23" in left_out(many, 0, 14_400_000)


def test_usual_times_cover_every_sitting_of_a_course() -> None:
    assert usual_times([ONCE]) == [10.0 * nth for nth in range(25)]
    times = usual_times(COURSE.doses)
    assert len(times) == 6 * 25
    for dose in COURSE.doses:
        assert {dose.at_min, dose.until_min, dose.at_min + 240} <= set(times)
    assert len(usual_times([infusion(amount_mg=35, over_min=100_000)])) < 200
