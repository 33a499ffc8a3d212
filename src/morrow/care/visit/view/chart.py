"""The parts of the view that are a record: check-in, flowsheet, lanes and events."""

from datetime import datetime, timedelta
from typing import Any

from morrow.care.recorded import Recorded
from morrow.care.visit import gates, given
from morrow.care.visit.case import Case
from morrow.care.visit.events import BY_KEY
from morrow.care.visit.facts import check_in as facts
from morrow.care.visit.facts import monitoring, planning
from morrow.care.visit.naming import LABELS
from morrow.care.visit.readings import taken
from morrow.care.visit.rules.order import h4_weight
from morrow.care.visit.values import Parameter
from morrow.care.visit.view.bedside import iso, reading
from morrow.quantities import plain

LANES = (Parameter.SBP, Parameter.DBP, Parameter.HR, Parameter.SPO2, Parameter.RR)


def booking(case: Case) -> dict[str, Any] | None:
    booked, moved = case.state.booking, case.state.last(planning.VisitMoved)
    if booked is None:
        return None
    starts_at = moved.fact.starts_at if moved else booked.starts_at
    return {"starts_at": iso(starts_at), "minutes": booked.minutes, "protocol": booked.protocol}


def patient(case: Case) -> dict[str, Any]:
    """Who it is, and what every screen about them shows first."""
    identity, weight = case.know.patient.identity, case.answered(facts.WeightMeasured)
    allergies = case.fact(facts.AllergiesConfirmed)
    return {
        "id": str(case.state.patient) if case.state.patient else None,
        "name": f"{identity.given_name} {identity.family_name}" if identity else None,
        "birth_date": identity.birth_date.isoformat() if identity else None,
        "record_number": identity.record_number if identity else None,
        "weight_kg": plain(weight.fact.weight_kg) if weight else None,
        "weighed_at": iso(weight.happened_at) if weight else None,
        "weight_doubt": _weight_doubt(case),
        "allergies": (
            None
            if allergies is None
            else [{"substance": a.substance, "reaction": a.reaction} for a in allergies.allergies]
        ),
    }


def _weight_doubt(case: Case) -> str | None:
    """What makes the weight hard to believe (H4), in short; None once somebody vouched for it."""
    found = h4_weight(case)
    if found is None or gates.is_set_aside(found, case):
        return None
    before = found.seen.get("last_kg") or found.seen.get("before_kg")
    return f"{before} kg before" if before else f"at {found.seen['height_cm']} cm"


def grid(case: Case) -> list[dict[str, Any]]:
    """The charted sets by when they were taken, each with its readings and both times."""
    sets: dict[int, dict[str, Any]] = {}  # by version: an id is dear to look up
    for one in taken(case.state):
        known = sets.get(one.version)
        cell = reading(one, known["id"] if known else str(one.set))
        if known is None:
            known = sets[one.version] = {
                "id": cell["set"],
                "at": cell["at"],
                "recorded_at": cell["recorded_at"],
                "late": cell["late"],
                "by": cell["by"],
                "readings": {},
            }
        known["readings"][one.parameter] = cell
    return list(sets.values())


def lanes(case: Case) -> dict[str, Any]:
    """Series over one time axis.  Gaps stay gaps; artefacts are kept and marked."""
    series: dict[str, list[dict[str, Any]]] = {parameter: [] for parameter in LANES}
    for one in taken(case.state):
        if one.parameter in series:
            series[one.parameter].append(
                {"at": iso(one.at), "value": f"{one.value:f}", "artefact": one.artefact}
            )
    began = given.dose_began(case.state)
    start = began or case.arrived_at or case.now
    return {
        "from": iso(start - timedelta(minutes=10)),
        "to": iso(_until(case, start)),
        "began_at": iso(began),
        "series": series,
        "rates": [
            {
                "start": iso(s.start),
                "end": iso(s.end),
                "rate": None if s.rate_ml_per_h is None else plain(s.rate_ml_per_h),
            }
            for s in given.segments(case.state)
        ],
    }


def _until(case: Case, start: datetime) -> datetime:
    """At least an hour of axis, and a little of the future."""
    return max(case.now + timedelta(minutes=10), start + timedelta(minutes=60))


def events(case: Case) -> list[dict[str, Any]]:
    """What was seen, said, noted and corrected, by when it happened."""
    kinds: tuple[type, ...] = (
        monitoring.EventMarked,
        monitoring.AdverseEventRecorded,
        monitoring.NoteWritten,
        monitoring.PrescriberNotified,
        monitoring.ReadingCorrected,
        monitoring.ReadingMarkedArtefact,
        facts.PatientDeclined,
    )
    found = [r for kind in kinds for r in case.state.by_kind.get(kind, ())]
    return [_event(r) for r in sorted(found, key=lambda r: r.happened_at)]


def _event(recorded: Recorded[object]) -> dict[str, Any]:
    return {
        "id": str(recorded.id),
        "kind": type(recorded.fact).__name__,
        "text": _words(recorded.fact),
        "at": iso(recorded.happened_at),
        "recorded_at": iso(recorded.recorded_at),
        "by": recorded.by,
    }


def _words(fact: object) -> str:
    match fact:
        case monitoring.EventMarked(event=event, note=note):
            label = BY_KEY[event].label if event in BY_KEY else event
            return f"{label}: {note}" if note else label
        case monitoring.AdverseEventRecorded() as adverse:
            serious = ", serious" if adverse.serious else ""
            text = f"{adverse.event} ({adverse.severity}{serious}): {adverse.action}"
            reported = f"; report: {adverse.report}" if adverse.report else ""
            return f"{text}; outcome: {adverse.outcome}{reported}"
        case monitoring.NoteWritten(text=text):
            return text
        case monitoring.PrescriberNotified(about=about, answer=answer):
            return f"Prescriber told: {about}. Answer: {answer}"
        case monitoring.ReadingCorrected(parameter=parameter, value=value, reason=reason):
            return f"{LABELS[parameter]} corrected to {value:f}: {reason}"
        case monitoring.ReadingMarkedArtefact(parameter=parameter, reason=reason):
            return f"{LABELS[parameter]} marked artefact: {reason}"
        case facts.PatientDeclined(what=what, words=words):
            return f"Patient declined {what}" + (f": {words}" if words else "")
        case _:
            raise TypeError(f"{type(fact).__name__} is no event")


def comfort(case: Case) -> dict[str, Any] | None:
    """The comfort card: music, light, mask, touch, what helps, whom to fetch."""
    noted = case.state.last(facts.ComfortNoted)
    if noted is None:
        return None
    fact = noted.fact
    return {
        "music": fact.music,
        "light": fact.light,
        "eye_mask": fact.eye_mask,
        "touch": fact.touch,
        "helps": fact.helps,
        "fetch": fact.fetch,
    }
