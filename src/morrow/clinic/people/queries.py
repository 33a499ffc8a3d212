"""What the pages of people show."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from morrow.care.clinic import CLINICAL, Machine, Qualification, Role
from morrow.care.visit.state import DOSING
from morrow.care.visit.values import Phase
from morrow.clinic import streams
from morrow.clinic.patients.models import Patient
from morrow.clinic.people.models import (
    Clinic,
    ExplainedOpening,
    Opening,
    StaffQualification,
    StaffRole,
    User,
)
from morrow.clinic.people.principals import Principal
from morrow.clinic.policy import RUNNING
from morrow.clinic.visits.models import Visit

_KINDS: Final = ("visit", "patient", "clinic")


@dataclass(slots=True, kw_only=True)
class Member:
    """Somebody on a clinic's staff."""

    id: UUID
    name: str
    username: str
    initials: str
    roles: list[Role] = field(default_factory=list)
    qualifications: dict[Qualification, date | None] = field(default_factory=dict)
    one_time: bool = False
    pin_set: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningLine:
    """One line of the access log, as the privacy officer reads it."""

    id: UUID
    at: datetime
    name: str
    role: str
    operation: str
    record: str
    allowed: bool
    emergency: bool
    own: bool
    explained: ExplainedOpening | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningVisit:
    """A running visit without its patient: what a locked tablet and another clinic may show."""

    id: UUID
    clinic: str
    chair: str
    phase: str
    alarm_level: str
    alarm_words: str
    alarm_since: datetime | None

    @property
    def is_loud(self) -> bool:
        """Whether a dose runs or an alarm is open: what a locked tablet shows first."""
        return bool(self.alarm_level) or Phase(self.phase) in DOSING


def staff(clinic: UUID) -> list[Member]:
    """Everybody with a role at the clinic, by name."""
    roles: dict[UUID, list[Role]] = defaultdict(list)
    for row in StaffRole.objects.filter(clinic_id=clinic):
        roles[row.person_id].append(Role(row.role))
    order = list(Role)
    members = {
        user.id: Member(
            id=user.id,
            name=user.name,
            username=user.username,
            initials=user.initials,
            roles=sorted(roles[user.id], key=order.index),
            one_time=user.must_change_password,
            pin_set=bool(user.pin),
        )
        for user in User.objects.filter(id__in=roles).order_by("name", "username")
    }
    for held in StaffQualification.objects.filter(clinic_id=clinic, person_id__in=members):
        members[held.person_id].qualifications[Qualification(held.qualification)] = held.expires_on
    return list(members.values())


def names(people: set[str]) -> dict[str, str]:
    """Who is behind the journal's `by`: person ids and machines.  Raises KeyError for nobody."""
    machines = {machine.value: machine.value for machine in Machine}
    ids = [UUID(who) for who in people if who not in machines]
    known = {str(user.id): user.name for user in User.objects.filter(id__in=ids)}
    return {who: machines.get(who) or known[who] for who in people}


def at_once() -> QuerySet[Opening]:
    """The emergency openings: what wants a reason and a review."""
    return Opening.objects.filter(operation="visit.open_at_once", emergency=True, allowed=True)


def unexplained(person: UUID) -> list[Opening]:
    """One's own emergency openings that lack a reason, oldest first."""
    said = ExplainedOpening.objects.exclude(reason="").values("opening_id")
    return list(at_once().filter(person_id=person).exclude(id__in=said).order_by("at"))


def running_elsewhere(by: Principal) -> list[RunningVisit]:
    """Running visits at clinics where the person does not work: the chair, and no name."""
    return _nameless(Visit.objects.exclude(clinic_id__in=by.clinics()))


def running_here(by: Principal) -> list[RunningVisit]:
    """Running visits that the person may reach while the tablet is locked."""
    places = {place for place, role in by.grants if role in CLINICAL}
    opened = at_once().filter(person_id=by.id).values_list("record", flat=True)
    visits = [UUID(record.partition(":")[2]) for record in opened.distinct()]
    return _nameless(Visit.objects.filter(Q(clinic_id__in=places) | Q(id__in=visits)))


def _nameless(visits: QuerySet[Visit]) -> list[RunningVisit]:
    rows = list(visits.filter(phase__in=RUNNING))
    places = Clinic.objects.in_bulk({row.clinic_id for row in rows})
    found = [
        RunningVisit(
            id=row.id,
            clinic=places[row.clinic_id].name,
            chair=_chair(row),
            phase=row.phase,
            alarm_level=row.alarm_level,
            alarm_words=row.alarm_words,
            alarm_since=row.alarm_since,
        )
        for row in rows
    ]
    return sorted(found, key=lambda each: (not each.alarm_level, each.clinic, each.chair))


def _chair(visit: Visit) -> str:
    names = streams.clinic(visit.clinic_id).chairs
    return names.get(visit.chair_id, "unknown chair") if visit.chair_id else "no chair yet"


def access_log(
    clinic: UUID, *, reader: UUID, emergency_only: bool, limit: int
) -> list[OpeningLine]:
    """The newest lines of a clinic's access log."""
    rows = Opening.objects.filter(clinic_id=clinic).order_by("-at", "-id")
    if emergency_only:
        rows = at_once().filter(clinic_id=clinic).order_by("-at", "-id")
    lines = list(rows[:limit])
    known = names({str(line.person_id) for line in lines})
    labels = _labels({line.record for line in lines})
    explained = ExplainedOpening.objects.in_bulk([line.id for line in lines])
    return [
        OpeningLine(
            id=line.id,
            at=line.at,
            name=known[str(line.person_id)],
            role=Role(line.role).label if line.role else "no role here",
            operation=line.operation,
            record=labels[line.record],
            allowed=line.allowed,
            emergency=line.emergency,
            own=line.person_id == reader,
            explained=explained.get(line.id),
        )
        for line in lines
    ]


def _labels(records: set[str]) -> dict[str, str]:
    """Whose record each is: a reader of the log must know the person behind an id."""
    parted = {record: record.partition(":") for record in records}
    ids = {kind: {UUID(i) for k, _, i in parted.values() if k == kind} for kind in _KINDS}
    visits = Visit.objects.select_related("patient").in_bulk(ids["visit"])
    patients = Patient.objects.in_bulk(ids["patient"])
    whose = {
        **{str(key): f"Visit of {visit.patient.surviving.name}" for key, visit in visits.items()},
        **{str(key): f"Patient {patient.name}" for key, patient in patients.items()},
    }
    return {
        record: "The clinic's pages" if kind == "clinic" else whose[key]
        for record, (kind, _, key) in parted.items()
    }


def beyond(admin: str, person: UUID) -> list[str]:
    """The clinics where the person works and `admin` administers nothing, by name."""
    try:
        by = UUID(admin)
    except ValueError:
        return []  # the command line, which has the store itself
    rows = StaffRole.objects.values_list("clinic_id", flat=True)
    ours = set(rows.filter(person_id=by, role=Role.ADMIN.value))
    elsewhere = set(rows.filter(person_id=person)) - ours
    found = Clinic.objects.filter(id__in=elsewhere).order_by("name")
    return list(found.values_list("name", flat=True))
