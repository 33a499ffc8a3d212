"""A dose that rests: what holds it stands in the view, and only without it is there a button."""

from collections.abc import Callable

import pytest

from morrow.care.visit import commands as c
from morrow.care.visit.facts import dosing as ds
from morrow.care.visit.facts import monitoring as mo
from morrow.care.visit.values import Route
from morrow.care.visit.view import visit_view
from tests.care.visit import cast
from tests.care.visit.cast import NURSE, PRESCRIBER, Story, knowledge, readings, registered
from tests.care.visit.tables import held_rules

NASAL = knowledge(Route.NASAL)
RESUME = c.ResumeInfusion(reason="settled")
SPRAY = c.GiveSpray(order=cast.ORDER, lot="SYN-2")
GOES_ON = {"ResumeInfusion", "GiveSpray"}


def paused() -> Story:
    return cast.started().must(c.PauseInfusion(reason="BP")).wait(1)


def sprayed(minutes: float = 5) -> Story:
    return cast.started(NASAL).wait(minutes)


def low(story: Story) -> Story:
    return story.record(readings(spo2=88))


def cleared(story: Story) -> Story:
    return story.record(ds.ResumeCleared(reason="settled"), PRESCRIBER)


def withdrawn(story: Story) -> Story:
    story.know = knowledge(story.route, patient=registered(story.route, consent_on=None))
    return story


def emergency(story: Story) -> Story:
    return story.record(mo.EmergencyDeclared())


@pytest.mark.parametrize(
    ("make", "held"),
    [
        (paused, []),
        (lambda: low(paused()), ["R29"]),
        (lambda: cleared(low(paused())), []),
        (lambda: withdrawn(paused()), ["R14"]),
        (lambda: low(withdrawn(paused())), ["R14", "R29"]),
        (lambda: emergency(paused()), ["EMERGENCY"]),
        (lambda: sprayed(4.9), ["R21.rest"]),
        (sprayed, []),
        (lambda: low(sprayed()), ["R29"]),
        (lambda: low(sprayed(4.9)), ["R29", "R21.rest"]),
        (lambda: cleared(low(sprayed())), []),
        (lambda: low(cast.started()), []),  # it runs: nothing waits to go on
    ],
)
def test_everything_that_holds_the_rest_of_a_dose_is_in_the_view(
    make: Callable[[], Story], held: list[str]
) -> None:
    story = make()
    view = visit_view(story.case(), NURSE)
    assert [one["rule"] for one in view["dose_held"]] == held
    assert all(one["reason"] and one["remedy"] and one["sources"] for one in view["dose_held"])


@pytest.mark.parametrize(
    ("make", "command"),
    [
        (paused, RESUME),
        (lambda: low(paused()), RESUME),
        (lambda: withdrawn(paused()), RESUME),
        (lambda: sprayed(4.9), SPRAY),
        (sprayed, SPRAY),
        (lambda: low(sprayed()), SPRAY),
    ],
)
def test_the_button_to_go_on_is_there_exactly_where_its_command_would_not_be_held(
    make: Callable[[], Story], command: object
) -> None:
    story = make()
    offered = GOES_ON & set(visit_view(story.case(), NURSE)["commands"])
    held = held_rules(story.do(command))
    assert offered == (set() if held else {type(command).__name__})
