"""An override covers what its author saw: the next assessment ends it, however it turns out."""

from datetime import timedelta

from morrow.care.visit import commands as c
from morrow.care.visit import gates
from morrow.care.visit.facts import leaving
from tests.care.visit import cast


def recovering() -> cast.Story:
    story = cast.started().wait(40).must(c.CompleteInfusion())
    return story.record(cast.readings(moaas=5)).wait(61)


def open_rules(story: cast.Story) -> set[str]:
    return {found.rule for found in gates.open_findings(gates.DISCHARGE, story.case())}


def test_not_assessed_is_open_again_after_an_assessment_that_has_grown_old() -> None:
    """Overridden as never assessed; then MOAA/S 2 is seen, and half an hour later it is old."""
    story = recovering()
    story.must(c.OverrideGate(rule="R33.assessed", reason="seen by me"), cast.PRESCRIBER)
    assert "R33.assessed" not in open_rules(story)
    drowsy = leaving.RecoveryAssessed(
        orientation_deficit="", gait_deficit="", limbs_moving=4, breathing=2,
        vomiting=False, cadss6=0, moaas=2,
    )  # fmt: skip
    story.record(drowsy)
    story.now += timedelta(hours=2)
    assert "R33.assessed" in open_rules(story)
