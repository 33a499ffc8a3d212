"""What an entry names must be there: a chair of this clinic, a set or flag of this visit.

The shapes cannot know; a name that leads nowhere, or to another clinic's record, is unreadable.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from morrow.care.visit import flags
from morrow.care.visit.events import BY_KEY
from morrow.care.visit.facts import check_in, dosing, leaving, monitoring
from morrow.care.visit.state import VisitState
from morrow.care.visit.values import Reading
from morrow.clinic.bedside import queries
from morrow.clinic.bedside.candidates import Candidate
from morrow.clinic.patients import queries as patients
from morrow.clinic.people.models import Opening, StaffRole
from morrow.clinic.streams import ClinicState
from morrow.clinic.visits import feed
from morrow.clinic.visits.feed import Seat
from morrow.exchange.entries import Error, Unreadable


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an entry is made, by whom, and when what it tells of happened."""

    visit: UUID
    clinic: UUID
    state: VisitState
    here: ClinicState
    by: str
    at: datetime


def check(fact: object, place: Place) -> None:
    """Raise Unreadable if the fact names what is not there."""
    if errors := tuple(_errors(fact, place)):
        raise Unreadable(errors)


def _errors(fact: object, place: Place) -> Iterator[Error]:
    match fact:
        case check_in.ChairTaken(chair=chair):
            if chair not in place.here.chairs or chair in place.here.retired:
                yield _error("chair", "there is no such chair here", "a chair of this clinic")
        case check_in.WrongPatientChosen(patient=patient):
            if not patients.of_clinic(place.clinic).filter(id=patient).exists():
                yield _error("patient", "there is no such patient here", "a patient of this clinic")
        case check_in.NurseHandoverOffered(nurse=nurse):
            if not _works_here(nurse, place.clinic, "nurse"):
                yield _error("nurse", "no such nurse works here", "a nurse of this clinic")
        case monitoring.EventMarked(event=event) if event not in BY_KEY:
            yield _error("event", f"{event!r} is no event", f"one of {', '.join(BY_KEY)}")
        case monitoring.ReadingCorrected(set=taken, parameter=parameter) | (
            monitoring.ReadingMarkedArtefact(set=taken, parameter=parameter)
        ):
            if not _was_charted(place.state, taken, parameter):
                yield _error("set", "no such value was charted", "a value of this visit")
        case monitoring.SetCharted(readings=readings):
            yield from _cited(readings, place)
        case _:
            yield from _answers(fact, place)


def _cited(readings: tuple[Reading, ...], place: Place) -> Iterator[Error]:
    """A value that names a message is that message's, and was measured on this patient then."""
    if not any(reading.message for reading in readings):
        return
    seat = feed.seat_of(place.state)
    if seat and feed.is_nobodys(seat, place.at):
        seat = None
    for reading in readings:
        if not reading.message:
            continue
        name = f"{reading.parameter.upper()} {reading.value:f}"
        found = queries.cited(int(reading.message.removeprefix("inbox:"))) if seat else ()
        same = [one for one in found if seat and _is_said(one, reading, seat)]
        if seat is None:
            wrong = f"{name}: no one monitor's values are this patient's now"
        elif not same:
            wrong = f"{name} is not what that message says"
        elif not any(feed.is_of(seat, one) for one in same):
            wrong = f"{name} was measured before this patient was in this chair"
        elif all(abs(one.measured_at - place.at) > feed.SHOWN for one in same):
            wrong = f"{name} was measured at another time than this set"
        else:
            continue
        yield _error(f"candidates.{reading.parameter}", wrong, "leave the message out")


def _is_said(one: Candidate, reading: Reading, seat: Seat) -> bool:
    is_value = one.reading.parameter is reading.parameter and one.reading.value == reading.value
    return is_value and one.device == seat.device


def _answers(fact: object, place: Place) -> Iterator[Error]:
    """What answers an alarm, a drug, a flag, a breach or an opening."""
    match fact:
        case monitoring.AlarmSeen(key=key):
            if all(raised.fact.key != key for raised in place.state.all(monitoring.AlarmRaised)):
                yield _error("key", f"no alarm {key!r} was raised", "an alarm of this visit")
        case monitoring.DrugCosigned(given=given):
            if all(drug.id != given for drug in place.state.all(monitoring.DrugGiven)):
                yield _error("given", "no such drug was given", "a drug given at this visit")
        case dosing.BreachReviewed(breach=breach):
            if all(flag.fact != breach or not flag.breach for flag in place.state.flags):
                yield _error("breach", "there is no such breach", "a breach of this visit")
        case leaving.FlagResolved(flag=key):
            if all(flag.key != key for flag in flags.unresolved(place.state)):
                yield _error("flag", f"{key!r} is no open flag", "an open flag of this visit")
        case leaving.OpeningExplained(opening=opening):
            own = Opening.objects.filter(
                id=opening, person_id=place.by, record=f"visit:{place.visit}", emergency=True
            )
            if not own.exists():
                yield _error("opening", "that is no opening of yours here", "your own opening")
        case _:
            return


def _error(field: str, wrong: str, right: str) -> Error:
    return Error(field=field, wrong=wrong, right=right)


def _was_charted(state: VisitState, taken: UUID, parameter: object) -> bool:
    return any(
        charted.id == taken and any(r.parameter is parameter for r in charted.fact.readings)
        for charted in state.all(monitoring.SetCharted)
    )


def _works_here(person: str, clinic: UUID, role: str) -> bool:
    try:
        who = UUID(person)
    except ValueError:
        return False
    return StaffRole.objects.filter(clinic_id=clinic, person_id=who, role=role).exists()
