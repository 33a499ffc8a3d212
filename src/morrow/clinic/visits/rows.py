"""The board's row of a visit, from its folded state.  Pure, apart from being a Django row."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from morrow.care.visit import flags, given
from morrow.care.visit.alarms import open_alarms, words
from morrow.care.visit.facts import check_in, leaving, monitoring, planning
from morrow.care.visit.readings import valid
from morrow.care.visit.state import VisitState
from morrow.care.visit.values import Parameter
from morrow.clinic.visits.models import Visit


def row_of(visit: UUID, state: VisitState) -> Visit:
    """The row.  ValueError for a visit that was never booked: it has no clinic and no time."""
    booked, moved = state.last(planning.VisitBooked), state.last(planning.VisitMoved)
    if booked is None or state.phase is None or state.patient is None:
        raise ValueError(f"visit {visit} was never booked")
    chair, arrived = state.last(check_in.ChairTaken), state.last(check_in.PatientArrived)
    return Visit(
        id=visit,
        clinic_id=UUID(booked.clinic),
        patient_id=state.patient,
        version=state.version,
        phase=state.phase.value,
        product=state.product.value if state.product else "",
        route=state.route.value if state.route else "",
        protocol=booked.fact.protocol,
        starts_at=moved.fact.starts_at if moved else booked.fact.starts_at,
        minutes=booked.fact.minutes,
        chair_id=chair.fact.chair if chair else None,
        nurse=state.nurse or "",
        arrived_at=arrived.happened_at if arrived else None,
        ordered=state.order is not None,
        open_flags=len(flags.unresolved(state)),
        emergency=_emergency(state),
        urinary_symptom=any(
            marked.fact.event == "urinary" for marked in state.all(monitoring.EventMarked)
        ),
        left_at=_left_at(state),
        **_dose(state),
        **_measured(state),
        **_alarm(state),
    )


def _dose(state: VisitState) -> dict[str, Any]:
    extending = [
        drug.happened_at
        for drug in state.all(monitoring.DrugGiven)
        if drug.fact.extends_observation
    ]
    return {
        "began_at": given.dose_began(state),
        "ended_at": given.dose_ended(state),
        "ends_at": given.ends_at(state),
        "extended_at": max(extending, default=None),
    }


def _measured(state: VisitState) -> dict[str, Any]:
    newest_first = valid(state)[::-1]
    last = next((taken for taken in newest_first if taken.parameter is Parameter.SBP), None)
    same_set = (taken for taken in newest_first if last and taken.set == last.set)
    beside = next((taken for taken in same_set if taken.parameter is Parameter.DBP), None)
    weight = state.last(check_in.WeightMeasured)
    return {
        "sbp": _rounded(last.value) if last else None,
        "dbp": _rounded(beside.value) if beside else None,
        "bp_at": last.at if last else None,
        "weight_kg": weight.fact.weight_kg if weight else None,
        "weighed_at": weight.happened_at if weight else None,
    }


def _rounded(value: Decimal) -> Decimal:
    """To the column's places: a cuff gives whole mm[Hg], the chart keeps what was given."""
    return value.quantize(Decimal("0.001"))


def _alarm(state: VisitState) -> dict[str, Any]:
    found = open_alarms(state)
    if not found:
        return {"alarm_level": "", "alarm_words": "", "alarm_since": None, "alarm_seen": False}
    worst = found[0]
    return {
        "alarm_level": worst.raised.level.value,
        "alarm_words": words(worst.raised),
        "alarm_since": worst.since,
        "alarm_seen": worst.seen is not None,
    }


def _emergency(state: VisitState) -> bool:
    declared = state.last(monitoring.EmergencyDeclared)
    ended = state.last(monitoring.EmergencyEnded)
    return declared is not None and (ended is None or ended.version < declared.version)


def _left_at(state: VisitState) -> datetime | None:
    kinds = (leaving.Discharged, leaving.LeftBeforeDischarge, leaving.PatientTransferred)
    times = [fact.happened_at for kind in kinds for fact in state.by_kind.get(kind, ())]
    return min(times, default=None)
