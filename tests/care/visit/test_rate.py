"""Slower is never held; faster is more drug, and passes what a resumption passes."""

from decimal import Decimal

import pytest

from morrow.care.visit import commands as c
from morrow.care.visit.decide import Held
from morrow.care.visit.facts import dosing, monitoring
from morrow.care.visit.values import Actor
from morrow.quantities import MlPerH
from tests.care.visit import cast

HALF, FULL = MlPerH(Decimal("75.5")), MlPerH(Decimal(151))


def slowed() -> cast.Story:
    """Infusing at half the ordered rate for five minutes."""
    story = cast.started().wait(5)
    return story.must(c.ChangeRate(rate_ml_per_h=HALF, reason="drowsy")).wait(5)


def faster(story: cast.Story, by: Actor = cast.NURSE) -> list[str]:
    """Why the ordered rate is held, or nothing."""
    decision = story.do(c.ChangeRate(rate_ml_per_h=FULL, reason="awake again"), by)
    return [found.rule for found in decision.findings] if isinstance(decision, Held) else []


def test_back_to_the_ordered_rate_when_nothing_stands_against_it() -> None:
    assert faster(slowed()) == []


def test_not_faster_than_ordered() -> None:
    decision = slowed().do(c.ChangeRate(rate_ml_per_h=MlPerH(Decimal(152)), reason="slip"))
    assert isinstance(decision, Held)


@pytest.mark.parametrize(
    "fact",
    [
        monitoring.EmergencyDeclared(),
        monitoring.EventMarked(event="chest-pain"),
    ],
    ids=lambda fact: type(fact).__name__,
)
def test_faster_is_held_where_resuming_would_be_and_slower_is_not(fact: object) -> None:
    story = slowed().record(fact)
    assert faster(story) != []
    story.must(c.ChangeRate(rate_ml_per_h=MlPerH(Decimal(40)), reason="less"))


def test_a_cleared_stop_value_lets_the_rate_rise_again() -> None:
    story = slowed().record(monitoring.EventMarked(event="chest-pain"))
    story.record(monitoring.AlarmSeen(key="event.chest-pain", done="ECG normal"))
    story.record(dosing.ResumeCleared(reason="seen, ECG normal"), cast.PRESCRIBER)
    assert faster(story) == []
