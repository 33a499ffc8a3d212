"""What the dose waits for: the end of the bag stays where it was reckoned, and is asked for."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from morrow.care.visit import commands as c
from morrow.care.visit import given
from morrow.care.visit.facts import monitoring as mo
from morrow.care.visit.values import Route
from morrow.care.visit.view import visit_view
from morrow.quantities import Mg
from tests.care.visit import cast
from tests.care.visit.cast import Story, as_rate, knowledge
from tests.care.visit.tables import before_dose


def ends_after(story: Story, began: datetime) -> float:
    """Minutes from the beginning to the end of the bag; the order's rate is rounded by a second."""
    end = given.ends_at(story.state)
    assert end is not None
    assert visit_view(story.case())["infusion"]["ends_at"] == end.isoformat()
    return round((end - began) / timedelta(minutes=1), 1)


def asked(story: Story) -> tuple[str, str] | None:
    found = visit_view(story.case())["dose_due"]
    return (found["command"], found["status"]) if found else None


@pytest.mark.parametrize("later", [0, 39, 40, 58])
def test_the_end_of_a_bag_is_the_same_whenever_it_is_asked(later: int) -> None:
    """40 minutes at the ordered rate; 18 minutes past its end it has not moved with the clock."""
    story = cast.started()
    began = story.now
    assert ends_after(story.wait(later), began) == 40


def test_a_rate_that_is_set_after_the_end_does_not_fill_the_bag_again() -> None:
    story = cast.started()
    began = story.now
    story.wait(45).must(c.ChangeRate(rate_ml_per_h=as_rate("60"), reason="pump"))
    assert ends_after(story, began) == 40


def test_a_slower_rate_moves_the_end_from_then_on() -> None:
    """By hand: half of the bag in 20 minutes, the other half at half the rate in 40."""
    story = cast.started()
    began, rate = story.now, visit_view(story.case())["infusion"]["rate_ml_per_h"]
    story.wait(20)
    story.must(c.ChangeRate(rate_ml_per_h=as_rate(str(Decimal(rate) / 2)), reason="nausea"))
    assert ends_after(story, began) == 60


@pytest.mark.parametrize(
    ("minutes", "status"),
    [
        (39.9, None), (40.1, "due"), (44.9, "due"), (45.1, "missing"), (49.9, "missing"),
        (50.1, "escalated"),
    ],
)  # fmt: skip
def test_an_infusion_past_its_end_is_asked_for(minutes: float, status: str | None) -> None:
    """Grace 5 and 10 minutes, as for a set that is missing."""
    story = cast.started().wait(minutes)
    assert asked(story) == (("CompleteInfusion", status) if status else None)


def test_one_that_is_over_or_paused_is_not_asked_for() -> None:
    story = cast.started().wait(30).must(c.PauseInfusion(reason="toilet")).wait(30)
    assert asked(story) is None
    done = cast.started().wait(41).must(c.CompleteInfusion()).wait(30)
    assert asked(done) is None


@pytest.mark.parametrize(
    ("minutes", "status"), [(4.9, None), (5, "due"), (10, "missing"), (15, "escalated")]
)
def test_a_device_that_may_be_given_and_is_not_is_asked_for(
    minutes: float, status: str | None
) -> None:
    """Five minutes between devices, then the same grace."""
    story = before_dose(knowledge(Route.NASAL), order={"spray_mg": Mg(Decimal(56))})
    story.must(c.GiveSpray(order=story.state.order.id, lot="A1")).wait(minutes)  # type: ignore[union-attr]
    assert asked(story) == (("GiveSpray", status) if status else None)


def test_a_device_is_not_asked_for_in_an_emergency() -> None:
    story = before_dose(knowledge(Route.NASAL), order={"spray_mg": Mg(Decimal(56))})
    story.must(c.GiveSpray(order=story.state.order.id, lot="A1")).wait(12)  # type: ignore[union-attr]
    story.record(mo.EmergencyDeclared())
    assert asked(story) is None
