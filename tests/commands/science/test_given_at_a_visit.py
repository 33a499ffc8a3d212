"""What a visit says was given is what the pharmacology reads: the two know only plain rows."""

from datetime import timedelta

from hypothesis import given as for_all

from morrow.care.visit import dose_rows
from morrow.care.visit import given as told_by
from morrow.pharmacology import Drug, Patient, Route, Trace, given_rows, models, simulate
from tests.care.visit import cast
from tests.care.visit.test_given import BEGAN, LAWS, infusions, recorded


def test_a_visit_that_ran_to_its_end_gives_its_dose() -> None:
    story = cast.ended()
    rows = dose_rows.rows(story.state, story.now)
    regimen = given_rows(rows, drug=Drug.KETAMINE, route=Route.IV)
    infused = told_by.infused(story.state, story.now)
    assert infused.dose_mg is not None
    assert abs(regimen.total_mg - float(infused.dose_mg)) < 1e-6
    model = models.ALL["kamp_2020_meta"]
    trace = simulate(model, Patient(weight_kg=70), regimen, [0, regimen.doses[-1].until_min, 240])
    assert isinstance(trace, Trace)
    start, end, later = trace.ng_per_ml["ketamine"]
    assert start == 0
    assert end > later > 0


@LAWS
@for_all(infusions())
def test_every_pause_and_change_of_rate_keeps_the_milligrams(
    told: tuple[list[tuple[int, object]], object, int],
) -> None:
    facts, _, end = told
    now = BEGAN + timedelta(seconds=end + 36_000)
    rows = sorted(dose_rows.rows(recorded(facts), now), key=lambda row: row.time)
    if not any(row.rate for row in rows):
        return  # nothing ran
    ended = [row for row in rows if row is not rows[-1] or not row.rate]
    if len(ended) < len(rows):
        return  # still running: whoever asks cuts it at a time
    regimen = given_rows(rows, drug=Drug.KETAMINE, route=Route.IV)
    by_care = told_by.infused(recorded(facts), now).dose_mg
    assert by_care is not None
    assert abs(regimen.total_mg - float(by_care)) < 1e-6
