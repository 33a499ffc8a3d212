"""What goes otherwise than it should, and waits for the director or for a person to say so."""

import heapq
from dataclasses import replace

from morrow.care.clinic import Role
from morrow.care.visit import commands as c
from morrow.care.visit.facts import dosing, leaving, monitoring
from morrow.care.visit.values import Parameter
from morrow.clinic import streams
from morrow.clinic.people import openings, principals
from morrow.clinic.people.models import User
from morrow.clinic.people.openings import Access
from morrow.demo.clinic import parts
from morrow.demo.clinic.measure import DURING, charted
from morrow.demo.clinic.plan import Plan
from morrow.demo.clinic.stories import END, infused, left_well
from morrow.demo.clinic.teller import TABLET, Script, Step, Telling


def slip_of_a_finger(plan: Plan, t: Telling) -> Script:
    """Discharged; a heart rate that nobody believes stays flagged, so nobody has signed."""
    yield from parts.before(plan, t)
    yield from parts.started(plan)
    yield from parts.watched(plan, 10)
    yield Step(
        at=plan.at(20.3),
        by=plan.nurse,
        does=lambda t: _with_slip(charted(plan, 20.3, DURING).does(t)),  # type: ignore[operator]
    )
    yield Step(at=plan.at(21), by=plan.nurse, does=_corrected)
    yield from parts.watched(plan, 30)
    yield from parts.completed(plan)
    yield from left_well(plan, END)


def _with_slip(found: monitoring.SetCharted) -> monitoring.SetCharted:
    readings = tuple(
        replace(r, value=r.value * 3, message="") if r.parameter is Parameter.HR else r
        for r in found.readings
    )
    return replace(found, readings=readings)


def _corrected(t: Telling) -> object:
    last = t.state.all(monitoring.SetCharted)[-1]
    typed = next(r.value for r in last.fact.readings if r.parameter is Parameter.HR)
    return monitoring.ReadingCorrected(
        set=last.id, parameter=Parameter.HR, value=typed / 3, reason="typed wrongly"
    )


def found_running(plan: Plan, t: Telling) -> Script:
    """A pump ran before anybody had tapped Start: a breach that waits for its review."""
    yield from parts.before(plan, t)
    yield Step(
        at=plan.at(6),
        by=plan.second,
        happened_at=plan.dose_at,
        does=lambda t: dosing.InfusionFoundRunning(
            rate_ml_per_h=parts.order_of(t).rate_ml_per_h,
            note="pump started at the chair before the start was entered",
        ),
    )
    yield from parts.watched(plan, 10, 20, 30)
    bag = c.StopDosing(reason="the bag is empty")
    yield Step(at=plan.at(END), by=plan.nurse, does=bag)
    yield from left_well(plan, END)


def opened_at_once(plan: Plan, t: Telling) -> Script:
    """A nurse of the other clinic opens the running visit, and says why afterwards."""
    minute = END + 17

    def explained(t: Telling) -> leaving.OpeningExplained:
        by = principals.of_user(User.objects.get(id=t.place.people["nurse-zulu"]))
        access = Access(
            by=by, role=Role.NURSE, operation="visit.open_at_once",
            record=streams.of_visit(t.visit), clinic=t.place.clinic, tablet=TABLET, session="",
            emergency=True,
        )  # fmt: skip
        opening = openings.log(access, allowed=True, now=plan.at(minute))
        reason = "helped out; the assigned nurse was called to chair 3"
        return leaving.OpeningExplained(opening=opening, reason=reason)

    steps = infused(plan, t)
    opened = Step(at=plan.at(minute + 3), by="nurse-zulu", does=explained)
    yield from heapq.merge(steps, iter([opened]), key=lambda step: step.at)
