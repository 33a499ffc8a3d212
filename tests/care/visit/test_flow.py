"""The flowsheet has one column for each due time, and says in it what that time lacks."""

from typing import Any

from morrow.care.visit.facts import monitoring as mo
from morrow.care.visit.view import visit_view
from tests.care.visit import cast
from tests.care.visit.cast import Story, readings

FROM_A_MONITOR = ("sbp", "dbp", "hr", "spo2", "rr")


def part(*names: str) -> mo.SetCharted:
    """What of a whole set has these parameters."""
    return mo.SetCharted(readings=tuple(r for r in readings().readings if r.parameter in names))


def flow(story: Story) -> list[tuple[int, tuple[str, ...]]]:
    """(sets, what is missing) of each column since the dose began."""
    view: dict[str, Any] = visit_view(story.case())
    began = view["lanes"]["began_at"]
    return [
        (len(one["sets"]), tuple(one["lacks"]["missing"]) if one["lacks"] else ())
        for one in view["flow"]
        if one["at"] > began
    ]


def test_what_a_monitor_filed_and_what_a_person_added_are_one_column() -> None:
    story = cast.started().wait(10).record(part(*FROM_A_MONITOR)).wait(1).record(part("arousal"))
    assert flow(story.wait(6)) == [(2, ())]


def test_a_set_that_lacks_something_says_so_in_its_own_column() -> None:
    story = cast.started().wait(10).record(part(*FROM_A_MONITOR)).wait(6)
    assert flow(story) == [(1, ("arousal",))]


def test_a_due_time_without_anything_is_a_column_of_its_own_in_its_place() -> None:
    story = cast.started().wait(20).record(readings())
    found = flow(story)
    assert [sets for sets, _ in found] == [0, 1]
    assert "sbp" in found[0][1]


def test_a_second_pressure_of_one_due_time_stays_apart() -> None:
    """No value hides another: the repeat of a high pressure has its own column."""
    story = cast.started().wait(9).record(readings(sbp=170)).wait(2).record(readings(sbp=172))
    assert flow(story) == [(1, ()), (1, ())]


def test_what_is_due_and_not_late_yet_is_not_called_missing() -> None:
    assert flow(cast.started().wait(14)) == []
    assert [sets for sets, _ in flow(cast.started().wait(16))] == [0]


def test_sets_before_the_dose_are_not_joined() -> None:
    story = cast.ready().record(part("arousal"))
    view = visit_view(story.case())
    assert [len(one["sets"]) for one in view["flow"]] == [1] * len(view["grid"])
