"""The day in progress: who is in which chair, at which minute, told by which story."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final, Protocol

from morrow.care.visit.values import Route
from morrow.demo.clinic import incidents, stories
from morrow.demo.clinic.plan import Plan, patient
from morrow.demo.clinic.stories import Story
from morrow.demo.clinic.teller import Place

CHAIRS: Final = 12
TREES: Final = (
    "Alder", "Birch", "Cedar", "Elm", "Hazel", "Juniper", "Larch", "Maple", "Oak", "Pine",
    "Rowan", "Spruce", "Tamarack", "Walnut", "Willow", "Yew", "Aspen", "Ash", "Beech", "Cherry",
    "Chestnut", "Elder", "Holly", "Poplar", "Linden",
)  # fmt: skip

Told = tuple[Plan, Story]


class Planner(Protocol):
    """Makes a plan: minutes since the dose (negative: until it), nurse and second reader."""

    def __call__(self, name: str, minute: float, nurse: str, second: str, **more: Any) -> Plan: ...


def _nurse(letter: str) -> str:
    return f"nurse-{letter}"


def today(place: Place, now: datetime) -> Iterator[Told]:
    """Every visit of today.  A nurse has one dose running at most, as the protocol asks."""
    cast = {name: patient(place, name, number) for number, name in enumerate(TREES, 1)}

    def plan(name: str, minute: float, nurse: str, second: str, **more: Any) -> Plan:
        return Plan(
            who=cast[name],
            dose_at=now - timedelta(minutes=minute),
            nurse=_nurse(nurse),
            second=_nurse(second),
            seed=place.seed,
            **more,
        )

    yield from _gone_or_expected(plan)
    yield from _in_chairs(plan)


def _in_chairs(plan: Planner) -> Iterator[Told]:
    """The twelve chairs, and what their monitors show."""
    device: dict[str, Any] = {"from_device": True}
    yield plan("Alder", 23.2, "alfa", "hotel", chair=1, **device), stories.whole
    climbs = plan("Birch", 32.5, "bravo", "golf", chair=2, scenario="pressure-climbs", **device)
    yield climbs.at_rest(systolic=134.0, diastolic=82.0), stories.climbing
    falls = plan("Cedar", 18.6, "charlie", "hotel", chair=3, scenario="desaturates", **device)
    yield falls, stories.whole
    late = plan("Elm", 27.5, "delta", "alfa", chair=4, scenario="silent", **device)
    yield late, stories.overdue
    yield plan("Hazel", 21.0, "echo", "bravo", chair=5, **device), stories.paused
    injection = plan("Juniper", 8.4, "foxtrot", "golf", chair=6, route=Route.IM, **device)
    yield injection, stories.injected
    spray = plan("Larch", 2.3, "golf", "hotel", chair=7, route=Route.NASAL, **device)
    yield spray, stories.sprayed
    yield plan("Maple", 40.6, "hotel", "charlie", chair=8, cuff_min=25.0, **device), stories.whole
    yield plan("Oak", 73.0, "delta", "echo", chair=9, **device), incidents.opened_at_once
    yield plan("Pine", 103.5, "alfa", "echo", chair=10, **device), stories.whole
    holds = plan("Rowan", -3.0, "hotel", "delta", chair=11, cuff_min=1.0, **device)
    yield holds.at_rest(systolic=163.0, diastolic=104.0), stories.may_not_start
    yield plan("Spruce", -3.4, "hotel", "foxtrot", chair=12, **device), stories.whole


def _gone_or_expected(plan: Planner) -> Iterator[Told]:
    """Who is still to come, and who has gone."""
    yield plan("Tamarack", -31.0, "alfa", "bravo"), stories.checking_in
    yield plan("Walnut", 150.0, "foxtrot", "bravo", chair=11), incidents.slip_of_a_finger
    yield plan("Willow", 170.0, "charlie", "golf", chair=6), stories.stopped
    yield plan("Yew", 140.0, "golf", "charlie", chair=7), stories.left_early
    high = plan("Aspen", 95.0, "hotel", "bravo", chair=12).at_rest(systolic=186.0, diastolic=113.0)
    yield high, stories.not_done
    yield plan("Ash", 60.0, "echo", "bravo"), stories.no_show
    yield plan("Beech", 20.0, "echo", "bravo"), stories.cancelled
    later = {"Cherry": 75.0, "Chestnut": 105.0, "Elder": 135.0, "Holly": 180.0}
    for name, minutes in later.items():
        yield plan(name, -minutes, "echo", "foxtrot"), stories.expected


def earlier(place: Place, now: datetime) -> Iterator[Told]:
    """Visits of the last week, mostly of who comes today; all signed but the one with a breach."""
    told_of = {
        7: ("Alder", "Birch", "Cedar", "Pine"),
        3: ("Alder", "Cedar", "Hazel", "Oak", "Rowan"),
    }
    for days, names in told_of.items():
        for number, name in enumerate(names):
            minutes = days * 24 * 60 - 20 * number + 60
            yield _past(place, now, name, number, minutes), stories.whole
    minutes = 24 * 60 + 30
    yield _past(place, now, "Poplar", 0, minutes), incidents.found_running
    nasal = replace(_past(place, now, "Larch", 1, 4 * 24 * 60), route=Route.NASAL)
    yield nasal, stories.sprayed_whole


def _past(place: Place, now: datetime, name: str, number: int, minutes: float) -> Plan:
    letters = ("alfa", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel")
    who, days_ago = patient(place, name, TREES.index(name) + 1), round(minutes / 1440)
    return Plan(
        # A weight is never quite the same: 0.1 kg for each day.
        who=replace(who, weight_kg=who.weight_kg + Decimal(days_ago) / 10),
        dose_at=now - timedelta(minutes=minutes),
        nurse=_nurse(letters[number % 8]),
        second=_nurse(letters[(number + 1) % 8]),
        prescriber="prescriber" if number % 2 else "psychiatrist",
        chair=number + 1,
        seed=place.seed,
        days_ago=days_ago,
    )
